import { findRun, requestCancel } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { cancelQueuedRun } from "./finish-run.ts";
import { isId } from "../../webhooks/contract/ids.ts";

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

export async function getRun({ db }: Pick<Deps, "db">, id: string): Promise<Run> {
  const run = isId(id) ? await findRun(db, id) : undefined;
  if (!run) throw new Problem("not_found", "There is no such run.", "List them at /api/v1/runs.");
  return run;
}
