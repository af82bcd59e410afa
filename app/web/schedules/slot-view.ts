import { NEWS_FOR_MS } from "../../schedules/post-nothing.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { clockIn } from "../../clock/clock-in.ts";
import { HELD, moreOf, type More } from "./schedules-view.ts";

/** What its schedule has to say about an update. */
export type SlotView = {
  /** Approved, and waiting for its slot until then. */
  waits: Date | null;
  /** Why it is held back, or what becomes of it; "" where there is nothing to say. */
  slot_note: string;
  /** What was merged since it was read. */
  more: More;
};

export function slotView(detail: UpdateDetail, now: Date): SlotView {
  const { slot, update, generation } = detail;
  const slot_note = slot ? noteOf(detail, slot, now) : "";
  return {
    waits: waitsUntil(detail, now),
    slot_note,
    more: moreOf(generation?.reread ?? null, update.id, update.state),
  };
}

function noteOf(
  { update, profile, generation }: UpdateDetail,
  slot: NonNullable<UpdateDetail["slot"]>,
  now: Date,
): string {
  const { held_because, origin } = slot;
  const open = update.state === "in_review" || update.state === "nothing_to_report";
  if (held_because && open) {
    const reverted = (generation?.reread?.reverted ?? []).map(({ pr, by }) => `${pr} was reverted by ${by}.`);
    return [...reverted, HELD[held_because]].join(" ");
  }
  const quiet = update.state === "nothing_to_report" && update.empty_reason === "nothing_merged" && origin === "clock";
  const due = slot.post_at ?? slot.slot;
  const over = now.getTime() - due.getTime() > NEWS_FOR_MS;
  if (!quiet || over || !profile?.approval.post_nothing) return "";
  const time = clockIn(update.brief.time_zone, now)(due);
  return `One line says so in #${update.channel.name}, from ${time}: the rules of “${profile.name}” ask for it. Delete this update to keep quiet.`;
}

function waitsUntil({ update, deliveries }: UpdateDetail, now: Date): Date | null {
  const post_at = update.state === "approved" ? deliveries.at(-1)?.post_at : null;
  return post_at && post_at > now ? post_at : null;
}
