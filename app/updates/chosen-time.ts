import { Problem } from "../../webhooks/contract/problem.ts";
import { wallTime } from "../clock/wall-time.ts";
import { requirePostTime } from "./post-time.ts";
import type { Question } from "./question-before.ts";

/** When a text shall go out, as a form says it: "now", "slot", "at" a day and a time, or anything else, which leaves it as planned. */
export type WhenForm = { when: string; date: string; time: string };

/** `post_at`: null is at once; absent, as planned. */
type ChosenTime = { ok: true; post_at?: Date | null } | { ok: false; field: keyof WhenForm; why: string };

type Asked = Pick<Question, "next_slot" | "time_zone">;

/** @returns `field` and `why` for what is no time to come. */
export function chosenTime(form: WhenForm, { next_slot, time_zone }: Asked, now: Date): ChosenTime {
  const { when, date, time } = form;
  if (when === "at") return timeAt(form, time_zone, now);
  if (date || time) return wrong("when", "A day or a time is filled in: choose “At another time”, or empty them.");
  if (when === "slot" && next_slot) return { ok: true, post_at: next_slot };
  return when === "now" ? { ok: true, post_at: null } : { ok: true };
}

const wrong = (field: keyof WhenForm, why: string) => ({ ok: false, field, why }) as const;

function timeAt({ date, time }: WhenForm, timeZone: string, now: Date): ChosenTime {
  if (!date) return wrong("date", "Choose a day.");
  if (!time) return wrong("time", "Choose a time.");
  const at = wallTime(date, time, timeZone);
  if (!at) return wrong("time", "There is no such time on that day: choose another one.");
  try {
    return { ok: true, post_at: requirePostTime(at, now) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return wrong("time", `${error.message} ${error.remedy}`);
  }
}
