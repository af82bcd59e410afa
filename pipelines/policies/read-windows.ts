import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { findRuns } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { evidenceArtifact } from "../../webhooks/contract/artifacts.ts";
import type { Deps } from "../deps.ts";
import { usualSections } from "../templates/prompts.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import type { ReadWindow } from "./preview.ts";

/** What these runs read, in the order in which they are named; `missing`: those that read nothing, or whose evidence is gone. */
export async function readWindows(
  { db }: Pick<Deps, "db">,
  ids: readonly string[],
): Promise<{ windows: ReadWindow[]; missing: string[] }> {
  const runs = new Map((await findRuns(db, ids)).map((run) => [run.id, run]));
  const read = await Promise.all(
    [...new Set(ids)].map(async (id) => ({ id, window: await readOne(db, runs.get(id)) })),
  );
  return {
    windows: read.flatMap(({ window }) => window ?? []),
    missing: read.flatMap(({ id, window }) => (window ? [] : [id])),
  };
}

async function readOne(db: Deps["db"], run: Run | undefined): Promise<ReadWindow | null> {
  const { timeframe, evidence_sha256: digest } = run ?? {};
  if (!run || !timeframe || !digest) return null;
  const found = await findArtifact(db, digest);
  if (!found) return null;
  const { spec } = await resolveTemplate(db, `${run.template_name}@${run.template_version}`);
  const { sources, analysis_type, ignored_prs: ignored } = run.parameters;
  const evidence = evidenceArtifact.parse(JSON.parse(found.body.toString("utf8")));
  const headings = usualSections(spec.prompts, analysis_type);
  return { run_id: run.id, timeframe, evidence, sources, analysis_type, ignored, usual: spec.policy, headings };
}
