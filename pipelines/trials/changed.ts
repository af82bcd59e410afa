import type { Run } from "../../db/pipelines/tables.ts";
import { canonicalJson } from "../../webhooks/contract/digest.ts";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { TrialChange } from "../../webhooks/contract/trials.ts";
import type { Deps } from "../deps.ts";
import { requireDraft } from "../templates/draft.ts";
import { unfitBecause } from "../templates/fit.ts";
import { partFaults } from "../templates/part-faults.ts";
import { specFrom } from "../templates/parts.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import { type Spec, specification } from "../templates/specification.ts";
import { faultsOf, modelOf } from "../templates/validate.ts";

/** What a trial runs. `draft`: its specification is no version's. */
export type Changed = { version: number; spec: Spec; draft: boolean; parameters: Parameters };

/**
 * A recorded run with this one thing changed; with nothing changed, as it was.
 *
 * @throws {Problem} `not_found`; `conflict` where the draft is another by now, or this release cannot run the version; `invalid` for a
 *   change that changes nothing, a draft with faults, a model or repository that is not to be had.
 */
export async function changedRun(deps: Deps, run: Run, change: TrialChange): Promise<Changed> {
  const template = await resolveTemplate(deps.db, `${run.template_name}@${run.template_version}`);
  const was: Changed = { version: run.template_version, spec: template.spec, draft: false, parameters: run.parameters };
  const is = await laidOver(deps, run, was, change);
  if (Object.keys(change).length > 0 && sameAs(was, is)) {
    const message = `This changes nothing: the run had the very same ${nameOf(change)}.`;
    throw new Problem("invalid", message, "Change something else, or try a control.");
  }
  const unfit = unfitBecause({ release: template.release, spec: is.spec }, deps.release);
  if (unfit) throw new Problem("conflict", `${run.template_name}@${is.version} ${unfit}.`, "Try another run.");
  return is;
}

/** Why a model may not be asked for it here, as where a run is begun. @throws {Problem} `invalid` */
export function requireRunnable(deps: Deps, { spec, parameters }: Pick<Changed, "spec" | "parameters">): void {
  refuse(faultsOf(deps, { spec }, parameters), "Change what is named, or try another run.");
}

async function laidOver(deps: Deps, run: Run, was: Changed, change: TrialChange): Promise<Changed> {
  const { draft, version, llm_model, custom_prompt, policy } = change;
  if (draft !== undefined) return ofDraft(deps, run, draft);
  if (version !== undefined) {
    const { spec } = await resolveTemplate(deps.db, `${run.template_name}@${version}`);
    return { ...was, version, spec };
  }
  const parameters = {
    ...was.parameters,
    ...(llm_model !== undefined && { llm_model: modelOf({ llm_model }, deps.settings) }),
    ...(custom_prompt !== undefined && { custom_prompt }),
    ...(policy !== undefined && { policy }),
  };
  return { ...was, parameters };
}

/** As it stands, also where nobody has read its skills yet: whoever reads them wants to know what they do. */
async function ofDraft(deps: Deps, run: Run, number: number): Promise<Changed> {
  const { row, base } = await requireDraft(deps, run.template_name, number);
  refuse(partFaults(row.parts, base), "Mend the draft, then try it.");
  const spec = specFrom(base, row.parts, specification.parse(deps.release.spec));
  return { version: row.base, spec, draft: true, parameters: run.parameters };
}

function refuse(details: FieldProblem[], remedy: string): void {
  if (details.length === 0) return;
  throw new Problem("invalid", `This cannot be tried: ${details[0]?.message}`, remedy, { details });
}

const sameAs = (was: Changed, is: Changed): boolean =>
  canonicalJson([was.spec, was.parameters]) === canonicalJson([is.spec, is.parameters]);

const NAMES: Record<keyof TrialChange, string> = {
  draft: "prompts, skills, tools, models, limits and policy",
  version: "version",
  llm_model: "model",
  custom_prompt: "wishes",
  policy: "policy",
};

function nameOf(change: TrialChange): string {
  const [name] = Object.keys(change);
  // Safe: a shape with these names was read.
  return NAMES[name as keyof TrialChange];
}
