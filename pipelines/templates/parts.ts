import { LIMIT_BOUNDS, type LimitName, type TemplateParts } from "../../webhooks/contract/templates.ts";
import type { Spec } from "./specification.ts";

// Safe: its keys are the names.
const NAMES = Object.keys(LIMIT_BOUNDS) as LimitName[];

/** What people may change of a version, as it is there. */
export function partsOfSpec({ description, prompts, skills, tools, models, limits, policy }: Spec): TemplateParts {
  const own = Object.fromEntries(NAMES.map((name) => [name, limits[name]])) as TemplateParts["limits"];
  return { description, prompts, skills, tools, models, limits: own, policy };
}

/** What a release brings to every version that is made under it. */
type Brought = Pick<Spec, "checks" | "tool_digests" | "contract">;

/** A version made of another one by people: its code is that one's, what a release brings is today's. */
export function specFrom(base: Spec, parts: TemplateParts, { checks, tool_digests, contract }: Brought): Spec {
  const { graph, steps } = base;
  const { description, prompts, skills, tools, models, policy } = parts;
  const limits = { ...base.limits, ...parts.limits };
  return { description, graph, steps, models, tools, prompts, skills, checks, tool_digests, contract, limits, policy };
}
