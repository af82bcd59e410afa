import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll } from "vitest";
import type { Deps } from "../../app/deps.ts";
import { webApp } from "../../app/web/server.ts";
import { CHANNEL, noSlack, startTestApp, type TestApp } from "./app.ts";
import { openChromium } from "./chromium.ts";
import { type Look, openLook } from "./looks.ts";
import { linkOf } from "./sign-in.ts";

const MEMBERS = 214;

export type InBrowser = Awaited<ReturnType<typeof inBrowser>>;

/**
 * For all tests of a file one app, with a channel of 214 members that Pulse is in, behind one real browser; both end with the file.
 * There is an app as soon as tests begin.
 *
 * @param before Prepares the app before anybody can ask it.
 */
export async function inBrowser(before: (deps: Deps) => void = () => undefined) {
  const browser = await openChromium();
  let served: Served;
  beforeAll(async () => void (served = await startServed(before)));
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });
  return {
    /** null where there is none: then its tests are skipped. */
    browser,
    get app(): TestApp {
      return served.app;
    },
    get url(): string {
      return served.url;
    },
    /** Mira's browser, at Compose. */
    open: (look: Look) => openLook(browser, look, linkOf(served.app, served.url)),
  };
}

export type Served = Awaited<ReturnType<typeof startServed>>;

/** An app whose pages are served at an address. */
export async function startServed(before: (deps: Deps) => void = () => undefined) {
  const listed = { ...CHANNEL, is_private: false, is_member: true, num_members: MEMBERS };
  const app = await startTestApp({ slack: { ...noSlack, channels: async () => [listed] } });
  before(app.deps);
  const server = serve({ fetch: webApp(app.deps).fetch, hostname: "127.0.0.1", port: 0 });
  if (!server.listening) await once(server, "listening");
  // Safe: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await new Promise((closed) => server.close(closed));
      await app.stop();
    },
  };
}
