import { z } from "zod";
import { traceHeaders } from "../base/tracing.ts";
import { evidencePreview, pullRequest, type EvidencePreview, type PullRequest } from "../webhooks/contract/evidence.ts";
import { checkAnswer, type CheckAnswer } from "../webhooks/contract/finding.ts";
import { repoName } from "../webhooks/contract/github-names.ts";
import type { ParametersInput } from "../webhooks/contract/parameters.ts";
import { parse, Problem, problemDetails } from "../webhooks/contract/problem.ts";
import { ledgerLine, report, type LedgerLine, type Report } from "../webhooks/contract/report.ts";
import {
  branchAnswer,
  budgetAnswer,
  callDetail,
  callsAnswer,
  modelTestAnswer,
  modelsAnswer,
  repositoryAnswer,
  runAnswer,
  stepsAnswer,
  triggerAnswer,
  validateAnswer,
  type BranchAnswer,
  type BudgetAnswer,
  type CallDetail,
  type CallsAnswer,
  type ModelTestAnswer,
  type ModelsAnswer,
  type RepositoryAnswer,
  type RunAnswer,
  type StepAnswer,
  type TriggerAnswer,
  type TriggerRequest,
  type ValidateAnswer,
} from "../webhooks/contract/runs.ts";

export type EvidenceResult = { status: "ready"; preview: EvidencePreview } | { status: "reading"; id: string };
export type TemplateName = "what-shipped";
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
  /** Asks it for one word, which may cost something. */
  testModel: (id: string) => Promise<ModelTestAnswer>;
  budget: () => Promise<BudgetAnswer>;
  /** From then on no run asks a model, until they are allowed again. */
  stopModels: (stop: { reason: string; by: string }) => Promise<BudgetAnswer>;
  allowModels: (by: string) => Promise<BudgetAnswer>;
  trigger: (request: TriggerRequest, idempotencyKey: string) => Promise<TriggerAnswer>;
  run: (id: string) => Promise<RunAnswer>;
  steps: (id: string) => Promise<StepAnswer[]>;
  calls: (runId: string) => Promise<CallsAnswer>;
  call: (runId: string, seq: number) => Promise<CallDetail>;
  /** @param artifactUri As the webhook named it; only its digest is used, so that nothing but the pipelines is asked. */
  readReport: (artifactUri: string) => Promise<ReadReport>;
  cancel: (id: string) => Promise<void>;
  checks: (runId: string, markdown: string) => Promise<CheckAnswer>;
  healthy: () => Promise<boolean>;
};

type Options = { url: string; apiKey: string; fetch?: typeof fetch };

const TEMPLATE = "what-shipped:production";
const TIMEOUT_MS = 10_000;
/** The pipelines wait for a model up to 15 seconds. */
const MODEL_TIMEOUT_MS = 20_000;
/** A longer wait is for whoever asked to decide. */
const LONGEST_WAIT_S = 2;
const MOST_WAITS = 3;

