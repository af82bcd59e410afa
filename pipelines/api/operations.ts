import { z } from "zod";
import type { Operations } from "../../api/operation.ts";
import { artifact } from "../../webhooks/contract/artifacts.ts";
import { continuationAnswer, continueRequest } from "../../webhooks/contract/continuation.ts";
import { runDifference } from "../../webhooks/contract/difference.ts";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import { checkAnswer } from "../../webhooks/contract/finding.ts";
import { runLineage } from "../../webhooks/contract/lineage.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { forgetRequest, foundModelsAnswer, modelTestAnswer } from "../../webhooks/contract/model-tests.ts";
import { policyPreview, policyPreviewRequest } from "../../webhooks/contract/policy-preview.ts";
import { policyProposals, policyProposalsRequest } from "../../webhooks/contract/policy-proposals.ts";
import { branchAnswer, repositoryAnswer, tagAnswer } from "../../webhooks/contract/repositories.ts";
import { provenanceEnvelope, provenanceKey } from "../../webhooks/contract/provenance.ts";
import * as runs from "../../webhooks/contract/runs.ts";
import { trialRequest } from "../../webhooks/contract/trials.ts";
import { wordingAnswer, wordingEstimate, wordingRequest } from "../../webhooks/contract/wordings.ts";
import { idempotencyKey, modelId } from "./parts.ts";
import { ONCE, reading, TEMPLATE_OPERATIONS } from "./template-operations.ts";
import { byRequest, callsFilter, checkRequest, lineageFilter, runFilter, trialFilter } from "./requests.ts";

export const runList = z.object({ runs: z.array(runs.runAnswer) });

const ONCE_ANSWERED = {
  "Idempotency-Key": {
    description: "The same key with the same body answers the same and is paid once; with another body 422.",
    schema: idempotencyKey,
  },
};

