import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { dateRange } from "./parameters.ts";
import { problemShape } from "./problem.ts";
import { callAnswer, runStates, stepAnswer } from "./runs.ts";

/** One run of an update, as the app knows it. */
const runRow = z.object({
  /** Null: it waits to be taken to the pipelines, or never was. */
  id: z.uuid().nullable(),
  update_id: z.uuid(),
  /** An update that is written again has several. */
  generation: z.int(),
  /** Its page. */
  url: z.string(),
  title: z.string(),
  profile: z.string().nullable(),
  state: z.enum(runStates),
  update_state: z.string(),
  /** `what-shipped@3`; null: nobody says. */
  template: z.string().nullable(),
  /** As it was asked for; null: the built-in one, as it was in production. */
  asked_template: z.string().nullable(),
  model: z.string(),
  /** The number of its profile’s policy; null: without one. */
  policy: z.int().nullable(),
  window: asAnswer(dateRange).nullable(),
  merged: z.int().nullable(),
  model_calls: z.int().nullable(),
  /** US dollars; null: not known. */
  cost_usd: z.number().nullable(),
  seconds: z.number().nullable(),
  asked_by: z.string().nullable(),
  created_at: z.iso.datetime(),
});
export type RunRow = z.infer<typeof runRow>;

/** `next`: what to send as `after` for those before; null: there are none. */
export const runHistory = z.object({ runs: z.array(runRow), next: z.string().nullable() });
export type RunHistory = z.infer<typeof runHistory>;

/** What a run is pinned to: with these alone it can be told why it wrote as it did. Null: nobody says. */
const runPins = z.object({
  /** SHA-256 of its version’s specification. */
  version_hash: z.string().nullable(),
  contract_hash: z.string().nullable(),
  evidence_digest: z.string().nullable(),
  /** Of the pipelines that worked it last. */
  release: z.string().nullable(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
});

export const runStory = runRow.extend({
  pins: runPins,
  problem: problemShape.nullable(),
  /** Why there are no steps, in a word: `waiting`, `gone`, `no_answer` …; null: there are. */
  absence: z.string().nullable(),
  steps: z.array(stepAnswer),
  calls: z.array(callAnswer),
});
export type RunStory = z.infer<typeof runStory>;

const toldPull = z.object({ pr: z.string(), title: z.string() });
const toldItem = z.object({ prs: z.array(z.string()), text: z.string() });

/** Two runs beside each other. */
export const runComparison = z.object({
  one: runRow,
  other: runRow,
  /** What differs of what they were asked for and came to, in words. */
  differences: z.array(z.object({ what: z.string(), one: z.string(), other: z.string() })),
  /** Pull requests that only one of them had read; null: what one of them had read is not there. */
  evidence: z.object({ both: z.int(), only_one: z.array(toldPull), only_other: z.array(toldPull) }).nullable(),
  /** What the text tells, by the pull requests behind it; null as above. */
  items: z
    .object({
      same: z.int(),
      reworded: z.array(z.object({ prs: z.array(z.string()), one: z.string(), other: z.string() })),
      only_one: z.array(toldItem),
      only_other: z.array(toldItem),
    })
    .nullable(),
});
export type RunComparison = z.infer<typeof runComparison>;
