import { Hono } from "hono";
import { type Clock, systemClock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { listen } from "../listen.ts";
import { ownRequests } from "../own-requests.ts";
import { errorBody, serverError } from "./api-error.ts";
import { apiRoutes } from "./api/routes.ts";
import { controlRoutes } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { createFaults } from "./faults/fault.ts";
import { introduce } from "./page.ts";
import { createRequestLog } from "./request-log.ts";
import { createScript } from "./script.ts";

export type DemoModelOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** If given, any other key is refused. */
  token?: string;
  /** Between two pieces of a streamed answer; 0, the default, is as fast as it goes. */
  paceMs?: number;
  clock?: Clock;
  log?: Log;
};

export type DemoModel = { url: string; close(): Promise<void> };

/**
 * Starts the stand-in for a language model; OpenAI's API is below `{url}/v1`.
 *
 * @throws {Error} when the port is taken.
 */
export async function startDemoModel(options: DemoModelOptions = {}): Promise<DemoModel> {
  return listen(demoModelApp(options), options);
}

function demoModelApp({ token, paceMs = 0, clock = systemClock, log }: DemoModelOptions): Hono<Environment> {
  const kept = { faults: createFaults(), requests: createRequestLog(clock), script: createScript() };
  const parts = { ...kept, clock, paceMs };
  const app = new Hono<Environment>().use(ownRequests((path) => path === "/"));
  app.route("/_demo", controlRoutes(parts.requests, parts.faults, parts.script));
  app.route("/v1", apiRoutes(parts, token));
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.get("/", introduce);
  app.onError((error, c) => {
    log?.error({ error, path: c.req.path }, "A request failed.");
    return c.json(errorBody(serverError), serverError.status);
  });
  return app;
}
