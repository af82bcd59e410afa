import { z } from "zod";
import { ownRelease } from "../base/own-release.ts";
import { problemDetails } from "../webhooks/contract/problem.ts";
import { answerSchema, contractHash } from "../webhooks/contract/schemas.ts";
import type { Operation, Operations } from "./operation.ts";

/** One API, as its description tells of it. */
type Described = {
  title: string;
  about: string;
  /** Where its paths begin. */
  address: string;
  operations: Operations;
  /** What may stand in a path, by its name there. */
  pathParts: Readonly<Record<string, z.ZodType>>;
  /** What a 401 and a 429 say. */
  unauthorized: string;
  rateLimited: string;
};

export function openApiOf({ title, about, address, operations, pathParts, unauthorized, rateLimited }: Described) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method = "", path = ""] = name.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = shown(path, operation, pathParts);
  }
  return {
    openapi: "3.1.0",
    // The release is of the code; what the version counts is the shape of all this.
    info: { title, version: "1", "x-release": ownRelease(), "x-contract-hash": contractHash, description: about },
    servers: [{ url: address }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Problem: withoutDialect(answerSchema(problemDetails)) },
      responses: refusals(unauthorized, rateLimited),
    },
  };
}

function shown(path: string, operation: Operation, pathParts: Described["pathParts"]) {
  const { id, summary, body, answer, asKept, media, status = 200, later, location, etag, starts } = operation;
  const headers = location && LOCATION;
  return {
    operationId: id,
    summary,
    ...(starts && { "x-starts-work": true }),
    parameters: parametersOf(path, operation, pathParts),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: requestSchema(body, "input") } } },
    }),
    responses: {
      [status]: {
        description: summary,
        ...(status === 202 && headers),
        ...(etag && ETAG),
        ...json(answer, asKept ? "input" : "output", media),
      },
      ...(later && { 202: { description: "Not ready: ask again where Location says", ...headers, ...json(later) } }),
      401: { $ref: "#/components/responses/Unauthorized" },
      429: { $ref: "#/components/responses/RateLimited" },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function parametersOf(path: string, { query, headers = {}, path: own }: Operation, pathParts: Described["pathParts"]) {
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

const ETAG = {
  headers: { ETag: { description: "Which one it is, for If-Match", required: true, schema: { type: "string" } } },
};

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const seconds = { type: "integer", minimum: 1 };

const refusals = (unauthorized: string, rateLimited: string) => ({
  Unauthorized: {
    description: unauthorized,
    headers: { "WWW-Authenticate": { required: true, schema: { type: "string" } } },
    content: problem,
  },
  RateLimited: {
    description: rateLimited,
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
});

function json(schema: z.ZodType, io: "input" | "output" = "output", media = "application/json") {
  return { content: { [media]: { schema: withoutDialect(answerSchema(schema, io)) } } };
}

/** @param io `output` for what comes as text in an address: what it is read as says more than that it is a text. */
function requestSchema(schema: z.ZodType, io: "input" | "output") {
  return withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
}

/** OpenAPI 3.1 says itself which JSON Schema it means. */
function withoutDialect({ $schema: _dialect, ...schema }: z.core.JSONSchema.BaseSchema) {
  return schema;
}
