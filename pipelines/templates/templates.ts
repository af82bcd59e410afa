import { z } from "zod";
import { inTransaction } from "../../db/connect.ts";
import * as rows from "../../db/pipelines/templates.ts";
import type { Db, TemplateVersion } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { policy } from "../../webhooks/contract/policy.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

const PRODUCTION = "production";
export const MAX_REF_CHARS = 100;

/** Any model that this deployment's server is set up for. */
export const CONFIGURED_MODELS = "configured:*";

/** Limits with what held before a version could name them. */
const limits = z.looseObject({
  writing_minutes: z.number().default(6),
  fixed_steps: z.number().default(8),
  steps_per_iteration: z.number(),
  steps_most: z.number(),
  share_chars: z.number().default(24_000),
  share_pulls: z.number().default(60),
  shares_that_read: z.number().default(4),
  side_by_side: z.number().default(4),
  tool_calls: z.number().default(12),
  calls_per_round: z.number().default(6),
  same_call: z.number().default(2),
  answers: z.number().default(4),
  answer_tokens: z.number().default(6_000),
  reading_tokens: z.number().default(3_000),
  lead_tokens: z.number().default(3_000),
  model_calls: z.number().default(120),
  tokens: z.number().default(400_000),
  repair_rounds: z.number().default(2),
});
export type Limits = z.infer<typeof limits>;

/** What the rest of the pipelines reads of a stored specification. */
const specSchema = z.looseObject({
  graph: z.string(),
  description: z.string(),
  models: z.array(z.string()),
  /** Names of the tools that a writer may use. */
  tools: z.array(z.string()).default([]),
  prompts: z.record(z.string(), z.string()).default({}),
  limits,
  policy,
});
export type Spec = z.infer<typeof specSchema>;
export type Template = Omit<TemplateVersion, "spec"> & { spec: Spec };

/** What a release brings: how it writes, and the graphs that it can run. A version that names another one cannot be run by it. */
export type Release = { name: string; spec: object; graphs: readonly string[] };

/**
 * Stores this release's version where it is new, and checks that every version in use can be run.
 *
 * @throws {Error} when a tag names a version of a graph that this release does not have.
 */
export async function publishTemplates(db: Db, { name, spec, graphs }: Release): Promise<void> {
  await inTransaction(db, async (tx) => {
    const hash = digestOf(spec);
    const versions = await rows.listVersions(tx, name);
    if (!versions.some((one) => one.hash === hash)) {
      const version = (versions[0]?.version ?? 0) + 1;
      await rows.insertVersion(tx, { name, version, hash, spec });
      // Until promotion exists, the newest release is the one in production.
      await rows.moveTag(tx, { name, tag: PRODUCTION, version });
    }
  });
  for (const tag of await rows.listTags(db)) {
    const stored = await rows.findVersion(db, tag.name, tag.version);
    const graph = specSchema.parse(stored?.spec).graph;
    if (!graphs.includes(graph))
      throw new Error(`${tag.name}@${tag.version} needs ${graph}, which this release cannot run.`);
  }
}

/**
 * Finds a version by `name`, `name@3` or `name:production`.
 *
 * @throws {Problem} `not_found`
 */
export async function resolveTemplate(db: Db, ref: string): Promise<Template> {
  const {
    name = "",
    at,
    tag,
  } = /^(?<name>[\w-]+)(?:@(?<at>\d{1,6})|:(?<tag>[\w.-]+))?$/.exec(ref.slice(0, MAX_REF_CHARS + 1))?.groups ?? {};
  const version = at ? Number(at) : await rows.findTag(db, name, tag ?? PRODUCTION);
  const stored = version === undefined ? undefined : await rows.findVersion(db, name, version);
  if (!stored)
    throw new Problem(
      "not_found",
      `There is no run template “${ref.slice(0, MAX_REF_CHARS)}”.`,
      "List them at /api/v1/run_templates.",
    );
  return { ...stored, spec: specSchema.parse(stored.spec) };
}

/**
 * A friendly number becomes a hard bound on the graph's steps: `min(steps_most, fixed_steps + steps_per_iteration × n)`, with n a
 * whole number of at least 1. Each round of reading is two steps (write, tools); the fixed ones are the way there and back, the tries
 * at an answer, the opening, and two rounds of repair. The loop ends itself before; this bound only holds if that fails.
 *
 * | max_iterations | 1 | 2 | 3 | 4 | 8 | anything above |
 * | -------------- | - | - | - | - | - | -------------- |
 * | what-shipped/1 | 10 | 12 | 14 | 16 | 24 | at most 40 |
 * | what-shipped/2 | 36 | 38 | 40 | 42 | 50 | at most 50 |
 */
export function computeMaxSteps({ limits }: Pick<Spec, "limits">, maxIterations: number): number {
  const asked = Number.isFinite(maxIterations) ? Math.max(1, Math.floor(maxIterations)) : 1;
  return Math.min(limits.steps_most, limits.fixed_steps + limits.steps_per_iteration * asked);
}
