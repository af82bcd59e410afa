import type { RunStory } from "../../webhooks/contract/run-history.ts";
import type { Actor, Deps } from "../deps.ts";
import { soon } from "../soon.ts";
import { getRunRow } from "./get-run-row.ts";
import { loadRun } from "./load-run.ts";
import { runRowOf } from "./run-row.ts";

/** A run with its steps and calls, and what it is pinned to. @throws {Problem} `not_found` */
export async function tellRun(deps: Deps, actor: Actor, id: string): Promise<RunStory> {
  const row = await getRunRow(deps, actor, id);
  const { recorded, absence } = await loadRun(deps, actor, row.update_id, row.generation);
  const { release = null, commit = null, dirty = null } = recorded?.run.code ?? {};
  return {
    ...runRowOf(deps, row),
    pins: {
      version_hash: await hashOf(deps, row.template),
      contract_hash: row.contract_hash,
      evidence_digest: row.evidence_digest,
      release,
      commit,
      dirty,
    },
    problem: recorded?.run.problem ?? null,
    absence,
    steps: recorded?.steps ?? [],
    calls: recorded?.calls ?? [],
  };
}

async function hashOf(deps: Deps, template: { name: string; version: number } | null): Promise<string | null> {
  if (!template) return null;
  const ref = `${template.name}@${template.version}`;
  return (await soon(deps, "a version", () => deps.pipelines.templates.get(ref)))?.hash ?? null;
}
