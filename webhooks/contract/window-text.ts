import type { DateRange } from "./parameters.ts";

/** "9–15 November 2026", "29 Oct – 4 Nov": the days of a window, both ends included, in its own time zone. */
export function windowText({ since, until, time_zone }: DateRange, style: "long" | "short" = "long"): string {
  const lastInstant = new Date(Date.parse(until) - 1);
  return formatOf(time_zone, style)
    .formatRange(new Date(since), lastInstant)
    .replace(/\s*–\s*/, " – ")
    .replace(/^(\d+) – (\d+)/, "$1–$2");
}

/** Making one takes a hundred times as long as using it. */
const made = new Map<string, Intl.DateTimeFormat>();
const MOST_MADE = 200;

function formatOf(timeZone: string, month: "long" | "short"): Intl.DateTimeFormat {
  const key = `${month} ${timeZone}`;
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ day: "numeric", month, timeZone },
    ...(month === "long" && { year: "numeric" }),
  });
  if (made.size >= MOST_MADE) made.clear();
  made.set(key, format);
  return format;
}
