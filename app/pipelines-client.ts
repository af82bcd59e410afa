import { z } from "zod";
import { evidenceArtifact, reportArtifact } from "../webhooks/contract/artifacts.ts";
import {
  continuationAnswer,
  type ContinuationAnswer,
  type ContinueRequest,
} from "../webhooks/contract/continuation.ts";
import { evidencePreview, type EvidencePreview, type PullRequest } from "../webhooks/contract/evidence.ts";
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
import type { VersionReadiness } from "../webhooks/contract/readiness.ts";
import { BUILT_IN_REF } from "../webhooks/contract/template-ref.ts";
import type { LedgerLine, Report } from "../webhooks/contract/report.ts";
import {
  branchAnswer,
  repositoryAnswer,
  tagAnswer,
  type BranchAnswer,
  type RepositoryAnswer,
  type TagAnswer,
} from "../webhooks/contract/repositories.ts";
import {
  budgetAnswer,
  modelsAnswer,
  templateAnswer,
  triggerAnswer,
  type BudgetAnswer,
  type ModelsAnswer,
  type TriggerAnswer,
  type TriggerRequest,
} from "../webhooks/contract/runs.ts";
import { validateAnswer, type ValidateAnswer } from "../webhooks/contract/validation.ts";
import {
  wordingAnswer,
  wordingEstimate,
  type WordingAnswer,
  type WordingEstimate,
  type WordingRequest,
} from "../webhooks/contract/wordings.ts";
import { withContract } from "./contract-handshake.ts";
import { pipelinesAbout, type PipelinesAbout } from "./pipelines-about.ts";
import { callsPipelines, pathPart, TIMEOUT_MS, type PipelinesAddress } from "./pipelines-call.ts";
import { runsClient, type RunsClient } from "./runs-client.ts";
import { templatesClient, type TemplatesClient } from "./templates-client.ts";
import { trialsClient, type TrialsClient } from "./trials-client.ts";

type EvidenceResult = { status: "ready"; preview: EvidencePreview } | { status: "reading"; id: string };

/** What a run wrote, and every pull request that it had read. */
export type ReadReport = { report: Report; ledger: LedgerLine[]; pull_requests: PullRequest[] };

/** The Run Template API as the app sees it. Every call throws a Problem: the pipelines' own, or `unavailable`. */
export type PipelinesClient = RunsClient & {
  repositories: () => Promise<RepositoryAnswer>;
  branches: (repo: string) => Promise<BranchAnswer>;
  tags: (repo: string) => Promise<TagAnswer>;
  evidence: (parameters: ParametersInput) => Promise<EvidenceResult>;
  evidenceById: (id: string) => Promise<EvidenceResult>;
  /** @param pullRequests How many such a run would read, for a closer estimate. */
  validate: (parameters: ParametersInput, pullRequests?: number) => Promise<ValidateAnswer>;
  /** How the version stands that an update would be written with. */
  readiness: () => Promise<VersionReadiness>;
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
  /** @param template As a profile names it; null: the built-in one, as it is in production. */
  trigger: (request: TriggerRequest, idempotencyKey: string, template: string | null) => Promise<TriggerAnswer>;
  /** What is kept of a run that ended, and what it would take to go on. */
  continuation: (runId: string) => Promise<ContinuationAnswer>;
  continueRun: (runId: string, request: ContinueRequest, idempotencyKey: string) => Promise<TriggerAnswer>;
  /** @param artifactUri As the webhook named it; only its digest is used, so that nothing but the pipelines is asked. */
  readReport: (artifactUri: string) => Promise<ReadReport>;
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
  about: () => Promise<PipelinesAbout>;
  /** How updates are written, and by which versions. */
  templates: TemplatesClient;
  /** Recorded runs tried again with one thing changed. */
  trials: TrialsClient;
  healthy: () => Promise<boolean>;
};

