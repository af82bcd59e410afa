import { z } from "zod";
import { metrics, templateRef } from "./events.ts";
import { CONTRACT, dateRange, parameters, policy } from "./parameters.ts";
import { fieldProblem, problemShape } from "./problem.ts";

/** `POST /run_templates/{ref}/runs`. The same `Idempotency-Key` with the same body answers with the same run. */
export const triggerRequest = z.strictObject({
  contract: z.literal(CONTRACT, `must be ${CONTRACT}`).default(CONTRACT),
  request_id: z.uuid(),
  callback_url: z.url({ protocol: /^https?$/ }),
  /** One-time; comes back as the bearer of the webhook. */
  webhook_token: z.string().min(32).max(200),
  parameters,
  /** True: resolve everything, touch neither model nor Slack, report back at once. */
  dry_run: z.boolean().default(false),
});
export type TriggerRequest = z.input<typeof triggerRequest>;

export const triggerAnswer = z.object({
  run_id: z.uuid(),
  template: templateRef,
  /** SHA-256 of the JSON Schemas of the trigger and the events, for lineage. */
  contract_hash: z.string(),
});
export type TriggerAnswer = z.infer<typeof triggerAnswer>;

export const runStates = ["queued", "running", "completed", "nothing_to_report", "failed", "cancelled"] as const;
export type RunState = (typeof runStates)[number];

/** What the people waiting for a run want to know. */
export const progress = z.object({
  /** The node at work: `resolve`, `preflight` … null before the first and after the last. */
  step: z.string().nullable(),
  /** The call in hand, in words: `list_pull_requests acme/harbor, page 2`. */
  call: z.string().nullable(),
  counts: z.object({
    pages: z.number().int(),
    seen: z.number().int(),
    in_window: z.number().int().nullable(),
    items: z.number().int().nullable(),
  }),
});
export type Progress = z.infer<typeof progress>;

export const runAnswer = z.object({
  id: z.uuid(),
  request_id: z.uuid(),
  state: z.enum(runStates),
  template: templateRef,
  contract_hash: z.string(),
  parameters,
  timeframe: dateRange.nullable(),
  progress,
  problem: problemShape.nullable(),
  metrics: metrics.nullable(),
  artifact_uri: z.string().nullable(),
  attempt: z.number().int(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  deadline_at: z.iso.datetime(),
  /** The webhook: how often it was tried and how it stands. */
  report_back: z.object({
    state: z.enum(["none", "pending", "delivered", "refused", "dead"]),
    attempts: z.number().int(),
    last_status: z.number().int().nullable(),
    last_error: z.string().nullable(),
    next_attempt_at: z.iso.datetime().nullable(),
  }),
});
export type RunAnswer = z.infer<typeof runAnswer>;

export const stepAnswer = z.object({
  name: z.string(),
  /** `do_agents_loop` or `report_back`: the two steps of the pipeline. */
  part_of: z.string(),
  state: z.enum(["waiting", "running", "done", "failed"]),
  detail: z.string(),
  started_at: z.iso.datetime().nullable(),
  duration_ms: z.number().int().nullable(),
  calls: z.number().int(),
  /** How many of the calls were answered by the recording instead of being made. */
  replayed: z.number().int(),
});
export type StepAnswer = z.infer<typeof stepAnswer>;
export const stepsAnswer = z.object({ run_id: z.uuid(), steps: z.array(stepAnswer) });

export const validateRequest = z.strictObject({ parameters: z.unknown() });
export const validateAnswer = z.object({
  compatible: z.boolean(),
  details: z.array(fieldProblem),
  resolved: z
    .object({ template: templateRef, timeframe: dateRange, llm_model: z.string(), policy, max_steps: z.number().int() })
    .nullable(),
});
export type ValidateAnswer = z.infer<typeof validateAnswer>;

export const repositoryAnswer = z.object({
  repositories: z.array(z.object({ repo: z.string(), default_branch: z.string(), private: z.boolean() })),
});
export type RepositoryAnswer = z.infer<typeof repositoryAnswer>;
export const branchAnswer = z.object({ branches: z.array(z.string()), default_branch: z.string() });
export type BranchAnswer = z.infer<typeof branchAnswer>;

export const templateAnswer = z.object({
  name: z.string(),
  version: z.number().int(),
  hash: z.string(),
  tags: z.array(z.string()),
  description: z.string(),
  spec: z.unknown(),
  created_at: z.iso.datetime(),
});
export type TemplateAnswer = z.infer<typeof templateAnswer>;
