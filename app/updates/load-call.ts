import { listGenerations } from "../../db/app/generations.ts";
import type { Generation, Update } from "../../db/app/tables.ts";
import type { CallDetail, RunAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";
import { getUpdate } from "./change-state.ts";
import { noSuchRun } from "./load-run.ts";

/**
 * One call of a run, with everything that went in and came out.
 *
 * @throws {Problem} `not_found`, `gone`, or `unavailable` when the pipelines do not answer.
 */
export async function loadCall(
  { db, pipelines }: Deps,
  actor: Actor,
  id: string,
  { seq, number }: { seq: number; number?: number | undefined },
): Promise<{ update: Update; generation: Generation; run: RunAnswer; call: CallDetail }> {
  const update = await getUpdate(db, actor, id);
  const generations = await listGenerations(db, id);
  const generation = number === undefined ? generations[0] : generations.find((one) => one.generation === number);
  if (!generation?.run_id) throw noSuchRun();
  const [run, call] = await Promise.all([pipelines.run(generation.run_id), pipelines.call(generation.run_id, seq)]);
  return { update, generation, run, call };
}
