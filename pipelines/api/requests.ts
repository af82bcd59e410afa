import { z } from "zod";
import { senderContract } from "../../webhooks/contract/contract-differences.ts";
import { modelId, parameters, pullRequestRef } from "../../webhooks/contract/parameters.ts";
import { runStates, stopRequest } from "../../webhooks/contract/runs.ts";
import { trialRequest } from "../../webhooks/contract/trials.ts";
import { fittingText } from "../../webhooks/contract/text-limit.ts";

export const evidenceRequest = z.strictObject({ parameters, contract_hash: senderContract });
export const checkRequest = z.strictObject({ markdown: fittingText });
export const byRequest = stopRequest.pick({ by: true });

/** A number in an address: digits and nothing else. */
const whole = z
  .string()
  .regex(/^\d{1,16}$/, "must be a whole number")
  .transform(Number);

/** `newer` absent: the draft. */
export const differencesQuery = z.strictObject({
  older: whole.pipe(z.number().int().min(1)),
  newer: whole
    .pipe(z.number().int().min(1))
    .optional()
    .transform((version) => version ?? null),
});

/** `pr` may come several times. */
export const lineageFilter = z.object({ pr: pullRequestRef });

/** A fork as it is priced: wishes and policies cost what the run did, so they need not be named. */
export const trialFilter = z
  .strictObject({
    kind: trialRequest.shape.kind,
    draft: whole.pipe(z.number().int().min(1)).optional(),
    version: whole.pipe(z.number().int().min(1)).optional(),
    llm_model: modelId.optional(),
  })
  .refine(({ kind, ...change }) => Object.keys(change).length <= (kind === "fork" ? 1 : 0), {
    message: "must name one change of a fork at the most, and none of another trial",
  });

export const runFilter = z.object({
  state: z.enum(runStates).optional(),
  /** Whether trials are listed, too. */
  trials: z.enum(["true", "false"]).default("false"),
  limit: whole.pipe(z.number().int().min(1).max(100)).default(50),
});

/**
 * `after`: only calls with a higher `seq`. Calls that are made side by side may be committed out of order, so whoever follows a
 * run must not take the highest `seq` seen for the end of what can still come.
 */
export const callsFilter = z.object({ after: whole.pipe(z.number().int().min(0)).default(0) });
