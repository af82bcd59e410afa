import { z } from "zod";
import { evidencePreview, type EvidencePreview } from "../webhooks/contract/evidence.ts";
import { checkAnswer, type CheckAnswer } from "../webhooks/contract/finding.ts";
import type { ParametersInput } from "../webhooks/contract/parameters.ts";
import { Problem, problemDetails } from "../webhooks/contract/problem.ts";
import {
  branchAnswer,
  repositoryAnswer,
  runAnswer,
  stepsAnswer,
  triggerAnswer,
  validateAnswer,
  type BranchAnswer,
  type RepositoryAnswer,
  type RunAnswer,
  type StepAnswer,
  type TriggerAnswer,
  type TriggerRequest,
  type ValidateAnswer,
} from "../webhooks/contract/runs.ts";

export type EvidenceResult = { status: "ready"; preview: EvidencePreview } | { status: "reading"; id: string };
export type TemplateName = "what-shipped";

/** The Run Template API as the app sees it. Every call throws a Problem: the pipelines' own, or `unavailable`. */
export type PipelinesClient = {
  repositories: () => Promise<RepositoryAnswer>;
  branches: (repo: string) => Promise<BranchAnswer>;
  evidence: (parameters: ParametersInput) => Promise<EvidenceResult>;
  evidenceById: (id: string) => Promise<EvidenceResult>;
  validate: (parameters: ParametersInput) => Promise<ValidateAnswer>;
  trigger: (request: TriggerRequest, idempotencyKey: string) => Promise<TriggerAnswer>;
  run: (id: string) => Promise<RunAnswer>;
  steps: (id: string) => Promise<StepAnswer[]>;
  cancel: (id: string) => Promise<void>;
  checks: (runId: string, markdown: string) => Promise<CheckAnswer>;
  healthy: () => Promise<boolean>;
};

type Options = { url: string; apiKey: string; fetch?: typeof fetch };

const TEMPLATE = "what-shipped:production";
const TIMEOUT_MS = 10_000;

export function pipelinesClient(options: Options): PipelinesClient {
  const get = caller(options, "GET");
  const post = caller(options, "POST");
  const template = `run_templates/${TEMPLATE}`;
  return {
    repositories: async () => repositoryAnswer.parse(await get("repositories")),
    branches: async (repo) => branchAnswer.parse(await get(`repositories/${repo}/branches`)),
    evidence: async (parameters) => evidenceResult(await post(`${template}/evidence`, { parameters })),
    evidenceById: async (id) => evidenceResult(await get(`evidence/${encodeURIComponent(id)}`)),
    validate: async (parameters) => validateAnswer.parse(await post(`${template}/validate`, { parameters })),
    trigger: async (request, key) =>
      triggerAnswer.parse(await post(`${template}/runs`, request, { "idempotency-key": key })),
    run: async (id) => runAnswer.parse(await get(`runs/${id}`)),
    steps: async (id) => stepsAnswer.parse(await get(`runs/${id}/steps`)).steps,
    cancel: async (id) => void (await post(`runs/${id}/cancel`, {})),
    checks: async (id, markdown) => checkAnswer.parse(await post(`runs/${id}/checks`, { markdown })),
    healthy: () => healthy(options),
  };
}

const reading = z.object({ id: z.string() });

function evidenceResult(answer: unknown): EvidenceResult {
  const ready = evidencePreview.safeParse(answer);
  return ready.success ? { status: "ready", preview: ready.data } : { status: "reading", id: reading.parse(answer).id };
}

function caller({ url, apiKey, fetch: send = fetch }: Options, method: string) {
  return async (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
    let response: Response;
    try {
      response = await send(`${url}/api/v1/${path}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.", { cause });
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    throw problemOf(response.status, answer);
  };
}

function problemOf(status: number, answer: unknown): Problem {
  const read = problemDetails.safeParse(answer);
  if (!read.success) return new Problem("unavailable", `The pipelines answered ${status}.`, "Try again in a moment.");
  const { code, detail, remedy, details } = read.data;
  return new Problem(code, detail, remedy, { details: details ?? [] });
}

async function healthy({ url, fetch: send = fetch }: Options): Promise<boolean> {
  try {
    return (await send(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
