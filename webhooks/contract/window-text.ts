import { dateFormat } from "../../base/date-format.ts";
import type { DateRange } from "./parameters.ts";

/** "9–15 November 2026", "29 Oct – 4 Nov 2026": the days of a window, both ends included, in its own time zone; always with the year. */
export function windowText({ since, until, time_zone }: DateRange, style: "long" | "short" = "long"): string {
  const lastInstant = new Date(Date.parse(until) - 1);
  return formatOf(time_zone, style)
    .formatRange(new Date(since), lastInstant)
    .replace(/\s*–\s*/, " – ")
    .replace(/^(\d+) – (\d+)/, "$1–$2");
}

function formatOf(timeZone: string, month: "long" | "short"): Intl.DateTimeFormat {
  return dateFormat("en-GB", { day: "numeric", month, year: "numeric", timeZone });
}