/** Every route of the API; a test compares it with the ones that are mounted. */
export const OPERATIONS: Operations = {
  ...TEMPLATE_OPERATIONS,
  "GET /runs": {
    id: "listRuns",
    summary: "The newest runs; trials only where they are asked for",
    answer: runList,
    query: runFilter,
  },
  "GET /runs/{id}": { id: "getRun", summary: "One run with its progress", answer: runs.runAnswer },
  "GET /runs/{id}/steps": { id: "listSteps", summary: "The steps of a run", answer: runs.stepsAnswer },
  "GET /runs/{id}/lineage": {
    id: "getLineage",
    summary: "What a run was made of, each part by its digest, and the way of pull requests through it",
    query: lineageFilter,
    answer: runLineage,
  },
  "GET /runs/{id}/provenance": {
    id: "getProvenance",
    summary: "What a report was made of, signed: verifies without a network",
    answer: provenanceEnvelope,
  },
  "GET /runs/{id}/export": {
    id: "exportRun",
    summary: "Everything that is kept of a run, one JSON object a line",
    answer: z.string(),
    media: "application/x-ndjson",
  },
  "GET /provenance/key": {
    id: "getProvenanceKey",
    summary: "The public key that statements are verified with",
    answer: provenanceKey,
  },
  "GET /runs/{id}/calls": {
    id: "listCalls",
    summary: "The recorded calls of a run, without their texts",
    answer: runs.callsAnswer,
    query: callsFilter,
  },
  "GET /runs/{id}/calls/{seq}": {
    id: "getCall",
    summary: "One recorded call, with what went in and what came out",
    answer: runs.callDetail,
  },
  "POST /runs/{id}/cancel": { id: "cancelRun", summary: "Stops a run", answer: runs.runAnswer },
  "GET /runs/{id}/continuation": {
    id: "getContinuation",
    summary: "What a run that ended would take to go on: calls that are kept, and what is left to pay",
    answer: continuationAnswer,
  },
  "POST /runs/{id}/continuation": {
    id: "continueRun",
    summary:
      "Lets a run that ended go on over its recording, with a new deadline; nothing recorded is made or paid again",
    body: continueRequest,
    answer: runs.triggerAnswer,
    status: 202,
    location: true,
    headers: ONCE,
    starts: true,
  },
  "POST /runs/{id}/checks": {
    id: "checkText",
    summary: "Checks a text against the run's evidence; keeps nothing",
    body: checkRequest,
    answer: checkAnswer,
  },
  "POST /runs/{id}/wordings": {
    id: "askWording",
    summary: `Asks the run's model for one item in other words, within the budget and ${LIMITS.wording.seconds} seconds; hanging up ends it`,
    body: wordingRequest,
    answer: wordingAnswer,
    headers: ONCE_ANSWERED,
    starts: true,
  },
  "GET /runs/{id}/wordings/estimate": {
    id: "estimateWording",
    summary: "What another wording of one item would take, and why none would be written now",
    answer: wordingEstimate,
  },
  "POST /runs/{id}/report_back": {
    id: "resendReportBack",
    summary: "Sends a dead webhook again",
    answer: runs.runAnswer,
  },
  "POST /runs/{id}/trials": {
    id: "startTrial",
    summary: "Tries a recorded run again: exactly, as a control, or with one thing changed; reports back to nobody",
    body: trialRequest,
    answer: runs.runAnswer,
    status: 202,
    location: true,
    headers: ONCE,
    starts: true,
  },
  "GET /runs/{id}/trials": { id: "listTrials", summary: "The trials of a run, the newest first", answer: runList },
  "GET /runs/{id}/trials/estimate": {
    id: "estimateTrial",
    summary: "What a trial would take, and why no model would be asked now; null where none is",
    query: trialFilter,
    answer: runs.trialEstimate,
  },
  "GET /runs/{id}/difference/{other}": {
    id: "compareRuns",
    summary: "Two runs side by side: what was asked, items, ledger, findings, tokens, cost and time",
    answer: runDifference,
  },
  "GET /evidence/{id}": {
    id: "getEvidence",
    summary: "A preview that was not ready at once; 202 while it is read",
    answer: evidencePreview,
    later: reading,
  },
  "POST /policies/preview": {
    id: "previewPolicy",
    summary: "What a policy would do otherwise in windows that were read; keeps nothing and asks no model",
    body: policyPreviewRequest,
    answer: policyPreview,
  },
  "POST /policies/proposals": {
    id: "proposePolicy",
    summary: "What people told of windows that were read says about the policy; keeps nothing and asks no model",
    body: policyProposalsRequest,
    answer: policyProposals,
  },
  "GET /artifacts/{sha256}": {
    id: "getArtifact",
    summary: "What a run has written or read, by the digest of its bytes",
    answer: artifact,
    asKept: true,
  },
  "GET /repositories": {
    id: "listRepositories",
    summary: "Repositories that may be read",
    answer: repositoryAnswer,
  },
  "GET /repositories/{owner}/{repo}/branches": {
    id: "listBranches",
    summary: "Branches of one repository",
    answer: branchAnswer,
  },
  "GET /repositories/{owner}/{repo}/tags": {
    id: "listTags",
    summary: "Tags of one repository, the newest first, at most 100",
    answer: tagAnswer,
  },
  "GET /models": {
    id: "listModels",
    summary: "The models that may be chosen, with today’s prices",
    answer: runs.modelsAnswer,
  },
  "POST /models/{id}/test": {
    id: "testModel",
    summary: `Has it write about three made-up pull requests, within the budget and ${LIMITS.model_test.seconds} seconds`,
    answer: modelTestAnswer,
    status: 202,
    location: true,
    path: { id: modelId },
    starts: true,
  },
  "GET /models/found": {
    id: "listFoundModels",
    summary: "What calls have found of each model and its server, until when it is remembered, and the newest test",
    answer: foundModelsAnswer,
  },
  "POST /models/{id}/forget": {
    id: "forgetModel",
    summary: "Forgets what was found of a model: the next run finds out anew how to ask",
    body: forgetRequest,
    answer: foundModelsAnswer,
    path: { id: modelId },
  },
  "GET /model_tests/{id}": {
    id: "getModelTest",
    summary: "How far a test of a model has come",
    answer: modelTestAnswer,
  },
  "POST /model_tests/{id}/stop": {
    id: "stopModelTest",
    summary: "Ends a test of a model; one that is over stays as it is",
    answer: modelTestAnswer,
  },
  "GET /budget": {
    id: "getBudget",
    summary: "What models have cost, and what they may cost",
    answer: runs.budgetAnswer,
  },
  "POST /budget/stop": {
    id: "stopModels",
    summary: "Switches all models off: the rules write",
    body: runs.stopRequest,
    answer: runs.budgetAnswer,
  },
  "POST /budget/allow": {
    id: "allowModels",
    summary: "Switches models on again",
    body: byRequest,
    answer: runs.budgetAnswer,
  },
  "POST /budget/clear": {
    id: "clearLostCalls",
    summary: "Counts the calls of this month that never came back as free: somebody looked at the bill",
    body: byRequest,
    answer: runs.budgetAnswer,
  },
};
