import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { systemClock, type Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { apiRoutes } from "./api/routes.ts";
import { createCalls } from "./calls.ts";
import type { Demo } from "./demo.ts";
import { createFaults } from "./faults.ts";
import { createRate } from "./rate.ts";
import { openStore } from "./store.ts";
import { switchRoutes } from "./switches.ts";
import { viewRoutes } from "./view/routes.ts";

export type DemoSlackOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** The one bot token that is right. */
  token?: string;
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
  const { port = 0, host = "127.0.0.1", token = "xoxb-demo", state, rate = "on", clock = systemClock, log } = options;
  let url = "";
  const demo: Demo = {
    store: openStore(clock, state),
    faults: createFaults(),
    calls: createCalls(clock),
    rate: createRate(clock, rate === "on"),
    clock,
    log,
    token,
    url: () => url,
  };
  const server = createAdaptorServer({ fetch: routes(demo).fetch });
  server.listen(port, host);
  await once(server, "listening");
  // Safe: a server that listens on a port has such an address.
  url = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;

  const stop = async () => {
    const closed = once(server, "close");
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  };
  return { url, stop };
}

function routes(demo: Demo) {
  const app = new Hono();
  app.route("/api", apiRoutes(demo));
  app.route("/_demo", switchRoutes(demo));
  app.route("/", viewRoutes(demo));
  app.onError((error, c) => {
    demo.log?.error({ error, path: c.req.path }, "demo Slack failed");
    return c.json({ ok: false, error: "fatal_error" }, 500);
  });
  return app;
}
