import { z } from "zod";
import { asAnswer } from "../webhooks/contract/as-answer.ts";
import { checkAnswer, type CheckAnswer } from "../webhooks/contract/finding.ts";
import { runLineage, type RunLineage } from "../webhooks/contract/lineage.ts";
import {
  provenanceEnvelope,
  provenanceKey,
  type ProvenanceEnvelope,
  type ProvenanceKey,
} from "../webhooks/contract/provenance.ts";
import {
  callDetail,
  callsAnswer,
  runAnswer,
  stepsAnswer,
  type CallDetail,
  type CallsAnswer,
  type RunAnswer,
  type RunState,
  type StepAnswer,
} from "../webhooks/contract/runs.ts";
import { callsPipelines, pathPart, streamOf, type PipelinesAddress } from "./pipelines-call.ts";

/** Runs as the app sees them: what they did, and what they were made of. */
export type RunsClient = {
  run: (id: string) => Promise<RunAnswer>;
  steps: (id: string) => Promise<StepAnswer[]>;
  calls: (runId: string) => Promise<CallsAnswer>;
  call: (runId: string, seq: number) => Promise<CallDetail>;
  /** What a run was made of, and the way of these pull requests through it. */
  lineage: (runId: string, prs: readonly string[]) => Promise<RunLineage>;
  /** What a report was made of, signed. */
  provenance: (runId: string) => Promise<ProvenanceEnvelope>;
  provenanceKey: () => Promise<ProvenanceKey>;
  /** Everything that is kept of a run, one JSON object a line, as it comes. */
  exported: (runId: string) => Promise<ReadableStream<Uint8Array>>;
  cancel: (id: string) => Promise<void>;
  checks: (runId: string, markdown: string) => Promise<CheckAnswer>;
  /** The newest, or the newest in this state. */
  runs: (filter: { state?: RunState; limit?: number }) => Promise<RunAnswer[]>;
};

const runsAnswer = z.object({ runs: z.array(runAnswer) });

export function runsClient(address: PipelinesAddress): RunsClient {
  const get = callsPipelines(address, "GET");
  const post = callsPipelines(address, "POST");
  return {
    run: async (id) => get(`runs/${pathPart(id)}`, runAnswer),
    steps: async (id) => (await get(`runs/${pathPart(id)}/steps`, stepsAnswer)).steps,
    calls: async (id) => get(`runs/${pathPart(id)}/calls`, callsAnswer),
    call: async (id, seq) => get(`runs/${pathPart(id)}/calls/${seq}`, callDetail),
    lineage: async (id, prs) => {
      const query = new URLSearchParams(prs.map((pr): [string, string] => ["pr", pr])).toString();
      return get(`runs/${pathPart(id)}/lineage${query && `?${query}`}`, asAnswer(runLineage));
    },
    provenance: async (id) => get(`runs/${pathPart(id)}/provenance`, provenanceEnvelope),
    provenanceKey: () => get("provenance/key", provenanceKey),
    exported: async (id) => streamOf(address, `runs/${pathPart(id)}/export`),
    cancel: async (id) => void (await post(`runs/${pathPart(id)}/cancel`, z.unknown(), {})),
    checks: async (id, markdown) => post(`runs/${pathPart(id)}/checks`, checkAnswer, { markdown }),
    runs: async ({ state, limit = 50 }) => {
      const query = new URLSearchParams({ limit: `${limit}`, ...(state && { state }) });
      return (await get(`runs?${query.toString()}`, runsAnswer)).runs;
    },
  };
}
