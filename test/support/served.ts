import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Deps } from "../../app/deps.ts";
import { pickersOf } from "../../app/pickers.ts";
import type { SlackFront } from "../../app/slack/front.ts";
import { routes } from "../../app/start.ts";
import { rawRequests, type Asked, type Sent } from "./raw-requests.ts";

const SIGNING_KEY = Buffer.alloc(32, 5).toString("base64");

const OFF: ReturnType<SlackFront["health"]> = { transport: "off", connected: false, since: null, last_problem: null };

export type Served = { url: string; port: number; ask: (asked: Asked) => Promise<Sent>; close: () => Promise<void> };

/** Everything that the app's port answers, over real HTTP, for a client that may send any header at all. */
export async function served(deps: Deps, front: Pick<SlackFront, "routes"> = { routes: null }): Promise<Served> {
  const app = routes(deps, pickersOf(deps), { ...front, health: () => OFF }, { WEBHOOK_SIGNING_KEYS: [SIGNING_KEY] });
  // Safe: without options it makes one of node:http.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // Safe: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = rawRequests(url);
  return {
    url,
    port,
    ask: client.ask,
    async close() {
      client.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A browser's jar of cookies. */
export function cookiesIn({ headers }: Sent): string {
  return (headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
}

/** A session as this person, by the link and the form that people use; with the browser's own cookie beside it. */
export async function sessionOf({ ask, url }: Served, deps: Deps, handle: string): Promise<string> {
  const { search } = new URL(deps.signInCodes?.link() ?? url);
  const browser = cookiesIn(await ask({ path: `/sign-in${search}` }));
  const headers = { cookie: browser, origin: url, "content-type": "application/x-www-form-urlencoded" };
  const session = cookiesIn(await ask({ path: "/sign-in", method: "POST", headers, body: `handle=${handle}` }));
  // The browser's own, and the session that the form gave in place of the first one.
  return `${browser
    .split("; ")
    .filter((one) => one.startsWith("__Host-pulse-browser="))
    .join("; ")}; ${session}`;
}
