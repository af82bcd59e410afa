import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { callbackUrl } from "./callback-url.ts";
import { senderContract } from "./contract-differences.ts";
import { LIMITS } from "./limits.ts";
import { metrics, templateRef } from "./events.ts";
import { CONTRACT, dateRange, parameters } from "./parameters.ts";
import { problemShape } from "./problem.ts";
import { NOT_LOOKED_AT, runCheck, versionReadiness } from "./readiness.ts";
import { shownTrial } from "./trials.ts";
import { writing } from "./writing.ts";
import { lostCalls, openCalls, periodSpending } from "./spending.ts";

/** `POST /run_templates/{ref}/runs`. The same `Idempotency-Key` with the same body answers with the same run. */
export const triggerRequest = z.strictObject({
  contract: z.literal(CONTRACT, `must be ${CONTRACT}`).default(CONTRACT),
  request_id: z.uuid(),
  callback_url: callbackUrl,
  /** One-time; comes back as the bearer of the webhook. */
  webhook_token: z.string().min(32).max(200),
  parameters,
  /** True: resolve everything, touch neither model nor Slack, report back at once. */
  dry_run: z.boolean().default(false),
  contract_hash: senderContract,
});
export type TriggerRequest = z.input<typeof triggerRequest>;

export const triggerAnswer = z.object({
  run_id: z.uuid(),
  template: templateRef,
  /** SHA-256 of the JSON Schemas of the trigger and the events, for lineage. */
  contract_hash: z.string(),
  /** What whoever asked should know, in sentences: how its contract differs, how the version stands. */
  notes: z.array(z.string()).default([]),
});
export type TriggerAnswer = z.infer<typeof triggerAnswer>;

export const runStates = ["queued", "running", "completed", "nothing_to_report", "failed", "cancelled"] as const;
export type RunState = (typeof runStates)[number];

/** Steps that only a model needs: the rules write in one go, and make no faults to mend. */
export const STEPS_OF_MODELS: ReadonlySet<string> = new Set(["tools", "lead", "repair", "replace"]);

/** What the people waiting for a run want to know. */
export const progress = z.object({
  /** The node at work: `resolve`, `preflight` … null before the first, and once the run has ended. */
  step: z.string().nullable(),
  /** The call in hand, in words: `list_pull_requests acme/harbor, page 2`. */
  call: z.string().nullable(),
  /** All calls in hand, in words: writers may work side by side. */
  calls: z.array(z.string()).default([]),
  counts: z.object({
    pages: z.number().int(),
    seen: z.number().int(),
    in_window: z.number().int().nullable(),
    items: z.number().int().nullable(),
    model_calls: z.number().int().default(0),
    tool_calls: z.number().int().default(0),
    /** Input and output. */
    tokens: z.number().int().default(0),
  }),
});
export type Progress = z.infer<typeof progress>;

export const runAnswer = asAnswer(
  z.object({
    id: z.uuid(),
    request_id: z.uuid(),
    state: z.enum(runStates),
    template: templateRef,
    contract_hash: z.string(),
    /** How the contract that whoever asked was built against differs from that; null: it does not, or nobody said. */
    contract_note: z.string().nullable().default(null),
    /** What a dry run has looked at; null: it is none, or has not looked yet. */
    checks: z.array(runCheck).nullable().default(null),
    parameters,
    timeframe: dateRange.nullable(),
    progress,
    /** While it is running, and a model answers as a stream. */
    writing: z.array(writing).default([]),
    problem: problemShape.nullable(),
    metrics: metrics.nullable(),
    artifact_uri: z.string().nullable(),
    attempt: z.number().int(),
    /** The code that worked it last; null: nobody says. */
    code: z
      .object({ release: z.string().nullable(), commit: z.string().nullable(), dirty: z.boolean().nullable() })
      .nullable()
      .default(null),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    /** While it is open: when its time would be over if somebody works on it from now on. Time in which nobody does is no part of it. */
    deadline_at: z.iso.datetime(),
    /** Null: it is no trial. A trial reports back to nobody; its metrics count answers from the recording, too. */
    trial: shownTrial.nullable().default(null),
    /** The webhook: how often it was tried and how it stands. */
    report_back: z.object({
      state: z.enum(["none", "pending", "delivered", "refused", "dead"]),
      attempts: z.number().int(),
      last_status: z.number().int().nullable(),
      /** One sentence, the same whatever kept it from arriving: the log of the pipelines has the reason. */
      last_error: z.string().nullable(),
      next_attempt_at: z.iso.datetime().nullable(),
    }),
  }),
);
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

