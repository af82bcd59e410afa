import { findGeneration } from "../../db/app/generations.ts";
import type { Slot } from "../../db/app/schedule-tables.ts";
import { getScheduleById } from "../../db/app/schedules.ts";
import { holdSlot, listSlotsWith } from "../../db/app/slots.ts";
import type { Tx, Update, UpdateState } from "../../db/app/tables.ts";
import { findUpdateById, lockUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { jobActor, type Deps } from "../deps.ts";
import { audit } from "../updates/change-state.ts";
import { tell } from "./take-slot.ts";

/** Neither approved nor at an end that somebody chose. */
const UNAPPROVED: readonly UpdateState[] = ["generating", "in_review", "changes_requested", "expired"];
const BROKEN: readonly UpdateState[] = ["failed", "timed_out"];
/** Older trouble is history: whoever starts Pulse anew after a long time is not told of all of it. */
const TOLD_FOR_MS = 14 * 24 * 3_600_000;

/** Job, every minute: what was to be posted by now and is not approved waits, and its people hear of it once. */
export async function holdUnapproved({ db, clock }: Deps): Promise<void> {
  const now = clock();
  for (const slot of await listSlotsWith(db, UNAPPROVED, { postBefore: now })) {
    await inTransaction(db, async (tx) => {
      // Whoever approves locks the update as well: an approval that is just being given counts.
      const update = await lockUpdateById(tx, slot.update_id ?? "");
      if (update && UNAPPROVED.includes(update.state)) await hold(tx, slot, update, "not_approved", now);
    });
  }
}

/** A slot is held once; why, and what else the Slack front says of it, goes with the notice. */
export async function hold(
  tx: Tx,
  slot: Slot,
  update: Update,
  because: NonNullable<Slot["held_because"]>,
  now: Date,
  detail: Record<string, unknown> = {},
  kind: "slot.held" | "slot.failed" = "slot.held",
): Promise<void> {
  if (!(await holdSlot(tx, slot.id, because, now))) return;
  const schedule = await getScheduleById(tx, slot.schedule_id);
  await audit(tx, jobActor(slot.team_id), update, "update.held", { because, ...detail });
  await tell(tx, schedule, slot, kind, { because, title: update.title, ...detail });
}

/** Job, every minute: the owner hears once of a scheduled update that failed, or that the rules wrote in a model's stead. */
export async function tellTrouble({ db, clock }: Deps): Promise<void> {
  const newerThan = new Date(clock().getTime() - TOLD_FOR_MS);
  for (const slot of await listSlotsWith(db, BROKEN, { newerThan })) await tellOf(db, slot, "slot.failed");
  for (const slot of await listSlotsWith(db, ["in_review"], { newerThan })) await tellOf(db, slot, "slot.degraded");
}

async function tellOf(db: Deps["db"], slot: Slot, kind: "slot.failed" | "slot.degraded"): Promise<void> {
  await inTransaction(db, async (tx) => {
    const update = await findUpdateById(tx, slot.update_id ?? "");
    if (!update || (kind === "slot.degraded" && !update.degraded)) return;
    const generation = await findGeneration(tx, update.id, update.generation);
    const { title, problem, degraded } = update;
    const detail = kind === "slot.failed" ? { problem } : { reason: degraded?.reason };
    const schedule = await getScheduleById(tx, slot.schedule_id);
    await tell(tx, schedule, slot, kind, { title, run_id: generation?.run_id ?? null, ...detail });
  });
}
