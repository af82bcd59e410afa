import { asAnswer } from "../webhooks/contract/as-answer.ts";
import { runDifference, type RunDifference } from "../webhooks/contract/difference.ts";
import { runAnswer, trialEstimate, type Estimate, type RunAnswer } from "../webhooks/contract/runs.ts";
import type { TrialChange, TrialRequest } from "../webhooks/contract/trials.ts";
import { callsPipelines, pathPart, type PipelinesAddress } from "./pipelines-call.ts";

/** Recorded runs tried again, as the app sees it. Every call throws a Problem: the pipelines' own, or `unavailable`. */
export type TrialsClient = {
  /** What a fork would take; null: no model is asked. */
  estimate: (runId: string, change: Pick<TrialChange, "draft" | "version">) => Promise<Estimate | null>;
  start: (runId: string, asked: TrialRequest, idempotencyKey: string) => Promise<RunAnswer>;
  /** From the first to the second. */
  difference: (runId: string, otherId: string) => Promise<RunDifference>;
};

export function trialsClient(address: PipelinesAddress): TrialsClient {
  const get = callsPipelines(address, "GET");
  const post = callsPipelines(address, "POST");
  return {
    estimate: async (id, { draft, version }) => {
      const change = {
        ...(draft !== undefined && { draft: `${draft}` }),
        ...(version !== undefined && { version: `${version}` }),
      };
      const query = new URLSearchParams({ kind: "fork", ...change });
      return (await get(`runs/${pathPart(id)}/trials/estimate?${query.toString()}`, asAnswer(trialEstimate))).estimate;
    },
    start: async (id, asked, key) => post(`runs/${pathPart(id)}/trials`, runAnswer, asked, { "idempotency-key": key }),
    difference: async (id, other) => get(`runs/${pathPart(id)}/difference/${pathPart(other)}`, asAnswer(runDifference)),
  };
}
