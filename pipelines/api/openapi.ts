import { z } from "zod";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import { checkAnswer } from "../../webhooks/contract/finding.ts";
import { LIMITS as CONTRACT_LIMITS } from "../../webhooks/contract/limits.ts";
import { problemDetails } from "../../webhooks/contract/problem.ts";
import * as runs from "../../webhooks/contract/runs.ts";
import { allowRequest } from "./budget.ts";
import { callsFilter } from "./calls.ts";
import { USUAL_LIMITS } from "./limits.ts";
import { idempotencyKey, modelId, pathParts } from "./parts.ts";
import { checkRequest, runFilter } from "./runs.ts";
import { evidenceRequest } from "./templates.ts";

type Operation = {
  summary: string;
  body?: z.ZodType;
  answer: z.ZodType | "bytes";
  status?: number;
  /** What a 202 answers while the answer is not ready. */
  later?: z.ZodType;
  query?: z.ZodObject;
  headers?: Record<string, { description: string; schema: z.ZodType }>;
  /** Where a part of the path is not what its name says elsewhere. */
  path?: Record<string, z.ZodType>;
  /** Whether it starts work, and so counts against the smaller limit. */
  starts?: true;
};

const reading = z.object({ id: z.uuid() });
const list = <S extends z.ZodType>(name: string, schema: S) => z.object({ [name]: z.array(schema) });

/** Every route of the API; a test compares it with the ones that are mounted. */
export const OPERATIONS: Record<string, Operation> = {
  "GET /run_templates": { summary: "The run templates in use", answer: list("run_templates", runs.templateAnswer) },
  "GET /run_templates/{ref}": { summary: "One version, by name, name@3 or name:tag", answer: runs.templateAnswer },
  "GET /run_templates/{ref}/schema": {
    summary: "The contract as JSON Schema",
    answer: z.record(z.string(), z.unknown()),
  },
  "POST /run_templates/{ref}/evidence": {
    summary: "What such a run would read; 202 when that takes longer",
    body: evidenceRequest,
    answer: evidencePreview,
    later: reading,
    starts: true,
  },
  "POST /run_templates/{ref}/validate": {
    summary: "Whether such a run could start; writes nothing",
    body: runs.validateRequest,
    answer: runs.validateAnswer,
  },
  "POST /run_templates/{ref}/runs": {
    ...{ summary: "Starts a run", body: runs.triggerRequest, answer: runs.triggerAnswer, status: 202 },
    headers: {
      "Idempotency-Key": {
        description: "The same key with the same body answers with the same run; with another body 422.",
        schema: idempotencyKey,
      },
    },
    starts: true,
  },
  "GET /runs": { summary: "The newest runs", answer: list("runs", runs.runAnswer), query: runFilter },
  "GET /runs/{id}": { summary: "One run with its progress", answer: runs.runAnswer },
  "GET /runs/{id}/steps": { summary: "The steps of a run", answer: runs.stepsAnswer },
  "GET /runs/{id}/calls": {
    summary: "The recorded calls of a run, without their texts",
    answer: runs.callsAnswer,
    query: callsFilter,
  },
  "GET /runs/{id}/calls/{seq}": {
    summary: "One recorded call, with what went in and what came out",
    answer: runs.callDetail,
  },
  "POST /runs/{id}/cancel": { summary: "Stops a run", answer: runs.runAnswer },
  "POST /runs/{id}/checks": {
    summary: "Checks a text against the run's evidence; keeps nothing",
    body: checkRequest,
    answer: checkAnswer,
  },
  "POST /runs/{id}/report_back": { summary: "Sends a dead webhook again", answer: runs.runAnswer },
  "GET /evidence/{id}": {
    summary: "A preview that was not ready at once; 202 while it is read",
    answer: evidencePreview,
    later: reading,
  },
  "GET /artifacts/{sha256}": { summary: "The bytes with this digest", answer: "bytes" },
  "GET /repositories": { summary: "Repositories that may be read", answer: runs.repositoryAnswer },
  "GET /repositories/{owner}/{repo}/branches": { summary: "Branches of one repository", answer: runs.branchAnswer },
  "GET /models": { summary: "The models that may be chosen, with today's prices", answer: runs.modelsAnswer },
  "POST /models/{id}/test": {
    summary: `Asks the model for one word, within the budget and ${CONTRACT_LIMITS.model_test_s} seconds`,
    answer: runs.modelTestAnswer,
    path: { id: modelId },
    starts: true,
  },
  "GET /budget": { summary: "What models have cost, and what they may cost", answer: runs.budgetAnswer },
  "POST /budget/stop": {
    summary: "Switches all models off: the rules write",
    body: runs.stopRequest,
    answer: runs.budgetAnswer,
  },
  "POST /budget/allow": { summary: "Switches models on again", body: allowRequest, answer: runs.budgetAnswer },
};

const LIMITS =
  `An API key may send ${USUAL_LIMITS.requests} requests a minute to one process, and ${USUAL_LIMITS.starts} of those that start ` +
  "work (marked x-starts-work); API_REQUESTS_PER_MINUTE and API_STARTS_PER_MINUTE change that. Over it the answer is 429, with " +
  "Retry-After in seconds, and nothing was done.";

export function openApi(url: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method = "", path = ""] = name.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = shown(path, operation);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Pulse Run Template API", version: "1", description: LIMITS },
    servers: [{ url: `${url}/api/v1` }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Problem: z.toJSONSchema(problemDetails) },
    },
  };
}

function shown(path: string, operation: Operation) {
  const { summary, body, answer, status = 200, later, query, headers = {}, starts } = operation;
  const parts: Record<string, z.ZodType> = { ...pathParts, ...operation.path };
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: jsonSchema(parts[name] ?? z.string(), "output"),
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    schema: jsonSchema(schema, "output"),
  }));
  const inHeader = Object.entries(headers).map(([name, { description, schema }]) => ({
    name,
    in: "header",
    required: true,
    description,
    schema: jsonSchema(schema, "input"),
  }));
  const content = answer === "bytes" ? { "*/*": {} } : json(answer);
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return {
    summary,
    ...(starts && { "x-starts-work": true }),
    parameters: [...inPath, ...inQuery, ...inHeader],
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: jsonSchema(body, "input") } } },
    }),
    responses: {
      [status]: { description: summary, content },
      ...(later && { 202: { description: "Not ready: ask GET /evidence/{id} again", content: json(later) } }),
      default: { description: "A problem", headers: PROBLEM_HEADERS, content: problem },
    },
  };
}

const PROBLEM_HEADERS = {
  "Retry-After": {
    description: "Seconds; with 429 and wherever the other side said when",
    schema: { type: "integer" },
  },
  "WWW-Authenticate": { description: "With 401", schema: { type: "string" } },
  Allow: { description: "With 405: what this address takes", schema: { type: "string" } },
};

function json(schema: z.ZodType) {
  return { "application/json": { schema: jsonSchema(schema, "output") } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output") {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}
