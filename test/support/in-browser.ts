import { serve, type ServerType } from "@hono/node-server";
import { webApp } from "../../app/web/server.ts";
import { CHANNEL, noSlack, startTestApp, type TestApp } from "./app.ts";
import { openChromium } from "./chromium.ts";
import { type Look, openLook } from "./looks.ts";
import { linkOf } from "./sign-in.ts";

const MEMBERS = 214;

/** How somebody looks at a page: wide and narrow, light and dark, and without a script. */
export const LOOKS: readonly Look[] = [
  { width: 1280, theme: "light" },
  { width: 1280, theme: "dark" },
  { width: 390, theme: "light" },
  { width: 390, theme: "dark" },
  { width: 390, theme: "light", script: false },
];

export type InBrowser = {
  app: TestApp;
  url: string;
  /** Mira's browser, at Compose. */
  open: (look: Look) => ReturnType<typeof openLook>;
  stop: () => Promise<void>;
};

/** The app behind a real browser, with a channel of 214 members that Pulse is in. */
export async function startInBrowser(browser: Awaited<ReturnType<typeof openChromium>>): Promise<InBrowser> {
  const listed = { ...CHANNEL, is_private: false, is_member: true, num_members: MEMBERS };
  const app = await startTestApp({ slack: { ...noSlack, channels: async () => [listed] } });
  let server: ServerType | undefined;
  const url = await new Promise<string>((up) => {
    server = serve({ fetch: webApp(app.deps).fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      up(`http://127.0.0.1:${port}`),
    );
  });
  return {
    app,
    url,
    open: (look) => openLook(browser, look, linkOf(app, url)),
    async stop() {
      await browser?.close();
      await new Promise((closed) => server?.close(closed));
      await app.stop();
    },
  };
}
