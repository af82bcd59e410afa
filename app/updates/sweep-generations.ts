import { listOpenGenerations } from "../../db/app/generations.ts";
import type { Deps } from "../deps.ts";
import { endIfOverdue } from "./end-if-overdue.ts";

const SWEEP_AT_ONCE = 200;

/** Job, every minute: finds what a lost watch would have left waiting. */
export async function sweepGenerations(deps: Deps): Promise<void> {
  for (const generation of await listOpenGenerations(deps.db, SWEEP_AT_ONCE)) await endIfOverdue(deps, generation);
}
