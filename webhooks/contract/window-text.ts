import type { DateRange } from "./parameters.ts";

/** "9–15 November 2026", "29 Oct – 4 Nov": the days of a window, both ends included, in its own time zone. */
export function windowText({ since, until, time_zone }: DateRange, style: "long" | "short" = "long"): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: style,
    ...(style === "long" && { year: "numeric" }),
    timeZone: time_zone,
  });
  const lastInstant = new Date(Date.parse(until) - 1);
  return format
    .formatRange(new Date(since), lastInstant)
    .replace(/\s*–\s*/, " – ")
    .replace(/^(\d+) – (\d+)/, "$1–$2");
}
