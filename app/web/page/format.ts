import { dateFormat } from "../../../base/date-format.ts";
import { dateText } from "../../../base/date-text.ts";

/** How times, numbers and names are written on every page, for a person in this time zone. */
export function formats(timeZone: string, now: Date) {
  const day = (time: Date | string) => dateText(new Date(time), now, { timeZone });
  const moment = (time: Date | string) => dateText(new Date(time), now, { timeZone, clock: true });
  const clock = dateFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone });
  return {
    /** "9 Nov", and "9 Nov 2025" in 2026. */
    day,
    /** "9 Nov, 14:05" */
    moment,
    /** "2:05 PM", as Slack writes it. */
    clock: (time: Date | string) => clock.format(new Date(time)),
    /** Raw HTML, of a time only: the browser turns it into "3 minutes ago". */
    ago: (time: Date | string) =>
      `<relative-time datetime="${new Date(time).toISOString()}" threshold="P14D" prefix="">${moment(time)}</relative-time>`,
    count: (number: number) => number.toLocaleString("en"),
    /** "1 person", "2 people" */
    many: (number: number, one: string, several = `${one}s`) =>
      `${number.toLocaleString("en")} ${number === 1 ? one : several}`,
    seconds: (ms: number) => (ms < 100 ? "< 0.1 s" : `${(ms / 1000).toFixed(1)} s`),
  };
}

/** "8 Nov, 09:00 – 15 Nov, 09:00"; "" for what are no times. */
export function hoursText(since: string, until: string, timeZone: string, now: Date): string {
  if (Number.isNaN(Date.parse(since)) || Number.isNaN(Date.parse(until))) return "";
  const { moment } = formats(timeZone, now);
  return `${moment(since)} – ${moment(until)}`;
}

/** "Mira Lindqvist" → "ML" */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? "")
    .join("")
    .toUpperCase();
}

const FALLBACK_ZONE = "UTC";

/** A time zone that this machine knows, or UTC. */
export function knownZone(name: string | undefined): string {
  if (!name) return FALLBACK_ZONE;
  try {
    return dateFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return FALLBACK_ZONE;
  }
}

/** What the pickers offer besides the person's own; any IANA name works when it comes in a profile. */
export const COMMON_ZONES: readonly string[] = [
  "UTC",
  "Pacific/Honolulu",
  "America/Anchorage",
  "America/Los_Angeles",
  "America/Denver",
  "America/Chicago",
  "America/New_York",
  "America/Toronto",
  "America/Mexico_City",
  "America/Bogota",
  "America/Sao_Paulo",
  "America/Argentina/Buenos_Aires",
  "Atlantic/Reykjavik",
  "Europe/London",
  "Europe/Lisbon",
  "Europe/Berlin",
  "Europe/Paris",
  "Europe/Madrid",
  "Europe/Stockholm",
  "Europe/Warsaw",
  "Europe/Athens",
  "Europe/Kyiv",
  "Europe/Istanbul",
  "Africa/Lagos",
  "Africa/Cairo",
  "Africa/Nairobi",
  "Africa/Johannesburg",
  "Asia/Dubai",
  "Asia/Karachi",
  "Asia/Kolkata",
  "Asia/Dhaka",
  "Asia/Bangkok",
  "Asia/Singapore",
  "Asia/Shanghai",
  "Asia/Tokyo",
  "Asia/Seoul",
  "Australia/Perth",
  "Australia/Sydney",
  "Pacific/Auckland",
];
