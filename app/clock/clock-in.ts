import { dateFormat } from "../../base/date-format.ts";

/** "Mon 23 Nov, 09:00", on the clocks of a place. */
export function clockIn(timeZone: string): (at: Date) => string {
  const day = dateFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone });
  const clock = dateFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  return (at) => `${day.format(at).replace(",", "")}, ${clock.format(at)}`;
}
