import { parseCron } from "./cron.ts";
import { listed } from "../../base/listed.ts";

/** The simple kind of rule: on these weekdays (0 is Sunday), at one time of the day (09:00). */
type Weekly = { weekdays: readonly number[]; time: string };

export const WEEKDAY_NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

export function weeklyCron({ weekdays, time }: Weekly): string {
  const [hour = "", minute = ""] = time.split(":");
  return `${Number(minute)} ${Number(hour)} * * ${weekdays.join(",")}`;
}

/** @returns null for a rule that says more than that. */
export function weeklyOf(cron: string): Weekly | null {
  const { minutes, hours, days, months, weekdays, eitherDay } = parseCron(cron);
  const [hour, minute] = [hours[0] ?? 0, minutes[0] ?? 0];
  const simple = hours.length === 1 && minutes.length === 1 && days.length === 31 && months.length === 12 && !eitherDay;
  return simple ? { weekdays, time: `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` } : null;
}

/** "Every Monday and Thursday at 09:00" */
export function ruleWords(cron: string): string {
  const weekly = weeklyOf(cron);
  if (!weekly) return `At ${cron} (cron)`;
  if (weekly.weekdays.length === 7) return `Every day at ${weekly.time}`;
  return `Every ${listed(weekly.weekdays.map((day) => WEEKDAY_NAMES[day] ?? ""))} at ${weekly.time}`;
}
