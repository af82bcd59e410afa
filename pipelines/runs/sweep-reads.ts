import { deleteOldReads } from "../../db/pipelines/evidence-reads.ts";
import type { Deps } from "../deps.ts";

const KEEP_MS = 24 * 3600 * 1000;

/** Job, every minute. */
export async function sweepReads({ db, clock }: Deps): Promise<void> {
  await deleteOldReads(db, new Date(clock().getTime() - KEEP_MS));
}
