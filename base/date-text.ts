import { dateFormat } from "./date-format.ts";

type Shown = { timeZone: string; month?: "long" | "short"; weekday?: boolean; clock?: boolean };

/**
 * A date as people read it, on the clocks of a place: "9 Nov", "Mon 9 Nov, 14:05". Its year stands there where it is another one than
 * now's: "9 Nov 2025, 14:05".
 *
 * @param now When it is read; null: whenever that is, so the year stands there always.
 */
export function dateText(at: Date, now: Date | null, { timeZone, month = "short", weekday, clock }: Shown): string {
  const year = dateFormat("en-GB", { year: "numeric", timeZone });
  const day = dateFormat("en-GB", {
    ...(weekday && { weekday: "short" }),
    day: "numeric",
    month,
    ...((!now || year.format(at) !== year.format(now)) && { year: "numeric" }),
    timeZone,
  });
  const text = day.format(at).replace(",", "");
  return clock ? `${text}, ${dateFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(at)}` : text;
}
