import { listStuckDeliveries } from "../../db/app/delivery-times.ts";
import type { Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";

const STUCK_AFTER_MS = 60_000;

/** Job, every minute: deliveries whose job was lost. */
export async function sweepDeliveries({ db, jobs, clock }: Deps): Promise<void> {
  const before = new Date(clock().getTime() - STUCK_AFTER_MS);
  for (const delivery_id of await listStuckDeliveries(db, before)) await jobs.send(null, DELIVER, { delivery_id });
}