/** Twelve windows of a busy month are planned anew. */
const LEARNING_MS = 60_000;
/** They end it by themselves before. */
const WORDING_MS = LIMITS.wording.seconds * 1_000 + TIMEOUT_MS;

export function pipelinesClient(options: PipelinesAddress): PipelinesClient {
  const get = callsPipelines(options, "GET");
  const post = callsPipelines(options, "POST");
  const template = `run_templates/${BUILT_IN_REF}`;
  const agreed = <Answer>(request: object, send: (body: object) => Promise<Answer>) =>
    withContract(request, { send, readSchemas: () => get(`${template}/schema`, z.record(z.string(), z.unknown())) });
  return {
    repositories: () => get("repositories", repositoryAnswer),
    branches: async (repo) => get(`repositories/${repoIn(repo)}/branches`, branchAnswer),
    tags: async (repo) => get(`repositories/${repoIn(repo)}/tags`, tagAnswer),
    evidence: (parameters) => agreed({ parameters }, (body) => post(`${template}/evidence`, evidenceResult, body)),
    evidenceById: async (id) => get(`evidence/${pathPart(id)}`, evidenceResult),
    // Whoever has counted them has asked GitHub: only the price is wanted.
    validate: (parameters, pull_requests) =>
      post(`${template}/validate`, validateAnswer, {
        parameters,
        pull_requests,
        network: pull_requests === undefined,
      }),
    readiness: async () => (await get(template, howItStands)).readiness,
    models: () => get("models", modelsAnswer),
    foundModels: () => get("models/found", foundModelsAnswer),
    testModel: async (id) => post(`models/${pathPart(id)}/test`, modelTestAnswer, {}),
    stopModelTest: async (id) => post(`model_tests/${pathPart(id)}/stop`, modelTestAnswer, {}),
    forgetModel: async (model, of) => post(`models/${pathPart(model)}/forget`, foundModelsAnswer, of),
    budget: () => get("budget", budgetAnswer),
    stopModels: (stop) => post("budget/stop", budgetAnswer, stop),
    allowModels: (by) => post("budget/allow", budgetAnswer, { by }),
    clearLostCalls: (by) => post("budget/clear", budgetAnswer, { by }),
    trigger: async (request, key, ref) =>
      agreed(request, (body) =>
        post(`run_templates/${pathPart(ref ?? BUILT_IN_REF)}/runs`, triggerAnswer, body, { "idempotency-key": key }),
      ),
    continuation: async (id) => get(`runs/${pathPart(id)}/continuation`, continuationAnswer),
    continueRun: async (id, request, key) =>
      post(`runs/${pathPart(id)}/continuation`, triggerAnswer, request, { "idempotency-key": key }),
    readReport: async (artifactUri) => {
      const { evidence_sha256, ...written } = await get(`artifacts/${digestIn(artifactUri)}`, artifact);
      return { ...written, pull_requests: await get(`artifacts/${evidence_sha256}`, evidenceArtifact) };
    },
    wording: async (id, asked, key, signal) => {
      const patience = { timeoutMs: WORDING_MS, ...(signal && { signal }) };
      return post(`runs/${pathPart(id)}/wordings`, wordingAnswer, asked, { "idempotency-key": key }, patience);
    },
    wordingEstimate: async (id) => get(`runs/${pathPart(id)}/wordings/estimate`, wordingEstimate),
    previewPolicy: (asked) => post("policies/preview", policyPreview, asked),
    proposePolicy: (asked) => post("policies/proposals", policyProposals, asked, {}, { timeoutMs: LEARNING_MS }),
    ...runsClient(options),
    about: () => pipelinesAbout(options),
    templates: templatesClient(options),
    trials: trialsClient(options),
    healthy: () => healthy(options),
  };
}

const repoIn = (repo: string): string => parse(repoName, repo, "The repository", "Write it as owner/repo.");

const howItStands = templateAnswer.pick({ name: true, readiness: true });
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

async function healthy({ url, fetch: send = fetch }: PipelinesAddress): Promise<boolean> {
  try {
    return (await send(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
