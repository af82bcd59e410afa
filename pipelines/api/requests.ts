import { z } from "zod";
import { parameters, pullRequestRef } from "../../webhooks/contract/parameters.ts";
import { runStates, stopRequest } from "../../webhooks/contract/runs.ts";
import { fittingText } from "../../webhooks/contract/text-limit.ts";

export const evidenceRequest = z.strictObject({ parameters });
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

export const runFilter = z.object({
  state: z.enum(runStates).optional(),
  limit: whole.pipe(z.number().int().min(1).max(100)).default(50),
});

/**
 * `after`: only calls with a higher `seq`. Calls that are made side by side may be committed out of order, so whoever follows a
 * run must not take the highest `seq` seen for the end of what can still come.
 */
export const callsFilter = z.object({ after: whole.pipe(z.number().int().min(0)).default(0) });
