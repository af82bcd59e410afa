import { secondsUntil } from "../../base/clock.ts";
import { dateFormat } from "../../base/date-format.ts";
import { moveDelivery } from "../../db/app/delivery-times.ts";
import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import { changeSlot, listComing, listTaken } from "../../db/app/slots.ts";
import type { Tx } from "../../db/app/tables.ts";
import { nextSlots, type Rule } from "../clock/slots.ts";
import type { Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";

/**
 * What was drafted for times to come goes with the rule: each draft belongs to a time of the new one, in their order, and none is
 * drafted again. Where the new rule had its time earlier on the same day already, the draft keeps the one it has.
 *
 * @returns up to where slots are dealt with now.
 */
export async function moveDrafts(
  tx: Tx,
  deps: Deps,
  { id, handled_until }: Schedule,
  rule: Rule & Pick<Schedule, "posts">,
): Promise<Date> {
  const now = deps.clock();
  const drafted = await listComing(tx, id, now);
  const [first] = drafted;
  const kept = first && isOverThatDay(rule, first.slot, now) ? 1 : 0;
  const moved = drafted.slice(kept);
  const times = nextSlots(rule, now, moved.length);
  const own = new Set(moved.map(({ slot }) => slot.getTime()));
  const taken = (await listTaken(tx, id, times)).filter(({ slot }) => !own.has(slot.getTime()));
  if (moved.length === 0 || times.length < moved.length || taken.length > 0) return later(now, handled_until);
  // From the far end on where they go later, so that no two of them stand at one time.
  const order = moved.map((slot, index) => ({ slot, to: times[index] ?? slot.slot }));
  const goesLater = (order[0]?.to ?? now) > (order[0]?.slot.slot ?? now);
  for (const { slot, to } of goesLater ? order.toReversed() : order) await move(tx, deps, slot, to, rule.posts);
  return later(now, times.at(-1) ?? now);
}

async function move(tx: Tx, deps: Deps, slot: Slot, to: Date, posts: Schedule["posts"]): Promise<void> {
  const post_at = posts === "at_slot" ? to : null;
  await changeSlot(tx, slot.id, { slot: to, post_at });
  if (!slot.update_id) return;
  const at = post_at ?? deps.clock();
  const startAfterS = secondsUntil(at, deps.clock());
  const delivery_id = await moveDelivery(tx, slot.update_id, at, deps.clock());
  if (delivery_id) await deps.jobs.send(tx, DELIVER, { delivery_id }, { startAfterS });
}

const DAY_MS = 24 * 3_600_000;

function isOverThatDay(rule: Rule, slot: Date, now: Date): boolean {
  const day = dateFormat("en-CA", { timeZone: rule.time_zone, dateStyle: "short" });
  const around = nextSlots(rule, new Date(slot.getTime() - DAY_MS), 48).filter(
    (one) => one.getTime() < slot.getTime() + DAY_MS,
  );
  const sameDay = around.filter((one) => day.format(one) === day.format(slot));
  return sameDay.length > 0 && sameDay.every((one) => one <= now);
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);
