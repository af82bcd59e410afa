import { Hono } from "hono";
import { openHome } from "../acts/visit.ts";
import { isOwnVisit } from "../../own-requests.ts";
import type { Demo } from "../demo.ts";
import { actRoutes } from "./act-routes.ts";
import { drawChannelPage } from "./channel-page.ts";
import { drawHomePage, HOME } from "./home-page.ts";
import { pageHeaders } from "./page-headers.ts";
import { drawNotFound } from "./page.ts";
import { permalinkId, tsOfPermalink } from "./place.ts";
import { drawRequestsPage, REQUESTS } from "./requests-page.ts";
import { staticRoutes } from "./static-routes.ts";
import { viewerOf } from "./viewer.ts";

/** The script that looks for news says so: nobody has opened anything then. */
const REFRESH_HEADER = "x-demo-refresh";

export function viewRoutes(demo: Demo) {
  const app = new Hono();
  app.use(pageHeaders);
  app.route("/static", staticRoutes());
  app.route("/act", actRoutes(demo));
  app.get("/", (c) => c.redirect("/archives/C0ENG"));

  app.get(HOME, async (c) => {
    const id = viewerOf(c);
    // A link of another site shows Home as it stands; the app is told of no visit.
    if (isOwnVisit(c) && c.req.header(REFRESH_HEADER) === undefined) await openHome(demo, { id });
    return c.html(drawHomePage(demo, id));
  });
  app.get(REQUESTS, (c) => c.html(drawRequestsPage(demo, viewerOf(c))));

  app.get("/archives/:channel", (c) => {
    const channel = demo.store.channels.find(({ id }) => id === c.req.param("channel"));
    if (!channel) return c.html(drawNotFound("There is no such channel."), 404);
    return c.html(drawChannelPage(demo, channel, c.req.query(), viewerOf(c)));
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
