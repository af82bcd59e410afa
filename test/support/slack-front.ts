import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { pickersOf } from "../../app/pickers.ts";
import type { Listeners } from "../../app/slack/bolt.ts";
import type { SlackDeps } from "../../app/slack/deps.ts";
import { slackFront, type Chore, type SlackFront } from "../../app/slack/front.ts";
import { chores, listeners } from "../../app/slack/listeners.ts";
import { EVENTS_PATH } from "../../app/slack/transport/events-path.ts";
import type { Pauses } from "../../app/slack/transport/socket.ts";
import { controlsOf, type Controls } from "./demo-slack-controls.ts";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import type { TestApp } from "./app.ts";
import { until } from "./until.ts";

type Options = {
  app: TestApp;
  by?: "socket" | "http";
  /** Instead of Pulse's own, by kind and name. */
  listeners?: { [Kind in keyof Listeners]?: Partial<Listeners[Kind]> };
  /** Instead of Pulse's own; a test may rather do its chores by hand. */
  chores?: readonly Chore[];
  demo?: DemoSlackOptions;
  /** How long its answers may take before Slack gets one in their stead. */
  patience_ms?: number;
};

export type FrontInTest = {
  demo: Controls;
  front: SlackFront;
  /** What the listeners get: for chores done by hand. */
  deps: SlackDeps;
  /** Where Slack's requests arrive; "" by sockets. */
  url: string;
  /** What demo Slack's people see of Pulse is gone, and everything is closed. */
  stop: () => Promise<void>;
};

const QUICK: Pauses = { first_ms: 20, most_ms: 100, steady_ms: 0, quiet_ms: 0, hello_ms: 5_000 };

/** The real front, before a demo Slack of its own, connected. */
export async function startSlackFront({ app, by = "socket", demo: more = {}, ...over }: Options): Promise<FrontInTest> {
  // Both sides of each request share this process and a busy machine: Slack's own patience is no part of most tests.
  const slack = await startDemoSlack({ rate: "off", ack_ms: 20_000, ...more });
  const demo = controlsOf(slack.url);
  const pickers = pickersOf(app.deps);
  const front = slackFront(app.deps, pickers, {
    botToken: more.token ?? "xoxb-demo",
    apiUrl: `${slack.url}/api/`,
    pauses: QUICK,
    ...(by === "socket"
      ? { appToken: more.appToken ?? "xapp-demo" }
      : { signingSecret: more.signingSecret ?? "demo-signing-secret" }),
    listeners: listenersWith(over.listeners ?? {}),
    chores: over.chores ?? chores,
    ...(over.patience_ms !== undefined && { patience_ms: over.patience_ms }),
  });
  const server = front.routes ? await serve(front.routes) : null;
  const url = server ? `${server.url}${EVENTS_PATH}` : "";
  await front.start();
  if (url) await demo.register({ request_url: url });
  else await until("connection to demo Slack", () => front.health().connected);
  const deps: SlackDeps = { ...app.deps, calls: front.calls, pickers };
  const stop = async () => {
    await front.stop();
    await Promise.all([server?.close(), slack.stop()]);
  };
  return { demo, front, deps, url, stop };
}

async function serve(routes: Hono): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createAdaptorServer({ fetch: new Hono().route(EVENTS_PATH, routes).fetch });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // Safe: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

function listenersWith(over: NonNullable<Options["listeners"]>): Listeners {
  // Safe: what is left out keeps Pulse's own listener.
  return Object.fromEntries(
    Object.entries(listeners).map(([kind, own]) => [kind, { ...own, ...over[kind as keyof Listeners] }]),
  ) as Listeners;
}
