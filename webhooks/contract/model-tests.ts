import { z } from "zod";
import { finding } from "./finding.ts";
import { LIMITS } from "./limits.ts";
import { longList } from "./long-list.ts";
import { problemShape } from "./problem.ts";
import { callKinds, estimate } from "./runs.ts";

/** `lost`: its process ended before it did. */
const modelTestStates = ["waiting", "running", "done", "stopped", "lost"] as const;
export type ModelTestState = (typeof modelTestStates)[number];

/** How far a test has come, for whoever waits for it. */
const modelTestProgress = z.object({
  /** The call in hand, in words; null: none. */
  call: z.string().nullable(),
  model_calls: z.number().int(),
  tokens: z.number().int(),
});
export type ModelTestProgress = z.infer<typeof modelTestProgress>;

/** One call of a test, to the model or to a tool. */
const testedCall = z.object({
  kind: z.enum(callKinds),
  /** The tool or the model. */
  name: z.string(),
  label: z.string(),
  outcome: z.string(),
  tokens: z.number().int(),
  duration_ms: z.number().int(),
  /** Why it was made again, a sentence for each time. */
  retries: longList(z.string()),
});
export type TestedCall = z.infer<typeof testedCall>;

const modelTestResult = z.object({
  /** Whether a text came of it in the model's own words. */
  writes: z.boolean(),
  /** What people will get: "Writes well: tools, schema, opening." */
  sentence: z.string(),
  /** What else is worth knowing, a sentence each. */
  more: longList(z.string()),
  model_calls: z.number().int(),
  tokens: z.number().int(),
  /** US dollars; null: not known. */
  cost_usd: z.number().nullable(),
  duration_ms: z.number().int(),
  /** The model that the server says it used; "" where none answered. */
  served_by: z.string(),
  /** Why the rules would write; null: they would not. */
  problem: problemShape.nullable(),
  /** The text, in markdown; "" without one. */
  text: z.string(),
  /** What the checks found in it. */
  findings: longList(finding),
  calls: longList(testedCall),
});
export type ModelTestResult = z.infer<typeof modelTestResult>;

/** A test of a model: the whole little job, on three pull requests that are made up. */
export const modelTestAnswer = z.object({
  id: z.uuid(),
  server: z.string(),
  model: z.string(),
  state: z.enum(modelTestStates),
  progress: modelTestProgress,
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  /** Null while it is open, and where it was lost. */
  result: modelTestResult.nullable(),
});
export type ModelTestAnswer = z.infer<typeof modelTestAnswer>;

const foundModel = z.object({
  server: z.string(),
  model: z.string(),
  /** Whether it may be chosen here; what was found of others is remembered as long. */
  is_set_up: z.boolean(),
  /** What was found, a few words each: "Looks things up". */
  facts: longList(z.string()),
  /** What it could once and could not another time, in the same words: several servers may stand behind the address. */
  differs: longList(z.string()),
  found_at: z.iso.datetime().nullable(),
  /** Until then it is remembered. */
  known_until: z.iso.datetime().nullable(),
  /** Whose call found the newest of it; null: a test's, or nobody knows. `request_id` is of the app. */
  by_run: z.object({ run_id: z.uuid(), request_id: z.uuid() }).nullable(),
  by_test: z.boolean(),
  /** The newest test. */
  test: modelTestAnswer.nullable(),
  /** What a test would take; null where it may not be chosen. */
  test_estimate: estimate.nullable(),
});
export type FoundModel = z.infer<typeof foundModel>;

/** `GET /models/found`: those that are set up, in order, then others of which something is remembered. */
export const foundModelsAnswer = z.object({ models: longList(foundModel) });
export type FoundModelsAnswer = z.infer<typeof foundModelsAnswer>;

/** `POST /models/{id}/forget`. */
export const forgetRequest = z.strictObject({
  /** Its address, as `GET /models/found` names it. */
  server: z.string().min(1).max(LIMITS.address_chars),
  by: z.string().min(1).max(LIMITS.stop_name_chars),
});
