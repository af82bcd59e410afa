import type { z } from "zod";
import { findReadiness } from "../../db/pipelines/readiness.ts";
import type { ReadinessRow } from "../../db/pipelines/template-tables.ts";
import { callbackUrl } from "../../webhooks/contract/callback-url.ts";
import { sha256Hex } from "../../webhooks/contract/ids.ts";
import { lastWeek, parameters as parametersShape, type Parameters } from "../../webhooks/contract/parameters.ts";
import { parse, Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import { type validateRequest, type ValidateAnswer } from "../../webhooks/contract/validation.ts";
import type { Deps } from "../deps.ts";
import { askingOf } from "../github/asking.ts";
import { askRange } from "../templates/ask-range.ts";
import { ASKED_WITHIN_MS, askSources } from "../templates/ask-sources.ts";
import { computeMaxSteps } from "../templates/max-steps.ts";
import type { Template } from "../templates/specification.ts";
import { faultsOf, mayRead, modelOf, readableParts } from "../templates/validate.ts";
import { contractFaults } from "./agree-contract.ts";
import { callbackFaults } from "./callbacks.ts";
import { fine, open, refusedBy } from "./check-words.ts";
import { estimateRun } from "./estimate.ts";
import { versionFacts } from "./facts-of.ts";
import { judgeBudget, judgeSecrets } from "./judge-outside.ts";
import { judgeVersion } from "./judge-version.ts";

type Asked = z.output<typeof validateRequest>;

/**
 * Whether such a run could start: every fault at once, each at its field, and what would be run. Writes nothing. What only a look outside
 * tells (tools, token, models) is told as the last look found it; the sources alone are asked for.
 */
export async function validateRun(deps: Deps, template: Template, asked: Asked): Promise<ValidateAnswer> {
  const { read, faults } = shapeOf(asked.parameters);
  const parts = read ?? readableParts(asked.parameters);
  const [facts, ofIts, said, last] = await Promise.all([
    versionFacts(deps, template),
    ofRequest(deps, asked),
    asked.network ? saidOf(deps, parts) : UNASKED,
    findReadiness(deps.db, template),
  ]);
  const version = judgeVersion(facts);
  const found = [...faults, ...refusedBy(version), ...faultsOf(deps, template, parts), ...ofIts, ...said.details];
  const ranged = read && asked.network && found.length === 0 ? await rangeOf(deps, read, said) : UNRANGED;
  const details = once([...found, ...ranged.details]);
  const compatible = details.length === 0;
  const resolved = read && ranged.details.length === 0 ? resolvedOf(deps, template, read, ranged.window) : null;
  const chosen = read && resolved && { ...read, llm_model: resolved.llm_model };
  const estimate =
    compatible && chosen ? await estimateRun(deps, template.spec.limits, chosen, asked.pull_requests) : null;
  const checks = [
    ...version,
    sourcesCheck(asked, said),
    judgeSecrets(deps.settings),
    ...(compatible ? [judgeBudget(estimate)] : []),
    ...lastLook(last, version),
  ];
  return { compatible, details, checks, notes: [...said.notes, ...ranged.notes], resolved, estimate };
}

function shapeOf(asked: unknown): { read: Parameters | null; faults: FieldProblem[] } {
  try {
    return { read: parse(parametersShape, asked, "The parameters", "Correct the marked fields."), faults: [] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { read: null, faults: error.details.map((one) => ({ ...one, path: under("parameters", one.path) })) };
  }
}

const under = (field: string, path: string): string => (path ? `${field}.${path}` : field);

/** What of the request is no parameter, where it is there. */
async function ofRequest({ db, settings }: Deps, asked: Asked): Promise<FieldProblem[]> {
  const { callback_url, contract_hash } = asked;
  const address = callback_url === undefined ? null : fieldFaults(callbackUrl, callback_url, "callback_url");
  const sender = contract_hash === undefined ? null : fieldFaults(sha256Hex, contract_hash, "contract_hash");
  return [
    ...(address?.faults ?? []),
    ...(address?.value === undefined ? [] : callbackFaults(address.value, settings)),
    ...(sender?.faults ?? []),
    ...(sender?.value === undefined ? [] : (await contractFaults(db, sender.value, asked)).details),
  ];
}

function fieldFaults(shape: z.ZodType<string>, value: unknown, path: string) {
  try {
    return { value: parse(shape, value, path, ""), faults: [] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { faults: error.details.map((one) => ({ ...one, path: under(path, one.path) })) };
  }
}

type Said = Awaited<ReturnType<typeof askSources>>;
const UNASKED: Said = { details: [], notes: [], readings: [] };
const UNRANGED: Awaited<ReturnType<typeof askRange>> = { details: [], notes: [], window: null };

/** What may not be read here is not asked for, either. */
function saidOf({ github, settings }: Deps, { sources }: Pick<ReturnType<typeof readableParts>, "sources">) {
  return askSources(
    github,
    sources.map((one) => (one && mayRead(one.repo, settings.repositories) ? one : undefined)),
  );
}

function rangeOf({ github, clock }: Deps, read: Parameters, { readings }: Said) {
  const signal = AbortSignal.timeout(ASKED_WITHIN_MS);
  return askRange(askingOf(github, signal), read, readings, clock().toISOString(), signal);
}

function resolvedOf(
  { clock, settings }: Deps,
  { name, version, spec }: Template,
  read: Parameters,
  window: Parameters["date_range"] | null,
): NonNullable<ValidateAnswer["resolved"]> {
  return {
    template: { name, version },
    timeframe: window ?? read.date_range ?? lastWeek(clock()),
    llm_model: modelOf(read, settings, spec),
    policy: { ...spec.policy, ...read.policy },
    max_steps: computeMaxSteps(spec, read.max_iterations),
  };
}

function sourcesCheck({ network }: Asked, { details, notes }: Said): RunCheck {
  const [fault] = details;
  if (!network) return open("sources", "not_asked", "GitHub was not asked for the sources.");
  if (fault) return { ...open("sources", fault.code, fault.message, fault.fix), ok: false };
  if (notes[0] !== undefined) return open("sources", "noted", notes[0]);
  return fine("sources", "found", "Every source and its branch is there.");
}

/** What was found outside the last time, of what was not judged anew here. */
function lastLook(row: ReadinessRow | undefined, judged: readonly RunCheck[]): RunCheck[] {
  const anew = new Set([...judged.map(({ what }) => what), "secrets"]);
  return (row?.reasons ?? []).filter(({ what }) => !anew.has(what));
}

/** The same field may be named twice by the letter and by what it leads to. */
function once(details: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(details.map((one) => [`${one.path} ${one.code}`, one])).values()];
}
