import { z } from "zod";
import { problemDetails } from "../../webhooks/contract/problem.ts";
import { answerSchema } from "../../webhooks/contract/schemas.ts";
import { USUAL_LIMITS } from "../api-limits.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import { pathParts } from "./parts.ts";

const ABOUT =
  "A reader ignores members of an answer that it does not know; unknown members of a request are refused. " +
  `An API key may send ${USUAL_LIMITS.requests} requests a minute to one process, and ${USUAL_LIMITS.starts} of those that start ` +
  "work (marked x-starts-work); API_REQUESTS_PER_MINUTE and API_STARTS_PER_MINUTE change that. Over it the answer is 429, with " +
  "Retry-After in seconds, and nothing was done. Every address answers a method that it does not take with 405 and Allow.";

export function openApi(url: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method = "", path = ""] = name.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = shown(path, operation);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Pulse Run Template API", version: "1", description: ABOUT },
    servers: [{ url: `${url}/api/v1` }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Problem: withoutDialect(answerSchema(problemDetails)) },
      responses: REFUSALS,
    },
  };
}

function shown(path: string, operation: Operation) {
  const { id, summary, body, answer, asKept, status = 200, later, location, starts } = operation;
  const headers = location && LOCATION;
  return {
    operationId: id,
    summary,
    ...(starts && { "x-starts-work": true }),
    parameters: parametersOf(path, operation),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: requestSchema(body, "input") } } },
    }),
    responses: {
      [status]: { description: summary, ...(status === 202 && headers), ...json(answer, asKept ? "input" : "output") },
      ...(later && { 202: { description: "Not ready: ask GET /evidence/{id} again", ...headers, ...json(later) } }),
      401: { $ref: "#/components/responses/Unauthorized" },
      429: { $ref: "#/components/responses/RateLimited" },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function parametersOf(path: string, { query, headers = {}, path: own }: Operation) {
  const parts: Record<string, z.ZodType> = { ...pathParts, ...own };
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: requestSchema(parts[name] ?? z.string(), "output"),
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: requestSchema(schema, "output"),
  }));
  const inHeader = Object.entries(headers).map(([name, { description, schema }]) => ({
    name,
    in: "header",
    required: true,
    description,
    schema: requestSchema(schema, "input"),
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

const LOCATION = {
  headers: { Location: { description: "Where to ask for it", required: true, schema: { type: "string" } } },
};

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const seconds = { type: "integer", minimum: 1 };

const REFUSALS = {
  Unauthorized: {
    description: "The API key is missing or wrong",
    headers: { "WWW-Authenticate": { required: true, schema: { type: "string" } } },
    content: problem,
  },
  RateLimited: {
    description: "Too many requests, of this API key here or of ours at GitHub",
    headers: { "Retry-After": { description: "Seconds, where it is known when", schema: seconds } },
    content: problem,
  },
  Problem: {
    description: "A problem",
    headers: {
      "Retry-After": { description: "Seconds, wherever the other side said when", schema: seconds },
      Allow: { description: "With 405: what this address takes", schema: { type: "string" } },
    },
    content: problem,
  },
};

function json(schema: z.ZodType, io: "input" | "output" = "output") {
  return { content: { "application/json": { schema: withoutDialect(answerSchema(schema, io)) } } };
}

/** @param io `output` for what comes as text in an address: what it is read as says more than that it is a text. */
function requestSchema(schema: z.ZodType, io: "input" | "output") {
  return withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
}

/** OpenAPI 3.1 says itself which JSON Schema it means. */
function withoutDialect({ $schema: _dialect, ...schema }: z.core.JSONSchema.BaseSchema) {
  return schema;
}
