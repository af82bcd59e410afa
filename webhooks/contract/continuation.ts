import { z } from "zod";
import { triggerRequest } from "./runs.ts";

/** `POST /runs/{id}/continuation`: who hears of its end this time. The same `Idempotency-Key` works as for starting. */
export const continueRequest = triggerRequest.pick({ callback_url: true, webhook_token: true });
export type ContinueRequest = z.input<typeof continueRequest>;

/** `GET /runs/{id}/continuation`: what a run that ended would take to go on over what it has recorded. */
export const continuationAnswer = z.object({
  /** Calls to models and tools. `likely`: of the whole run, as far as can be told. */
  calls: z.object({ kept: z.number().int(), likely: z.number().int() }),
  /** US dollars; null: no price is known. `left`: still to pay, most likely. */
  cost_usd: z.object({ kept: z.number(), left: z.number() }).nullable(),
});
export type ContinuationAnswer = z.infer<typeof continuationAnswer>;
