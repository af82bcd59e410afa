import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { templateRef } from "./events.ts";
import { LIMITS } from "./limits.ts";
import { dateRange } from "./parameters.ts";
import { policy } from "./policy.ts";
import { fieldProblem } from "./problem.ts";
import { runCheck } from "./readiness.ts";
import { estimate } from "./runs.ts";

/**
 * `pull_requests`: how many such a run would read, for a closer estimate. `network` false: nobody outside is asked, so that the answer
 * comes at once. What is wrong with `parameters`, `callback_url` and `contract_hash` stands in the answer.
 */
export const validateRequest = z.strictObject({
  parameters: z.unknown(),
  pull_requests: z.number().int().min(0).max(LIMITS.estimated_pull_requests).optional(),
  callback_url: z.unknown().optional(),
  contract_hash: z.unknown().optional(),
  network: z.boolean().default(true),
});
export const validateAnswer = asAnswer(
  z.object({
    compatible: z.boolean(),
    details: z.array(fieldProblem),
    /** Everything that was looked at, each with how it stands; what is no fault of the request included. */
    checks: z.array(runCheck).default([]),
    /** What people should know of the sources, in sentences: what is called otherwise now, and what GitHub could not be asked. */
    notes: z.array(z.string()).default([]),
    resolved: z
      .object({
        template: templateRef,
        timeframe: dateRange,
        llm_model: z.string(),
        policy,
        max_steps: z.number().int(),
      })
      .nullable(),
    /** Null where nothing can be run, and for the rules, which cost nothing. */
    estimate: estimate.nullable(),
  }),
);
export type ValidateAnswer = z.infer<typeof validateAnswer>;
