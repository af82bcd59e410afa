import { timingSafeEqual } from "node:crypto";
import { Hono, type Context } from "hono";
import { routePath } from "hono/route";
import { nothingHere, otherwise } from "../../api/methods.ts";
import { boundedBody, onlyJson, refusal, refused } from "../../api/refusals.ts";
import { watchLoopDelay } from "../../base/loop-delay.ts";
import { readiness, type Readiness } from "../../base/readiness.ts";
import { showRequestId } from "../../base/served.ts";
import { requestSpan } from "../../base/request-span.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { USUAL_LIMITS, type ApiLimits } from "../api-limits.ts";
import type { Deps } from "../deps.ts";
import { budgetRoutes } from "./budget.ts";
import { callRoutes } from "./calls.ts";
import { limitsOf } from "./limits.ts";
import { lineageRoutes } from "./lineage.ts";
import { modelRoutes, modelTestRoutes } from "./models.ts";
import { policyRoutes } from "./policies.ts";
import { repositoryRoutes } from "./repositories.ts";
import { openApi } from "./openapi.ts";
import { OPERATIONS } from "./operations.ts";
import { runRoutes } from "./runs.ts";
import { templateRoutes } from "./templates.ts";
import { trialRoutes } from "./trials.ts";
import { versionRoutes } from "./versions.ts";

const PREFIX = "/api/v1";
const STARTS = [
  "/run_templates/:ref/evidence",
  "/run_templates/:ref/runs",
  "/runs/:id/continuation",
  "/runs/:id/trials",
  "/runs/:id/wordings",
  "/models/:id/test",
];

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
    .use(boundedBody)
    .route("/run_templates", templateRoutes(deps))
    .route("/run_templates", versionRoutes(deps))
    .route("/", runRoutes(deps))
    .route("/", lineageRoutes(deps))
    .route("/runs", callRoutes(deps))
    .route("/runs", trialRoutes(deps))
    .route("/repositories", repositoryRoutes(deps))
    .route("/models", modelRoutes(deps))
    .route("/model_tests", modelTestRoutes(deps))
    .route("/budget", budgetRoutes(deps))
    .route("/policies", policyRoutes(deps))
    .all("*", otherwise(OPERATIONS, PREFIX));
  return new Hono()
    .use(showRequestId)
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      const { status, body } = await ready();
      return c.json({ ...body, loop_delay_ms: loopDelay() }, status);
    })
    .use(requestSpan((c: Context) => routePath(c)))
    .route(PREFIX, api)
    .notFound((c) => refused(c, nothingHere(PREFIX)))
    .onError((error, c) => refusal(error, c, deps.log));
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
