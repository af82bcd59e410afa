import { inTransaction } from "../../db/connect.ts";
import * as rows from "../../db/pipelines/templates.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { publishVersionRequest } from "../../webhooks/contract/templates.ts";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { JUDGE_VERSIONS } from "../job-names.ts";
import { keep, NOTHING } from "./change-draft.ts";
import { draftFaults, requireDraft } from "./draft.ts";
import { unfitBecause } from "./fit.ts";
import { specFrom } from "./parts.ts";
import { requireTemplate, requireVersion } from "./require-template.ts";
import { specification } from "./specification.ts";

/**
 * Makes the draft a version that never changes. No tag moves by that.
 *
 * @throws {Problem} `conflict` where the draft is another by now, or a version is the very same; `invalid` with all that is wrong.
 */
export async function publishVersion(
  deps: Deps,
  given: string,
  { number, note, by }: z.output<typeof publishVersionRequest>,
): Promise<number> {
  const [{ name }] = await requireTemplate(deps.db, given);
  const { code, spec: released } = deps.release;
  return inTransaction(deps.db, async (tx) => {
    const { row, base } = await requireDraft({ db: tx }, name, number);
    const details = draftFaults(row, base);
    if (details.length > 0) {
      const more = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
      throw new Problem("invalid", `${details[0]?.message}${more}`, "Mend what is named, then publish.", { details });
    }
    const spec = specFrom(base, row.parts, specification.parse(released));
    const hash = digestOf(spec);
    const same = await rows.findVersionByHash(tx, name, hash);
    if (same) {
      throw new Problem(
        "conflict",
        `Version ${same.version} is the very same.`,
        "Change something, or put the draft away.",
      );
    }
    const from = await requireVersion(tx, name, row.base);
    const unfit = unfitBecause({ ...from, spec }, deps.release);
    if (unfit) throw new Problem("invalid", `It ${unfit}.`, "Begin a draft from a version that it can.");
    const skills = Object.keys(spec.skills).map((skill) => [skill, row.skills[skill] ?? from.skills[skill]]);
    const made = await rows.insertVersion(tx, {
      ...code,
      name,
      hash,
      spec,
      note,
      base: row.base,
      made_by: by,
      skills: JSON.stringify(Object.fromEntries(skills)),
    });
    if (!made) throw new Problem("conflict", "Somebody published another version at the same moment.", "Try again.");
    await deps.jobs.send(tx, JUDGE_VERSIONS, { by: "publishing", name, version: made.version });
    await keep(tx, { ...NOTHING, name, changed_by: by, changed_at: deps.clock() }, number);
    return made.version;
  });
}
