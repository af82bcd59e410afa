import { inTransaction } from "../../db/connect.ts";
import * as rows from "../../db/pipelines/templates.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { PRODUCTION } from "../../webhooks/contract/template-ref.ts";
import type { copyTemplateRequest } from "../../webhooks/contract/templates.ts";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { JUDGE_VERSIONS } from "../job-names.ts";
import { unfitBecause } from "./fit.ts";
import { resolveTemplate } from "./resolve-template.ts";

/** Begins a template of a team's own, as a copy of one version. @throws {Problem} `not_found`, `conflict`, `invalid` */
export async function copyTemplate(deps: Deps, asked: z.output<typeof copyTemplateRequest>): Promise<void> {
  const { name, from, description, by } = asked;
  const source = await resolveTemplate(deps.db, from);
  const unfit = unfitBecause(source, deps.release);
  if (unfit) throw new Problem("invalid", `${source.name}@${source.version} ${unfit}.`, "Copy one that it can run.");
  await inTransaction(deps.db, async (tx) => {
    if ((await rows.countCopies(tx)) >= LIMITS.templates.templates) {
      const message = `There are ${LIMITS.templates.templates} templates besides the built-in one, and that is the most.`;
      throw new Problem("invalid", message, "Use tags for what differs by a few words.");
    }
    const copied_from = `${source.name}@${source.version}`;
    const isFree = (await rows.listVersions(tx, name)).length === 0;
    if (!isFree || !(await rows.insertCopy(tx, { name, copied_from, made_by: by }))) {
      throw new Problem("conflict", `There is a template “${name}” already.`, "Choose another name.");
    }
    const spec = { ...source.spec, description };
    const note = `A copy of ${copied_from}.`;
    const skills = JSON.stringify(source.skills);
    const row = { name, spec, hash: digestOf(spec), note, made_by: by, ...deps.release.code, base: null, skills };
    const made = await rows.insertVersion(tx, row);
    if (!made) throw new Problem("conflict", `There is a template “${name}” already.`, "Choose another name.");
    await deps.jobs.send(tx, JUDGE_VERSIONS, { by: "publishing", name, version: made.version });
    const move = { name, tag: PRODUCTION, from_version: null, to_version: made.version, share: null };
    await rows.putTag(tx, { ...move, reason: note, moved_by: by }, deps.clock());
  });
}
