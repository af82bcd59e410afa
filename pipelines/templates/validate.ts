import type { FieldProblem } from "../../webhooks/contract/problem.ts";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import type { Deps } from "../deps.ts";
import type { Template } from "./templates.ts";

/** Everything that would keep these parameters from being run, beyond their shape. Asks nobody and writes nothing. */
export function faultsOf(
  { settings, clock }: Pick<Deps, "settings" | "clock">,
  { spec }: Template,
  parameters: Parameters,
  callbackUrl?: string,
): FieldProblem[] {
  return [
    ...repositoryFaults(parameters, settings.repositories),
    ...(spec.models.includes(parameters.llm_model)
      ? []
      : [
          fault(
            "parameters.llm_model",
            "unknown_model",
            `There is no model "${parameters.llm_model}".`,
            `Use ${spec.models.join(" or ")}.`,
          ),
        ]),
    ...windowFaults(parameters, clock()),
    ...(callbackUrl ? callbackFaults(callbackUrl, settings.callbackOrigins) : []),
  ];
}

function repositoryFaults({ sources }: Parameters, allowed: readonly string[]): FieldProblem[] {
  const seen = new Set<string>();
  return sources.flatMap(({ repo, base_branch }, index) => {
    const path = `parameters.sources.${index}.repo`;
    const key = `${repo.toLowerCase()}@${base_branch}`;
    if (seen.has(key)) return [fault(path, "twice", `${repo} is named twice.`, "Name it once.")];
    seen.add(key);
    if (allowed.length === 0 || allowed.some((one) => one.toLowerCase() === repo.toLowerCase())) return [];
    return [fault(path, "not_allowed", `${repo} may not be read here.`, "Choose a repository from the list.")];
  });
}

function windowFaults({ date_range }: Parameters, now: Date): FieldProblem[] {
  if (!date_range || Date.parse(date_range.since) < now.getTime()) return [];
  return [fault("parameters.date_range.since", "future", "The window has not begun yet.", "Begin in the past.")];
}

function callbackFaults(callbackUrl: string, origins: readonly string[]): FieldProblem[] {
  if (origins.length === 0 || origins.includes(new URL(callbackUrl).origin)) return [];
  return [
    fault("callback_url", "not_allowed", "Results may not be sent to this origin.", "Use an address of the app."),
  ];
}

function fault(path: string, code: string, message: string, fix: string): FieldProblem {
  return { path, code, message, fix };
}
