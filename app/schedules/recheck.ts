import { secondsUntil } from "../../base/clock.ts";
import { keepReread } from "../../db/app/generations.ts";
import type { Slot } from "../../db/app/schedule-tables.ts";
import { getScheduleById } from "../../db/app/schedules.ts";
import { findSlotOf, listToReread } from "../../db/app/slots.ts";
import type { Delivery, Tx, Update } from "../../db/app/tables.ts";
import { findUpdateById, lockUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { LastLook } from "../delivery/deliver.ts";
import { GIVE_UP_AFTER_MS } from "../delivery/posting.ts";
import { jobActor, type Deps } from "../deps.ts";
import { audienceOf } from "../updates/audience-of.ts";
import { takeBack } from "../updates/take-back.ts";
import { reread, type SeenAgain } from "../updates/reread.ts";
import { whyNotApproved } from "../updates/why-not-approved.ts";
import { hold } from "./hold.ts";
import { tell } from "./tell.ts";

const MINUTE_MS = 60_000;
/** So early that somebody can still do something about it. */
const REREAD_BEFORE_MS = 30 * MINUTE_MS;
/** What is held for long is read again, so that the page offers what is there. */
const REREAD_EVERY_MS = 60 * MINUTE_MS;
const REREAD_FOR_MS = 7 * 24 * 60 * MINUTE_MS;
/** From the slot's time on. After that a person says whether it goes out unread. */
export const UNREAD_FOR_MS = 30 * MINUTE_MS;

/** Job, every minute: half an hour before it is posted, and every hour while it is held, an update's evidence is read again. */
export async function recheckSoon(deps: Deps): Promise<void> {
  const { db, clock, log } = deps;
  const now = clock().getTime();
  const times = { before: now - REREAD_EVERY_MS, from: now - REREAD_FOR_MS, to: now + REREAD_BEFORE_MS };
  const { before, from, to } = times;
  const slots = await listToReread(db, { before: new Date(before), from: new Date(from), to: new Date(to) });
  for (const slot of slots) {
    const update = await findUpdateById(db, slot.update_id ?? "");
    if (!update) continue;
    try {
      await act(deps, update, slot, await reread(deps, update));
    } catch (error) {
      log.warn({ update_id: update.id, error }, "the evidence could not be read again");
    }
  }
}

/**
 * Nothing goes to readers whom its sources are not for. A text that waited for its time, and whose evidence was taken back since, does not go out; one that
 * was approved once more after it had been held does: its people know.
 */
async function beforePosting(
  deps: Deps,
  { update_id, post_at, created_at, kind }: Delivery,
): Promise<"go" | "held" | "later" | number> {
  const { db, clock, log } = deps;
  const wait = secondsUntil(post_at, clock());
  if (wait > 0) return wait;
  const update = kind === "post" ? await findUpdateById(db, update_id) : undefined;
  if (update?.state !== "approved") return "go";
  const readers = await askWhoReads(deps, update, post_at ?? created_at);
  if (readers !== "go") return readers;
  const slot = await findSlotOf(db, update_id);
  if (slot ? slot.held_at : !hasWaited(post_at, created_at)) return "go";
  try {
    return await act(deps, update, slot, await reread(deps, update));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.warn({ update_id, error: error.message }, "the evidence could not be read again");
    if (clock().getTime() - (post_at ?? created_at).getTime() < UNREAD_FOR_MS) return "later";
    return keepBack(deps, update, slot, "unread", { message: error.message });
  }
}

/** What was approved so long ago may not be true any more. */
const hasWaited = (post_at: Date | null, approved_at: Date): boolean =>
  post_at !== null && post_at.getTime() - approved_at.getTime() > REREAD_EVERY_MS;

const ASK_AGAIN_S = 30;

/** A channel may have been shared since the approval. While Slack does not say who reads it, it is asked again, like for a post. */
async function askWhoReads(deps: Deps, update: Update, since: Date): Promise<"go" | "held" | number> {
  const audience = await audienceOf(deps, update);
  if (audience.kind === "fine") return "go";
  const waited = deps.clock().getTime() - since.getTime();
  if (audience.kind === "unanswered" && waited < GIVE_UP_AFTER_MS) return audience.retryAfterS ?? ASK_AGAIN_S;
  const because = audience.kind === "too_wide" ? audience.because : UNANSWERED;
  const remedy = audience.kind === "too_wide" ? audience.remedy : "Look at status.slack.com, then approve it again.";
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockUpdateById(tx, update.id);
    if (locked?.state !== "approved") return;
    await takeBack(tx, deps, jobActor(locked.team_id), locked, `${because}. ${remedy}`);
    await holdTakenBack(tx, deps, locked, `${because}. ${remedy}`);
  });
  return "held";
}

const UNANSWERED = "Slack has not said for six hours who reads its channel";

/** A scheduled one tells its people why. */
async function holdTakenBack(tx: Tx, { clock }: Deps, update: Update, message: string): Promise<void> {
  const slot = await findSlotOf(tx, update.id);
  if (slot) await hold(tx, slot, update, "not_approved", clock(), { message });
}

/** Rules that were tightened since an approval hold for what is not in Slack yet, so it is asked for again. */
async function keepUnapproved(tx: Tx, deps: Deps, seen: Update): Promise<boolean> {
  const update = await lockUpdateById(tx, seen.id);
  // Somebody took it back in this very moment.
  if (update?.state !== "approved") return true;
  const why = await whyNotApproved(tx, deps, { ...update, channel: seen.channel });
  if (!why) return false;
  await takeBack(tx, deps, jobActor(update.team_id), update, why);
  await holdTakenBack(tx, deps, update, `It waits, because ${why}.`);
  return true;
}

export const lastLook: LastLook = { beforePosting, keepUnapproved };

async function act(
  deps: Deps,
  update: Update,
  slot: Slot | undefined,
  { generation, found }: SeenAgain,
): Promise<"go" | "held"> {
  const { db, clock } = deps;
  const { reverted, merged } = found;
  await keepReread(db, generation, found, clock());
  if (reverted.length > 0 && !slot?.held_at) return keepBack(deps, update, slot, "reverted", { reverted });
  if (merged.length > 0 && slot) {
    await inTransaction(db, async (tx) => {
      const detail = { merged, title: update.title, after: slot.window_until };
      await tell(tx, await getScheduleById(tx, slot.schedule_id), slot, "slot.merged", detail);
    });
  }
  return "go";
}

const WHY = {
  reverted: "something that it tells of was reverted",
  unread: "its evidence could not be read again",
} as const;

/** An approval of a text that may not be true any more ends, and the text is in review again. */
async function keepBack(
  deps: Deps,
  { id, team_id }: Update,
  slot: Slot | undefined,
  because: keyof typeof WHY,
  detail: Record<string, unknown>,
): Promise<"held"> {
  await inTransaction(deps.db, async (tx) => {
    const update = await lockUpdateById(tx, id);
    if (update?.state === "approved") await takeBack(tx, deps, jobActor(team_id), update, WHY[because]);
    if (update && slot) await hold(tx, slot, update, because, deps.clock(), detail);
  });
  return "held";
}
