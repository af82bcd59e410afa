import { requestCancel } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";
import { cancelQueuedRun } from "./finish-run.ts";
import { getRun } from "./get-run.ts";

/**
 * Stops a run: at once while it waits, within half a second while a worker has it. A run that has ended stays as it is.
 *
 * @throws {Problem} `not_found`
 */
export async function cancelRun(deps: Deps, id: string): Promise<Run> {
  const run = await getRun(deps, id);
  if (run.state === "queued" && (await cancelQueuedRun(deps, run))) return getRun(deps, id);
  await requestCancel(deps.db, id, deps.clock());
  return getRun(deps, id);
}
