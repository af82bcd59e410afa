import { Hono } from "hono";
import type { Demo } from "../demo.ts";
import { drawChannelPage } from "./channel-page.ts";
import { drawNotFound } from "./page.ts";
import { permalinkId, tsOfPermalink } from "./place.ts";
import { staticRoutes } from "./static-routes.ts";

/** Only our own files, nothing inline: an escape that is missed somewhere still runs nothing. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  ...["script-src", "style-src", "font-src", "connect-src", "img-src"].map((kind) => `${kind} 'self'`),
  ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
].join("; ");

export function viewRoutes(demo: Demo) {
  const app = new Hono();
  app.use(async (c, next) => {
    c.header("content-security-policy", CONTENT_SECURITY_POLICY);
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "no-referrer");
    await next();
  });
  app.route("/static", staticRoutes());
  app.get("/", (c) => c.redirect("/archives/C0ENG"));

  app.get("/archives/:channel", (c) => {
    const channel = demo.store.channels.find(({ id }) => id === c.req.param("channel"));
    if (!channel) return c.html(drawNotFound("There is no such channel."), 404);
    c.header("cache-control", "no-store");
    return c.html(drawChannelPage(demo, channel, c.req.query()));
  });

  // A permalink leads to its place: the fragment scrolls there, `at` marks it.
  app.get("/archives/:channel/:permalink{p[0-9]{16}}", (c) => {
    const { channel, permalink } = c.req.param();
    const ts = tsOfPermalink(permalink);
    const message = demo.store.messages.find((each) => each.channel === channel && each.ts === ts);
    if (!message) return c.html(drawNotFound("This message is not here, or not any more."), 404);
    const place = new URLSearchParams({ ...(message.thread_ts && { thread: message.thread_ts }), at: ts });
    return c.redirect(`/archives/${channel}?${place}#${message.thread_ts ? "t" : "p"}${permalinkId(ts)}`);
  });
  app.notFound((c) => c.html(drawNotFound("There is nothing here."), 404));
  return app;
}
