import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { LIMITS } from "./limits.ts";
import { modelId } from "./parameters.ts";
import { policyParts } from "./policy.ts";

/**
 * What a trial asks of a recorded run. `exact`: everything from the recording; `control`: nothing changed, the model is asked again;
 * `fork`: exactly one thing changed, and the model is asked.
 */
const trialKinds = ["exact", "control", "fork"] as const;

/** What a call does that the recording has no answer to: end the trial, naming it, or read GitHub as it is now. */
const onMiss = ["fail", "live"] as const;

const version = z.number().int().min(1);

/** The one thing that a fork changes. */
const trialChange = z.strictObject({
  /** The template's open draft, by the number under which it was seen. */
  draft: version.optional(),
  version: version.optional(),
  llm_model: modelId.optional(),
  custom_prompt: z.string().max(LIMITS.prompt_chars).optional(),
  /** In the place of the run's own policy. */
  policy: policyParts.optional(),
});
export type TrialChange = z.infer<typeof trialChange>;

const one = (change: TrialChange): number => Object.values(change).filter((value) => value !== undefined).length;

/** `POST /runs/{id}/trials`. The same `Idempotency-Key` with the same body answers with the same trial. */
export const trialRequest = z
  .strictObject({
    kind: z.enum(trialKinds),
    change: trialChange.default({}),
    on_miss: z.enum(onMiss).default("fail"),
    by: z.string().trim().min(1).max(LIMITS.stop_name_chars),
  })
  .refine(({ kind, change }) => kind !== "fork" || one(change) === 1, {
    message: "must name exactly one thing: with two changed nobody could say which of them did it",
    path: ["change"],
  })
  .refine(({ kind, change }) => kind === "fork" || one(change) === 0, {
    message: "must be empty: only a fork changes something",
    path: ["change"],
  })
  .refine(({ kind, on_miss }) => kind !== "exact" || on_miss === "fail", {
    message: "must be fail: an exact trial asks nobody",
    path: ["on_miss"],
  });
export type TrialRequest = z.input<typeof trialRequest>;

/** What a trial was asked for. */
const askedTrial = z.object({
  kind: z.enum(trialKinds),
  change: asAnswer(trialChange),
  on_miss: z.enum(onMiss),
  by: z.string(),
});
export type AskedTrial = z.infer<typeof askedTrial>;

/** In the answer of a run that is a trial. `of`: the recorded run. */
export const shownTrial = askedTrial.extend({ of: z.uuid() });