export const callKinds = ["tool", "model", "clock", "chance", "lookup"] as const;

/** One recorded call of a run, without its texts. */
export const callAnswer = z.object({
  /** The order in which the calls were finished; also its address: `GET /runs/{id}/calls/{seq}`. */
  seq: z.number().int(),
  node: z.string(),
  kind: z.enum(callKinds),
  /** The tool or the model. */
  name: z.string(),
  label: z.string(),
  /** `done`, or how else it ended: `failed`, `denied`, `refused`, `cut`, `empty` … */
  outcome: z.string(),
  /** The attempt that made it; later attempts were answered from the recording. */
  attempt: z.number().int(),
  started_at: z.iso.datetime(),
  duration_ms: z.number().int(),
  input_tokens: z.number().int(),
  cached_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cost_usd: z.number().nullable(),
  priced_by: z.string().nullable(),
  retries: z.number().int(),
  /** The model that the server says it used; null: it was no call to a model, or nobody says. */
  served_by: z.string().nullable().default(null),
  /** The run whose recording answered it: nothing was asked, and nothing paid. Null: it was made. */
  served_from: z.uuid().nullable().default(null),
});
export type CallAnswer = z.infer<typeof callAnswer>;
export const callsAnswer = z.object({ run_id: z.uuid(), attempt: z.number().int(), calls: z.array(callAnswer) });
export type CallsAnswer = z.infer<typeof callsAnswer>;

/** One recorded call with what went in and what came out. */
export const callDetail = callAnswer.extend({ input: z.unknown(), output: z.unknown() });
export type CallDetail = z.infer<typeof callDetail>;

/** What a run would cost, before it runs. Null money: no price is known, which is not the same as nothing. */
export const estimate = z.object({
  model_calls: z.object({ likely: z.number().int(), most: z.number().int() }),
  input_tokens: z.object({ likely: z.number().int(), most: z.number().int() }),
  output_tokens: z.object({ likely: z.number().int(), most: z.number().int() }),
  cost_usd: z.object({ likely: z.number(), most: z.number() }).nullable(),
  priced_by: z.string().nullable(),
  /** Why such a run would not be let near a model right now; null: it would. */
  refused: problemShape.nullable(),
});
export type Estimate = z.infer<typeof estimate>;

/** `GET /runs/{id}/trials/estimate`. Null: no model is asked, so nothing is paid. */
export const trialEstimate = z.object({ estimate: estimate.nullable() });

const modelChoice = z.object({
  /** What `llm_model` takes. */
  id: z.string(),
  kind: z.enum(["rules", "model"]),
  /** A stand-in on this machine, for people without a key. */
  stand_in: z.boolean(),
  /** US dollars per million tokens, today; null: not known. */
  price: z.object({ input: z.number(), output: z.number(), source: z.string() }).nullable(),
  /** What becomes of budgets in dollars where the price is not known; absent: nothing is to be said. */
  budget_note: z.string().optional(),
});

/** `GET /models`: what may be chosen here. */
export const modelsAnswer = z.object({
  /** What `llm_model: "default"` means here. */
  default: z.string(),
  models: z.array(modelChoice),
  /** The address that models are asked at; null: there is none. */
  server: z.string().nullable(),
});
export type ModelsAnswer = z.infer<typeof modelsAnswer>;

/** `GET /budget`: what models have cost in this day and month (UTC), and what they may cost. */
export const budgetAnswer = z.object({
  day: periodSpending,
  month: periodSpending,
  run: z.object({ cap_usd: z.number().nullable(), cap_tokens: z.number().int().nullable() }),
  open: openCalls,
  lost: lostCalls,
  /** While this is set, no model is asked: the rules write. */
  stopped: z.object({ reason: z.string(), by: z.string(), at: z.iso.datetime() }).nullable(),
});
export type BudgetAnswer = z.infer<typeof budgetAnswer>;

/** `POST /budget/stop`. */
export const stopRequest = z.strictObject({
  reason: z.string().min(1).max(LIMITS.stop_reason_chars),
  by: z.string().min(1).max(LIMITS.stop_name_chars),
});

export const templateAnswer = z.object({
  name: z.string(),
  version: z.number().int(),
  hash: z.string(),
  tags: z.array(z.string()),
  description: z.string(),
  spec: z.unknown(),
  readiness: versionReadiness.default(NOT_LOOKED_AT),
  created_at: z.iso.datetime(),
});
export type TemplateAnswer = z.infer<typeof templateAnswer>;

/** `GET /run_templates`: the newest version of each, and every one that a tag names. */
export const runTemplateList = z.object({ run_templates: z.array(templateAnswer) });
