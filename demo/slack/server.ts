import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { systemClock, type Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { listen } from "../listen.ts";
import { ownRequests, refuseUpgrade } from "../own-requests.ts";
import { apiRoutes } from "./api/routes.ts";
import { createCalls } from "./calls.ts";
import { controlRoutes } from "./controls.ts";
import type { Demo } from "./demo.ts";
import { RETRY_AFTER_MS } from "./dispatch/dispatch.ts";
import { createDispatchLog } from "./dispatched.ts";
import { createFaults } from "./faults.ts";
import { firstInstalled } from "./installed.ts";
import { createGrants } from "./grants.ts";
import { oidcRoutes } from "./oidc/routes.ts";
import { createRate } from "./rate.ts";
import { createResponseUrls } from "./response-urls.ts";
import { responseRoutes } from "./response-routes.ts";
import { createSockets } from "./sockets.ts";
import { openStore } from "./store.ts";
import { switchRoutes } from "./switches.ts";
import { createTriggers } from "./triggers.ts";
import { firstStandings } from "./world.ts";
import { createViews } from "./views.ts";
import { viewRoutes } from "./view/routes.ts";

export type DemoSlackOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** The one bot token that is right. */
  token?: string;
  /** The one app-level token that is right. */
  appToken?: string;
  signingSecret?: string;
  /** Where the app takes commands, clicks and events; without one it comes through sockets. */
  requestUrl?: string;
  /** Source: docs.slack.dev: three seconds; a test may be less patient. */
  ack_ms?: number;
  retry_after_ms?: readonly number[];
  clientId?: string;
  clientSecret?: string;
  /** Path of the file that keeps the messages; without it they end with the process. */
  state?: string;
  /** Slack's one message a second in each channel. */
  rate?: "on" | "off";
  clock?: Clock;
  log?: Log;
};

/** Starts demo Slack; the Web API is below `{url}/api/`, the people's view at `{url}/`. */
export async function startDemoSlack(
  options: DemoSlackOptions = {},
): Promise<{ url: string; stop: () => Promise<void> }> {
  let url = "";
  const demo = build(options, () => url);
  const listening = await listen(
    {
      fetch: routes(demo).fetch,
      upgrade(request, socket, head) {
        if (!refuseUpgrade(request, socket)) demo.sockets.upgrade(request, socket, head);
      },
    },
    options,
  );
  url = listening.url;
  const stop = async () => {
    demo.timers.forEach(clearTimeout);
    demo.sockets.stop();
    await listening.close();
  };
  return { url, stop };
}

function build(options: DemoSlackOptions, url: () => string): Demo {
  const { token = "xoxb-demo", appToken = "xapp-demo", rate = "on", clock = systemClock, log } = options;
  const { signingSecret = "demo-signing-secret", ack_ms = 3_000, retry_after_ms = RETRY_AFTER_MS } = options;
  const { clientId = "demo.pulse", clientSecret = "demo-client-secret" } = options;
  return {
    store: openStore(clock, options.state),
    faults: createFaults(),
    calls: createCalls(clock),
    rate: createRate(clock, rate === "on"),
    installed: firstInstalled(signingSecret, options.requestUrl),
    dispatched: createDispatchLog(clock),
    sockets: createSockets(clock, url, () => ack_ms),
    views: createViews(clock),
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls(clock, url),
    grants: createGrants(clock, { id: clientId, secret: clientSecret }),
    ack_ms,
    retry_after_ms,
    clock,
    log,
    token,
    appToken,
    url,
    timers: new Set(),
    notices: new Map(),
    standings: firstStandings(),
    newcomers: new Map(),
  };
}

/** What is for programs; everything else people may come to by a link. */
const FOR_PROGRAMS = /^\/(?:api|_demo|response|act)\//;

function routes(demo: Demo) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(ownRequests((path) => !FOR_PROGRAMS.test(path)));
  app.route("/api", apiRoutes(demo));
  app.route("/_demo", switchRoutes(demo));
  app.route("/_demo", controlRoutes(demo));
  app.route("/response", responseRoutes(demo));
  app.route("/", oidcRoutes(demo));
  app.route("/", viewRoutes(demo));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    demo.log?.error({ error, path: c.req.path }, "demo Slack failed");
    return c.json({ ok: false, error: "fatal_error" }, 500);
  });
  return app;
}