export function pipelinesClient(options: Options): PipelinesClient {
  const get = caller(options, "GET");
  const post = caller(options, "POST");
  const patientPost = caller(options, "POST", MODEL_TIMEOUT_MS);
  const template = `run_templates/${TEMPLATE}`;
  return {
    repositories: async () => repositoryAnswer.parse(await get("repositories")),
    branches: async (repo) => branchAnswer.parse(await get(`repositories/${repoIn(repo)}/branches`)),
    evidence: async (parameters) => evidenceResult(await post(`${template}/evidence`, { parameters })),
    evidenceById: async (id) => evidenceResult(await get(`evidence/${part(id)}`)),
    validate: async (parameters, pull_requests) =>
      validateAnswer.parse(await post(`${template}/validate`, { parameters, pull_requests })),
    models: async () => modelsAnswer.parse(await get("models")),
    testModel: async (id) => modelTestAnswer.parse(await patientPost(`models/${part(id)}/test`, {})),
    budget: async () => budgetAnswer.parse(await get("budget")),
    stopModels: async (stop) => budgetAnswer.parse(await post("budget/stop", stop)),
    allowModels: async (by) => budgetAnswer.parse(await post("budget/allow", { by })),
    trigger: async (request, key) =>
      triggerAnswer.parse(await post(`${template}/runs`, request, { "idempotency-key": key })),
    run: async (id) => runAnswer.parse(await get(`runs/${part(id)}`)),
    steps: async (id) => stepsAnswer.parse(await get(`runs/${part(id)}/steps`)).steps,
    calls: async (id) => callsAnswer.parse(await get(`runs/${part(id)}/calls`)),
    call: async (id, seq) => callDetail.parse(await get(`runs/${part(id)}/calls/${seq}`)),
    readReport: async (artifactUri) => {
      const { evidence_sha256, ...written } = artifact.parse(await get(`artifacts/${digestIn(artifactUri)}`));
      return { ...written, pull_requests: evidence.parse(await get(`artifacts/${evidence_sha256}`)) };
    },
    cancel: async (id) => void (await post(`runs/${part(id)}/cancel`, {})),
    checks: async (id, markdown) => checkAnswer.parse(await post(`runs/${part(id)}/checks`, { markdown })),
    healthy: () => healthy(options),
  };
}

/** One part of a path: encoded, and never a step in it. @throws {Problem} `not_found` */
function part(name: string): string {
  if (name !== "" && name !== "." && name !== "..") return encodeURIComponent(name.toWellFormed());
  throw new Problem("not_found", "There is no such thing.", "Choose one from a list.");
}

const repoIn = (repo: string): string => parse(repoName, repo, "The repository", "Write it as owner/repo.");

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const artifact = z.object({ report, ledger: z.array(ledgerLine), evidence_sha256: digest });
const evidence = z.array(pullRequest);

function digestIn(artifactUri: string): string {
  const read = digest.safeParse(artifactUri.slice(artifactUri.lastIndexOf("/") + 1));
  if (read.success) return read.data;
  throw new Problem("not_found", "There is no such report.", "Write the update again to get one.");
}

const reading = z.object({ id: z.string() });

function evidenceResult(answer: unknown): EvidenceResult {
  const ready = evidencePreview.safeParse(answer);
  return ready.success ? { status: "ready", preview: ready.data } : { status: "reading", id: reading.parse(answer).id };
}

function caller({ url, apiKey, fetch: send = fetch }: Options, method: string, timeoutMs = TIMEOUT_MS) {
  return async (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
    let response: Response;
    try {
      response = await patiently(() =>
        send(`${url}/api/v1/${path}`, {
          method,
          // The key goes to the configured address alone.
          redirect: "manual",
          signal: AbortSignal.timeout(timeoutMs),
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
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    throw problemOf(response.status, answer, Number(response.headers.get("retry-after") ?? Number.NaN));
  };
}

/** What was refused for its number was not done, so it may be asked again. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let waits = 0; ; waits += 1) {
    const response = await ask();
    const waitS = Number(response.headers.get("retry-after") ?? Number.NaN);
    if (response.status !== 429 || waits === MOST_WAITS || !(waitS <= LONGEST_WAIT_S)) return response;
    await response.body?.cancel();
    await new Promise((over) => setTimeout(over, waitS * 1_000));
  }
}

function problemOf(status: number, answer: unknown, retryAfterS: number): Problem {
  if (status < 400) {
    const remedy = "Put the address that answers itself into PIPELINES_URL.";
    return new Problem("unavailable", `The address of the pipelines leads elsewhere (status ${status}).`, remedy);
  }
  const read = problemDetails.safeParse(answer);
  if (!read.success) return new Problem("unavailable", `The pipelines answered ${status}.`, "Try again in a moment.");
  const { code, detail, remedy, details } = read.data;
  return new Problem(code, detail, remedy, {
    details: details ?? [],
    ...(Number.isFinite(retryAfterS) && { retryAfterS }),
  });
}

async function healthy({ url, fetch: send = fetch }: Options): Promise<boolean> {
  try {
    return (await send(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
