import type { Reread } from "../../../db/app/columns.ts";
import type { Schedule, Slot } from "../../../db/app/schedule-tables.ts";
import type { UpdateState } from "../../../db/app/tables.ts";
import { clockIn } from "../../clock/clock-in.ts";
import { ruleWords, WEEKDAY_NAMES, weeklyOf } from "../../clock/weekly.ts";
import type { ScheduleDetail } from "../../schedules/load-schedule.ts";
import type { FieldErrors } from "../../updates/brief-form.ts";
import { STATES } from "../../words.ts";
import { COMMON_ZONES } from "../page/format.ts";
import type { Obstacle } from "../../obstacle.ts";
import type { Mistake } from "../page/mistakes.ts";

/** As it stands in the form, right or wrong. */
export type ScheduleForm = {
  kind: "weekly" | "cron";
  /** "1" is Monday. */
  weekdays: string[];
  time: string;
  cron: string;
  time_zone: string;
  lead: string;
  posts: Schedule["posts"];
};

export type ScheduleSummary = {
  words: string;
  zone: string;
  paused: boolean;
  /** `skipped`: the slot, for the button that takes the skipping back. */
  next: { text: string; note: string; skipped: string | null }[];
};

type ShownSchedule = ScheduleSummary & {
  lead: string;
  posts: string;
  /** Why nothing is drafted any more: its owner is gone. */
  ownerless: string | null;
  /** What the skip button leaves out; null: the next ones are drafted already. */
  skips: string | null;
  slots: { text: string; title: string; href: string | null; label: string; tone: string; note: string; more: More }[];
  /** Times that came to nothing behind later ones: "Draft the last 4" reads them, too. */
  gaps: string[];
};

/** Where more was merged since a draft was read: what the button says. Null: nothing, or too late. */
export type More = { action: string; text: string; refs: string[] } | null;

export type ScheduleView = {
  profile: { slug: string; name: string; channel: string };
  /** Its rules let one line go out when nothing shipped. */
  quiet: boolean;
  /** False: it is shown, and nothing on it can be pressed. */
  may: boolean;
  shown: ShownSchedule | null;
  form: ScheduleForm;
  zones: string[];
  leads: { value: string; label: string }[];
  weekdays: { value: string; label: string }[];
  errors: FieldErrors;
  mistakes: Mistake[];
  problem: { message: string; remedy: string } | null;
  /** What stands in the way of any draft right now. */
  obstacle: Obstacle | null;
};

const LEADS = new Map([
  [30, "30 minutes"],
  [60, "1 hour"],
  [120, "2 hours"],
  [240, "4 hours"],
  [1_440, "1 day"],
  [2_880, "2 days"],
]);

export function newForm(time_zone: string): ScheduleForm {
  return { kind: "weekly", weekdays: ["1"], time: "09:00", cron: "", time_zone, lead: "1440", posts: "at_slot" };
}

export function formOfSchedule({ cron, time_zone, draft_lead_minutes, posts }: Schedule): ScheduleForm {
  const weekly = weeklyOf(cron);
  const rest = { time_zone, lead: String(draft_lead_minutes), posts };
  if (!weekly) return { ...newForm(time_zone), kind: "cron", cron, ...rest };
  return { kind: "weekly", weekdays: weekly.weekdays.map(String), time: weekly.time, cron, ...rest };
}

/** What the form offers, with what is chosen in it whatever that is. */
export function offers({ time_zone, lead }: ScheduleForm): Pick<ScheduleView, "zones" | "leads" | "weekdays"> {
  const listed = [...LEADS].map(([minutes, label]) => ({ value: String(minutes), label }));
  const own = listed.some(({ value }) => value === lead) ? [] : [{ value: lead, label: leadWords(Number(lead)) }];
  return {
    zones: COMMON_ZONES.includes(time_zone) ? [...COMMON_ZONES] : [time_zone, ...COMMON_ZONES],
    leads: [...listed, ...own],
    // Weeks begin on Monday.
    weekdays: [1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), label: WEEKDAY_NAMES[day] ?? "" })),
  };
}

