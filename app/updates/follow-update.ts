import { findGeneration } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import type { AskedUpdate } from "../../webhooks/contract/asked-update.ts";
import type { Actor, Deps } from "../deps.ts";
import { soon } from "../soon.ts";
import { getUpdate } from "./change-state.ts";

/** How far an update has come that somebody waits for. @throws {Problem} `not_found`, `gone` */
export async function followUpdate(deps: Deps, actor: Actor, id: string): Promise<AskedUpdate> {
  const update = await getUpdate(deps.db, actor, id);
  const { title, state, problem, degraded } = update;
  const url = `${deps.settings.publicUrl}/updates/${update.id}`;
  return {
    id: update.id,
    url,
    title,
    state,
    problem,
    degraded: degraded?.reason ?? null,
    run: await runOf(deps, update),
  };
}

/** Without an answer from the pipelines it is not known, and asked for again. */
async function runOf(deps: Deps, { id, generation }: Update): Promise<AskedUpdate["run"]> {
  const run_id = (await findGeneration(deps.db, id, generation))?.run_id;
  if (!run_id) return null;
  const run = await soon(deps, "a run", () => deps.pipelines.run(run_id));
  if (!run) return null;
  const { state, template, progress } = run;
  return { id: run_id, state, template: `${template.name}@${template.version}`, progress };
}
