import { timingSafeEqual } from "node:crypto";
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { routePath } from "hono/route";
import { watchLoopDelay } from "../../base/loop-delay.ts";
import { readiness, type Readiness } from "../../base/readiness.ts";
import { showRequestId } from "../../base/served.ts";
import { requestSpan } from "../../base/request-span.ts";
import { detailsOf, Problem } from "../../webhooks/contract/problem.ts";
import { USUAL_LIMITS, type ApiLimits } from "../api-limits.ts";
import type { Deps } from "../deps.ts";
import { budgetRoutes } from "./budget.ts";
import { callRoutes } from "./calls.ts";
import { limitsOf } from "./limits.ts";
import { otherwise } from "./methods.ts";
import { modelRoutes, modelTestRoutes } from "./models.ts";
import { policyRoutes } from "./policies.ts";
import { repositoryRoutes } from "./repositories.ts";
import { openApi } from "./openapi.ts";
import { runRoutes } from "./runs.ts";
import { templateRoutes } from "./templates.ts";

const PREFIX = "/api/v1";
const STARTS = [
  "/run_templates/:ref/evidence",
  "/run_templates/:ref/runs",
  "/runs/:id/continuation",
  "/runs/:id/wordings",
  "/models/:id/test",
];
const MAX_BODY_BYTES = 1024 * 1024;

/** The Run Template API. Every answer that is no success is a problem document. */
export function apiServer(
  deps: Deps,
  allowed: ApiLimits = USUAL_LIMITS,
  ready: () => Promise<Readiness> = readiness({}, deps.log),
): Hono {
  const loopDelay = watchLoopDelay();
  const limits = limitsOf(allowed);
  const api = new Hono()
    .get("/openapi.json", (c) => c.json(openApi(deps.settings.publicUrl)))
    .use(requireKey(deps.settings.apiKey), limits.all, onlyJson)
    .on("POST", STARTS, limits.starts)
    .use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }))
    .route("/run_templates", templateRoutes(deps))
    .route("/", runRoutes(deps))
    .route("/runs", callRoutes(deps))
    .route("/repositories", repositoryRoutes(deps))
    .route("/models", modelRoutes(deps))
    .route("/model_tests", modelTestRoutes(deps))
    .route("/budget", budgetRoutes(deps))
    .route("/policies", policyRoutes(deps))
    .all("*", (c) => otherwise(c, c.req.path.slice(PREFIX.length)));
  return new Hono()
    .use(showRequestId)
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      const { status, body } = await ready();
      return c.json({ ...body, loop_delay_ms: loopDelay() }, status);
    })
    .use(requestSpan((c: Context) => routePath(c)))
    .route(PREFIX, api)
    .notFound((c) =>
      problem(c, new Problem("not_found", "There is nothing at this address.", "See /api/v1/openapi.json.")),
    )
    .onError((error, c) => {
      if (error instanceof Problem) return problem(c, error);
      // Whoever hung up reads no answer, and what broke off with them is no fault of ours.
      if (c.req.raw.signal.aborted)
        return problem(c, new Problem("bad_request", "The request broke off.", "Send it again."));
      deps.log.error({ error, path: c.req.path }, "request failed");
      return problem(c, OURS);
    });
}

const OURS = new Problem("failed", "Something went wrong here.", "Try again; the log has the reason.");
const PROBLEM_TYPE = { "content-type": "application/problem+json" };

/** Where not even the handler of errors came to an answer. */
export const brokenAnswer = (): Response =>
  Response.json(detailsOf(OURS), { status: OURS.status, headers: PROBLEM_TYPE });

function problem(c: Context, error: Problem): Response {
  if (error.retryAfterS !== undefined) c.header("retry-after", String(Math.ceil(error.retryAfterS)));
  if (error.code === "unauthorized") c.header("www-authenticate", 'Bearer realm="pulse"');
  return c.json(detailsOf(error), error.status as 500, PROBLEM_TYPE);
}

function requireKey(key: string) {
  const expected = Buffer.from(`Bearer ${key}`);
  return async (c: Context, next: () => Promise<void>) => {
    const given = Buffer.from(c.req.header("authorization") ?? "");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Problem("unauthorized", "The API key is missing or wrong.", "Send Authorization: Bearer and the key.");
    }
    await next();
  };
}

/** A form or a text of another kind is no JSON, even where it can be read as one. Without a word on it, a body counts as JSON. */
async function onlyJson(c: Context, next: () => Promise<void>): Promise<void> {
  const type = c.req.header("content-type") ?? "";
  const reads = c.req.method === "GET" || c.req.method === "HEAD" || c.req.method === "OPTIONS";
  if (!reads && type !== "" && !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new Problem(
      "unsupported_media_type",
      "The body is not JSON by its type.",
      "Send Content-Type: application/json.",
    );
  }
  await next();
}

/** The rest of the body is not read, so the connection cannot serve another request. */
function tooLarge(c: Context): Response {
  c.header("connection", "close");
  return problem(c, new Problem("too_large", "The body is larger than 1 MiB.", "Send less."));
}
