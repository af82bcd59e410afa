import { Problem } from "../../webhooks/contract/problem.ts";
import { findGeneration, findCheckedGeneration } from "../../db/app/generations.ts";
import type { Actor, Deps } from "../deps.ts";
import { getUpdate } from "./change-state.ts";

type Exported = { run_id: string; lines: ReadableStream<Uint8Array> };

/**
 * Everything that is kept of one run of an update, one JSON object a line, as it comes.
 *
 * @param number The generation; absent: the newest that has a text, else the newest.
 * @throws {Problem} `not_found` where nothing has run, or the pipelines have it no more; `unavailable`
 */
export async function exportRun(deps: Deps, actor: Actor, id: string, number?: number): Promise<Exported> {
  const { db, pipelines } = deps;
  const update = await getUpdate(db, actor, id);
  const generation =
    number === undefined
      ? ((await findCheckedGeneration(db, id)) ?? (await findGeneration(db, id, update.generation)))
      : await findGeneration(db, id, number);
  if (!generation?.run_id) throw new Problem("not_found", "No run has begun for that.", "Look at the update’s runs.");
  return { run_id: generation.run_id, lines: await pipelines.exported(generation.run_id) };
}
