import { z } from "zod";
import {
  parameters as schema,
  source,
  type DateRange,
  type Parameters,
  type Source,
} from "../../webhooks/contract/parameters.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import type { FieldProblem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { policyFaults } from "../text/policy/faults.ts";
import { CONFIGURED_MODELS, type Template } from "./specification.ts";

/** The parameters that can be wrong although their shape is right; undefined where the shape is wrong already. */
type Readable = {
  sources: readonly (Source | undefined)[];
  llm_model?: string;
  date_range?: DateRange;
  policy?: PolicyParts;
};

/** What can be read of parameters that are wrong elsewhere: its faults belong into the same answer. */
export function readableParts(asked: unknown): Readable {
  const parts = z.record(z.string(), z.unknown()).catch({}).parse(asked);
  const sources = z.array(z.unknown()).catch([]).parse(parts["sources"]);
  return {
    sources: sources.map((one) => source.safeParse(one).data),
    llm_model: schema.shape.llm_model.safeParse(parts["llm_model"]).data,
    date_range: schema.shape.date_range.safeParse(parts["date_range"]).data,
    policy: schema.shape.policy.safeParse(parts["policy"]).data,
  };
}

/**
 * Everything that would keep these parameters from being run, beyond their shape and beyond what GitHub says of their sources. Asks
 * nobody and writes nothing.
 */
export function faultsOf(
  { settings, clock }: Pick<Deps, "settings" | "clock">,
  { spec }: Pick<Template, "spec">,
  parameters: Readable,
): FieldProblem[] {
  return [
    ...repositoryFaults(parameters, settings.repositories),
    ...modelFaults(parameters, choicesOf(spec, settings)),
    ...windowFaults(parameters, clock()),
    ...policyFaults(parameters.policy ?? {}).map((one) => ({ ...one, path: `parameters.${one.path}` })),
  ];
}

function repositoryFaults({ sources }: Readable, allowed: readonly string[]): FieldProblem[] {
  const seen = new Set<string>();
  return sources.flatMap((one, index) => {
    if (!one) return [];
    const { repo, base_branch } = one;
    const path = `parameters.sources.${index}.repo`;
    const key = `${repo.toLowerCase()}@${base_branch}`;
    if (seen.has(key)) return [fault(path, "twice", `${repo} is named twice.`, "Name it once.")];
    seen.add(key);
    if (mayRead(repo, allowed)) return [];
    return [fault(path, "not_allowed", `${repo} may not be read here.`, "Choose a repository from the list.")];
  });
}

/** GITHUB_REPOSITORIES may name the only ones. */
export function mayRead(repo: string, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.some((one) => one.toLowerCase() === repo.toLowerCase());
}

/** What a version may be run with here. */
function choicesOf(
  { models }: Pick<Template["spec"], "models">,
  { models: configured }: Pick<Deps["settings"], "models">,
): string[] {
  return models.flatMap((model) => (model === CONFIGURED_MODELS ? (configured?.ids ?? []) : [model]));
}

/**
 * The model's id behind `default`: the usual one here, or where the version does not name that, the first that it names and that can be
 * asked.
 *
 * @param spec Absent: of any version.
 */
export function modelOf(
  { llm_model }: Pick<Parameters, "llm_model">,
  settings: Pick<Deps["settings"], "models">,
  spec?: Pick<Template["spec"], "models">,
): string {
  if (llm_model !== "default") return llm_model;
  const usual = settings.models?.ids[0] ?? "rules";
  return (spec && askableOf(spec, settings).find((id, _, all) => id === usual || !all.includes(usual))) ?? usual;
}

/** What a version can be written by here, a model before the rules; empty: it names models alone, and none is set up. */
export function askableOf({ models }: Pick<Template["spec"], "models">, settings: Pick<Deps["settings"], "models">) {
  const choices = choicesOf({ models }, settings);
  const asked = settings.models ? choices.filter((id) => id !== "rules") : [];
  return choices.includes("rules") ? [...asked, "rules"] : asked;
}

function modelFaults({ llm_model: model }: Readable, models: readonly string[]): FieldProblem[] {
  if (model === undefined || model === "default" || models.includes(model)) return [];
  const none = models.every((id) => id === "rules");
  const fix = none ? "Use rules, or set OPENAI_API_KEY and LLM_MODELS." : `Use ${models.join(" or ")}.`;
  return [fault("parameters.llm_model", "unknown_model", `There is no model “${model}”.`, fix)];
}

function windowFaults({ date_range }: Readable, now: Date): FieldProblem[] {
  if (!date_range || Date.parse(date_range.since) < now.getTime()) return [];
  return [fault("parameters.date_range.since", "future", "The window has not begun yet.", "Begin in the past.")];
}

function fault(path: string, code: string, message: string, fix: string): FieldProblem {
  return { path, code, message, fix };
}
