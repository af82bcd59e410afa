import { z } from "zod";
import { retryAfterS } from "../base/retry-after.ts";
import { traceHeaders } from "../base/tracing.ts";
import { evidenceArtifact, reportArtifact } from "../webhooks/contract/artifacts.ts";
import {
  continuationAnswer,
  type ContinuationAnswer,
  type ContinueRequest,
} from "../webhooks/contract/continuation.ts";
import { evidencePreview, type EvidencePreview, type PullRequest } from "../webhooks/contract/evidence.ts";
import { checkAnswer, type CheckAnswer } from "../webhooks/contract/finding.ts";
import { repoName } from "../webhooks/contract/github-names.ts";
import { sha256Hex } from "../webhooks/contract/ids.ts";
import { LIMITS } from "../webhooks/contract/limits.ts";
import {
  foundModelsAnswer,
  modelTestAnswer,
  type FoundModelsAnswer,
  type ModelTestAnswer,
} from "../webhooks/contract/model-tests.ts";
import type { ParametersInput } from "../webhooks/contract/parameters.ts";
import { policyPreview, type PolicyPreview, type PolicyPreviewInput } from "../webhooks/contract/policy-preview.ts";
import {
  policyProposals,
  type PolicyProposals,
  type PolicyProposalsInput,
} from "../webhooks/contract/policy-proposals.ts";
import { parse, Problem } from "../webhooks/contract/problem.ts";
import type { LedgerLine, Report } from "../webhooks/contract/report.ts";
import {
  branchAnswer,
  repositoryAnswer,
  type BranchAnswer,
  type RepositoryAnswer,
} from "../webhooks/contract/repositories.ts";
import {
  budgetAnswer,
  callDetail,
  callsAnswer,
  modelsAnswer,
  runAnswer,
  stepsAnswer,
  triggerAnswer,
  validateAnswer,
  type BudgetAnswer,
  type CallDetail,
  type CallsAnswer,
  type ModelsAnswer,
  type RunAnswer,
  type StepAnswer,
  type TriggerAnswer,
  type TriggerRequest,
  type ValidateAnswer,
} from "../webhooks/contract/runs.ts";
import {
  wordingAnswer,
  wordingEstimate,
  type WordingAnswer,
  type WordingEstimate,
  type WordingRequest,
} from "../webhooks/contract/wordings.ts";
import { bodyText, jsonIn, problemIn, readAnswer } from "./pipelines-answer.ts";

type EvidenceResult = { status: "ready"; preview: EvidencePreview } | { status: "reading"; id: string };

/** What a run wrote, and every pull request that it had read. */
export type ReadReport = { report: Report; ledger: LedgerLine[]; pull_requests: PullRequest[] };

