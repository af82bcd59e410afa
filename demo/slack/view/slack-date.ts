import { escape } from "./escape.ts";

type Format = Intl.DateTimeFormatOptions;

const LONG: Format = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
const TIME: Format = { hour: "numeric", minute: "2-digit" };

/** Source: docs.slack.dev, "Formatting message text", "Date formatting". "Pretty" says today and yesterday in Slack; not here. */
const FORMATS: Readonly<Record<string, Format>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_pretty: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_short_pretty: { year: "numeric", month: "short", day: "numeric" },
  date_long: LONG,
  date_long_pretty: LONG,
  time: TIME,
  time_secs: { ...TIME, second: "2-digit" },
};

/** `!date^seconds^format^link`, with the label as its fallback. The link is left out. */
export function slackDate(target: string, fallback = ""): string {
  const [, seconds = "", format = ""] = target.split("^");
  const at = new Date(Number(seconds) * 1_000);
  if (seconds === "" || Number.isNaN(at.getTime())) return escape(fallback);
  const written = format.replace(/\{(\w+)\}/g, (token, name: string) => formatted(at, FORMATS[name]) ?? token);
  return `<time datetime="${at.toISOString()}">${escape(written)}</time>`;
}

export const clockTime = (at: Date) => formatted(at, TIME) ?? "";
export const longDay = (at: Date) => formatted(at, LONG) ?? "";

function formatted(at: Date, format: Format | undefined): string | undefined {
  return format && new Intl.DateTimeFormat("en-US", format).format(at);
}
