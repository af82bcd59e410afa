import type { WhenForm } from "../../updates/chosen-time.ts";
import type { Question } from "../../updates/question-before.ts";
import { farText } from "../../updates/question-words.ts";
import { dateInput, radioInput, timeInput } from "./compose-inputs.ts";
import type { SlackBlock, Values } from "./shapes.ts";
import { wallClock } from "./text.ts";

type Asked = Pick<Question, "post_at" | "next_slot" | "time_zone">;

/** When it goes out: what is chosen beforehand costs no more than the button, and a time of one's own has its fields once it is chosen. */
export function whenInputs({ post_at, next_slot, time_zone }: Asked, typed: WhenForm, now: Date): SlackBlock[] {
  const clock = (time: Date) => wallClock(time, time_zone);
  const far = next_slot && farText(next_slot, now);
  const slot = next_slot && `The next time of its schedule, ${clock(next_slot)}${far && `, ${far}`}`;
  const options = [
    { value: "planned", label: post_at ? `At its time, ${clock(post_at)}` : "Now" },
    ...(post_at ? [{ value: "now", label: "Now" }] : []),
    ...(slot ? [{ value: "slot", label: slot }] : []),
    { value: "at", label: "At another time" },
  ];
  const chosen = options.some(({ value }) => value === typed.when) ? typed.when : "planned";
  const hint = `Times are those of ${time_zone.replaceAll("_", " ")}.`;
  return [
    radioInput("when", "When", options, { chosen, hint, redraws: "approve_when" }),
    ...(chosen === "at"
      ? [dateInput("date", "Day", { value: typed.date }), timeInput("time", "Time", { value: typed.time })]
      : []),
  ];
}

/** Whether there were fields for what was chosen; somebody may be faster than Slack draws them. */
export const hadFields = (values: Values): boolean => values["when"] !== "at" || "date" in values;

export const readWhen = (values: Values): WhenForm => ({
  when: String(values["when"] ?? ""),
  date: String(values["date"] ?? ""),
  time: String(values["time"] ?? ""),
});