/** The Run Template API as the app sees it. Every call throws a Problem: the pipelines' own, or `unavailable`. */
export type PipelinesClient = {
  repositories: () => Promise<RepositoryAnswer>;
  branches: (repo: string) => Promise<BranchAnswer>;
  evidence: (parameters: ParametersInput) => Promise<EvidenceResult>;
  evidenceById: (id: string) => Promise<EvidenceResult>;
  /** @param pullRequests How many such a run would read, for a closer estimate. */
  validate: (parameters: ParametersInput, pullRequests?: number) => Promise<ValidateAnswer>;
  models: () => Promise<ModelsAnswer>;
  /** What is known of each model, with its newest test. */
  foundModels: () => Promise<FoundModelsAnswer>;
  /** Has it write about three made-up pull requests, which may cost something. */
  testModel: (id: string) => Promise<ModelTestAnswer>;
  stopModelTest: (testId: string) => Promise<ModelTestAnswer>;
  forgetModel: (model: string, of: { server: string; by: string }) => Promise<FoundModelsAnswer>;
  budget: () => Promise<BudgetAnswer>;
  /** From then on no run asks a model, until they are allowed again. */
  stopModels: (stop: { reason: string; by: string }) => Promise<BudgetAnswer>;
  allowModels: (by: string) => Promise<BudgetAnswer>;
  clearLostCalls: (by: string) => Promise<BudgetAnswer>;
  trigger: (request: TriggerRequest, idempotencyKey: string) => Promise<TriggerAnswer>;
  /** What is kept of a run that ended, and what it would take to go on. */
  continuation: (runId: string) => Promise<ContinuationAnswer>;
  continueRun: (runId: string, request: ContinueRequest, idempotencyKey: string) => Promise<TriggerAnswer>;
  run: (id: string) => Promise<RunAnswer>;
  steps: (id: string) => Promise<StepAnswer[]>;
  calls: (runId: string) => Promise<CallsAnswer>;
  call: (runId: string, seq: number) => Promise<CallDetail>;
  /** @param artifactUri As the webhook named it; only its digest is used, so that nothing but the pipelines is asked. */
  readReport: (artifactUri: string) => Promise<ReadReport>;
  cancel: (id: string) => Promise<void>;
  checks: (runId: string, markdown: string) => Promise<CheckAnswer>;
  /** One item in other words, which costs something. @param signal Ends it: nobody waits any more. */
  wording: (
    runId: string,
    asked: WordingRequest,
    idempotencyKey: string,
    signal?: AbortSignal,
  ) => Promise<WordingAnswer>;
  wordingEstimate: (runId: string) => Promise<WordingEstimate>;
  /** What a policy would do in windows that were read; keeps nothing. */
  previewPolicy: (asked: PolicyPreviewInput) => Promise<PolicyPreview>;
  proposePolicy: (asked: PolicyProposalsInput) => Promise<PolicyProposals>;
  healthy: () => Promise<boolean>;
};

type Options = { url: string; apiKey: string; fetch?: typeof fetch };

const TEMPLATE = "what-shipped:production";
const TIMEOUT_MS = 10_000;
/** Twelve windows of a busy month are planned anew. */
const LEARNING_MS = 60_000;
/** They end it by themselves before. */
const WORDING_MS = LIMITS.wording.seconds * 1_000 + TIMEOUT_MS;
/** A longer wait is for whoever asked to decide. */
const LONGEST_WAIT_S = 2;
const MOST_WAITS = 3;

export function pipelinesClient(options: Options): PipelinesClient {
  const get = caller(options, "GET");
  const post = caller(options, "POST");
  const template = `run_templates/${TEMPLATE}`;
  return {
    repositories: () => get("repositories", repositoryAnswer),
    branches: async (repo) => get(`repositories/${repoIn(repo)}/branches`, branchAnswer),
    evidence: (parameters) => post(`${template}/evidence`, evidenceResult, { parameters }),
    evidenceById: async (id) => get(`evidence/${part(id)}`, evidenceResult),
    validate: (parameters, pull_requests) =>
      post(`${template}/validate`, validateAnswer, { parameters, pull_requests }),
    models: () => get("models", modelsAnswer),
    foundModels: () => get("models/found", foundModelsAnswer),
    testModel: async (id) => post(`models/${part(id)}/test`, modelTestAnswer, {}),
    stopModelTest: async (id) => post(`model_tests/${part(id)}/stop`, modelTestAnswer, {}),
    forgetModel: async (model, of) => post(`models/${part(model)}/forget`, foundModelsAnswer, of),
    budget: () => get("budget", budgetAnswer),
    stopModels: (stop) => post("budget/stop", budgetAnswer, stop),
    allowModels: (by) => post("budget/allow", budgetAnswer, { by }),
    clearLostCalls: (by) => post("budget/clear", budgetAnswer, { by }),
    trigger: (request, key) => post(`${template}/runs`, triggerAnswer, request, { "idempotency-key": key }),
    continuation: async (id) => get(`runs/${part(id)}/continuation`, continuationAnswer),
    continueRun: async (id, request, key) =>
      post(`runs/${part(id)}/continuation`, triggerAnswer, request, { "idempotency-key": key }),
    run: async (id) => get(`runs/${part(id)}`, runAnswer),
    steps: async (id) => (await get(`runs/${part(id)}/steps`, stepsAnswer)).steps,
    calls: async (id) => get(`runs/${part(id)}/calls`, callsAnswer),
    call: async (id, seq) => get(`runs/${part(id)}/calls/${seq}`, callDetail),
    readReport: async (artifactUri) => {
      const { evidence_sha256, ...written } = await get(`artifacts/${digestIn(artifactUri)}`, artifact);
      return { ...written, pull_requests: await get(`artifacts/${evidence_sha256}`, evidenceArtifact) };
    },
    cancel: async (id) => void (await post(`runs/${part(id)}/cancel`, z.unknown(), {})),
    checks: async (id, markdown) => post(`runs/${part(id)}/checks`, checkAnswer, { markdown }),
    wording: async (id, asked, key, signal) => {
      const patience = { timeoutMs: WORDING_MS, ...(signal && { signal }) };
      return post(`runs/${part(id)}/wordings`, wordingAnswer, asked, { "idempotency-key": key }, patience);
    },
    wordingEstimate: async (id) => get(`runs/${part(id)}/wordings/estimate`, wordingEstimate),
    previewPolicy: (asked) => post("policies/preview", policyPreview, asked),
    proposePolicy: (asked) => post("policies/proposals", policyProposals, asked, {}, { timeoutMs: LEARNING_MS }),
    healthy: () => healthy(options),
  };
}