const leadWords = (minutes: number): string => LEADS.get(minutes) ?? `${minutes} minutes`;

export function summaryOf({ schedule, next }: ScheduleDetail, now: Date): ScheduleSummary {
  const time = clockIn(schedule.time_zone, now);
  return {
    words: ruleWords(schedule.cron),
    zone: schedule.time_zone.replaceAll("_", " "),
    paused: schedule.paused_at !== null,
    next: next.map(({ slot, draft_at, state }) => ({
      text: time(slot),
      note: { waiting: `Draft ${time(draft_at)}`, drafted: "Drafted", skipped: "Skipped" }[state],
      skipped: state === "skipped" ? slot.toISOString() : null,
    })),
  };
}

export function scheduleView(detail: ScheduleDetail, now: Date): ShownSchedule {
  const { schedule, ownerless, next, slots, gaps } = detail;
  const time = clockIn(schedule.time_zone, now);
  const skips = next.find(({ state }) => state === "waiting");
  const lead = schedule.draft_lead_minutes;
  return {
    ...summaryOf(detail, now),
    lead: lead === 0 ? "Drafted at that time" : `Drafted ${leadWords(lead)} before`,
    posts: schedule.posts === "at_slot" ? "Approved texts wait for that time" : "Posted as soon as it is approved",
    ownerless,
    skips: skips ? time(skips.slot) : null,
    slots: slots.map((slot) => ({
      text: slot.origin === "made_up" ? "Read again" : time(slot.slot),
      title: slot.update_title ?? "",
      href: slot.update_id && `/updates/${slot.update_id}`,
      ...markOf(slot, time, now),
      more: slot.update_id && slot.update_state ? moreOf(slot.reread, slot.update_id, slot.update_state) : null,
    })),
    gaps: gaps.map(({ since, until }) => `${time(since)} – ${time(until)}`),
  };
}

/** For whoever looks at an update that may still change: what was merged since it was read. */
export function moreOf(found: Reread | null, id: string, state: UpdateState): More {
  const refs = found?.merged ?? [];
  if (refs.length === 0 || (state !== "in_review" && state !== "approved")) return null;
  return { action: `/updates/${id}/merges`, text: `Write again with ${refs.length} more`, refs };
}

export const HELD: Record<NonNullable<Slot["held_because"]>, string> = {
  not_approved: "Nobody had approved it by then. Approve it and it goes out at once.",
  reverted: "Something that it tells of was reverted. Mend the text, then approve it again.",
  merged: "Something was merged into its time after all. Try again, and it is written.",
  unread: "Its evidence could not be read again. Approve it again if it is still true.",
};

type Mark = { label: string; tone: string; note: string };

function markOf(slot: ScheduleDetail["slots"][number], time: (at: Date) => string, now: Date): Mark {
  const { state, update_state, held_because, post_at, problem } = slot;
  if (state === "skipped") return { label: "Skipped", tone: "quiet", note: "" };
  if (state === "missed") return { label: "Missed", tone: "wait", note: "The next one read for it." };
  if (state === "covered") return { label: "Nothing new", tone: "quiet", note: "Everything had been read already." };
  if (state === "failed" || !update_state) {
    const note = problem ? `${problem.message} ${problem.remedy}` : "";
    return { label: "Did not start", tone: "bad", note };
  }
  const open = ["generating", "in_review", "changes_requested", "expired", "nothing_to_report"].includes(update_state);
  if (held_because && open) return { label: "Held", tone: "bad", note: HELD[held_because] };
  const waits = post_at && post_at > now && (update_state === "approved" || update_state === "in_review");
  const goes = update_state === "approved" ? "Goes out" : "To be posted";
  return { ...STATES[update_state], note: waits ? `${goes} ${time(post_at)}` : "" };
}
