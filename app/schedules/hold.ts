import type { Slot } from "../../db/app/schedule-tables.ts";
import { getScheduleById } from "../../db/app/schedules.ts";
import { holdSlot } from "../../db/app/slots.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { jobActor } from "../deps.ts";
import { audit } from "../updates/change-state.ts";
import { tell } from "./tell.ts";

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