/** One part of a path: encoded, and never a step in it. @throws {Problem} `not_found` */
function part(name: string): string {
  if (name !== "" && name !== "." && name !== "..") return encodeURIComponent(name.toWellFormed());
  throw new Problem("not_found", "The pipelines do not have that.", "Reload the page, and choose from what it shows.");
}

const repoIn = (repo: string): string => parse(repoName, repo, "The repository", "Write it as owner/repo.");

const artifact = reportArtifact.pick({ report: true, ledger: true, evidence_sha256: true });

function digestIn(artifactUri: string): string {
  const read = sha256Hex.safeParse(artifactUri.slice(artifactUri.lastIndexOf("/") + 1));
  if (read.success) return read.data;
  throw new Problem("not_found", "There is no such report.", "Write the update again to get one.");
}

const evidenceResult = z.union([
  evidencePreview.transform((preview): EvidenceResult => ({ status: "ready", preview })),
  z.object({ id: z.string() }).transform(({ id }): EvidenceResult => ({ status: "reading", id })),
]);

function caller({ url, apiKey, fetch: send = fetch }: Options, method: string) {
  return async <Answer>(
    path: string,
    shape: z.ZodType<Answer>,
    body?: unknown,
    headers: Record<string, string> = {},
    { timeoutMs = TIMEOUT_MS, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<Answer> => {
    let response: Response;
    try {
      response = await patiently(() =>
        send(`${url}/api/v1/${path}`, {
          method,
          // The key goes to the configured address alone.
          redirect: "manual",
          signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
          headers: {
            authorization: `Bearer ${apiKey}`,
            ...traceHeaders(),
            ...(body !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    } catch (cause) {
      throw new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.", { cause });
    }
    const text = await bodyText(response);
    if (response.ok) return readAnswer(shape, text);
    const answer = jsonIn(text);
    throw problemIn(response.status, answer, retryAfterS(response.headers, new Date()));
  };
}

/** What was refused for its number was not done, so it may be asked again. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let waits = 0; ; waits += 1) {
    const response = await ask();
    const waitS = retryAfterS(response.headers, new Date());
    if (response.status !== 429 || waits === MOST_WAITS || waitS === null || waitS > LONGEST_WAIT_S) return response;
    await response.body?.cancel();
    await new Promise((over) => setTimeout(over, waitS * 1_000));
  }
}

async function healthy({ url, fetch: send = fetch }: Options): Promise<boolean> {
  try {
    return (await send(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
