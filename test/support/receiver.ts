import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { receiptStore } from "../../app/updates/receive-result.ts";
import { receiver } from "../../webhooks/receive.ts";
import { startTestApp } from "./app.ts";
import { nothingEvent, send, type Sending } from "./independent-client.ts";

export const KEY = randomBytes(32).toString("base64");
export const OLD_KEY = randomBytes(32).toString("base64");

export type ReceiverInTest = Awaited<ReturnType<typeof startReceiver>>;

/** The app's receiver at an address, with both keys of a rotation. */
export async function startReceiver() {
  const app = await startTestApp();
  const routes = receiver({ store: receiptStore(app.deps), signingKeys: [KEY, OLD_KEY], now: app.deps.clock });
  const server = serve({ fetch: new Hono().route("/hook", routes).fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((up) => server.once("listening", up));
  // Safe: a server that listens on a port has such an address.
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return {
    app,
    address,
    /** An update that waits for its result, and what a run would send. */
    async asked() {
      const update = await app.composed();
      const { token } = await app.triggered(update);
      const deliver = (body: string, more: Partial<Sending> = {}) => send(address, body, { key: KEY, token, ...more });
      return { update, token, deliver, body: JSON.stringify(nothingEvent(update.id)) };
    },
    async stop() {
      await new Promise((closed) => server.close(closed));
      await app.stop();
    },
  };
}
