import { findGeneration } from "../../db/app/generations.ts";
import type { Slot } from "../../db/app/schedule-tables.ts";
import { getScheduleById } from "../../db/app/schedules.ts";
import { listSlotsWith } from "../../db/app/slots.ts";
import type { UpdateState } from "../../db/app/tables.ts";
import { findUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import type { Deps } from "../deps.ts";
import { tell } from "./tell.ts";

const BROKEN: readonly UpdateState[] = ["failed", "timed_out"];
/** Older trouble is history: whoever starts Pulse anew after a long time is not told of all of it. */
const TOLD_FOR_MS = 14 * 24 * 3_600_000;

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
