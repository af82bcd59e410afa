import { timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { routePath } from "hono/route";
import { watchLoopDelay } from "../../base/loop-delay.ts";
import { requestSpan } from "../../base/tracing/request-span.ts";
import { detailsOf, Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { budgetRoutes } from "./budget.ts";
import { callRoutes } from "./calls.ts";
import { modelRoutes } from "./models.ts";
import { repositoryRoutes } from "./repositories.ts";
import { openApi } from "./openapi.ts";
import { runRoutes } from "./runs.ts";
import { templateRoutes } from "./templates.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/** The Run Template API. Every answer that is no success is a problem document. */
export function apiServer(deps: Deps): Hono {
  const loopDelay = watchLoopDelay();
  const api = new Hono()
    .get("/openapi.json", (c) => c.json(openApi(deps.settings.publicUrl)))
    .use(requireKey(deps.settings.apiKey))
    .use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }))
    .route("/run_templates", templateRoutes(deps))
    .route("/", runRoutes(deps))
    .route("/runs", callRoutes(deps))
    .route("/repositories", repositoryRoutes(deps))
    .route("/models", modelRoutes(deps))
    .route("/budget", budgetRoutes(deps));
  return new Hono()
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      await sql`select 1`.execute(deps.db);
      return c.json({ ok: true, loop_delay_ms: loopDelay() });
    })
    .use(requestSpan((c: Context) => routePath(c)))
    .route("/api/v1", api)
    .notFound((c) =>
      problem(c, new Problem("not_found", "There is nothing at this address.", "See /api/v1/openapi.json.")),
    )
    .onError((error, c) => {
      if (error instanceof Problem) return problem(c, error);
      deps.log.error({ error, path: c.req.path }, "request failed");
      return problem(c, new Problem("failed", "Something went wrong here.", "Try again; the log has the reason."));
    });
}

function problem(c: Context, error: Problem): Response {
  if (error.retryAfterS !== undefined) c.header("retry-after", String(Math.ceil(error.retryAfterS)));
  return c.json(detailsOf(error), error.status as 500, { "content-type": "application/problem+json" });
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

/** The rest of the body is not read, so the connection cannot serve another request. */
function tooLarge(c: Context): Response {
  c.header("connection", "close");
  return problem(c, new Problem("too_large", "The body is larger than 1 MiB.", "Send less."));
}
