import { z } from "zod";
import type { TemplateVersion } from "../../db/pipelines/tables.ts";
import { policy } from "../../webhooks/contract/policy.ts";

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

/** What the rest of the pipelines reads of a stored specification, with what held before a version could name it. */
export const specification = z.looseObject({
  graph: z.string(),
  description: z.string(),
  steps: z.record(z.string(), z.array(z.string())).default({}),
  models: z.array(z.string()),
  /** Names of the tools that a writer may use. */
  tools: z.array(z.string()).default([]),
  prompts: z.record(z.string(), z.string()).default({}),
  /** What operators add to the prompts, by name: markdown that says for which jobs it is. */
  skills: z.record(z.string(), z.string()).default({}),
  checks: z.string().default("1"),
  /** SHA-256 of each tool as it is described: `agent` what a writer is told of, `github` what our own server offers. */
  tool_digests: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** SHA-256 of the contract it was published under; "" for versions from before it was named. */
  contract: z.string().default(""),
  limits,
  policy,
});
export type Spec = z.infer<typeof specification>;
export type Template = Omit<TemplateVersion, "spec"> & { spec: Spec };
