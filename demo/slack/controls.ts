import { Hono, type Context } from "hono";
import { z } from "zod";
import { act, actSchema } from "./acts/act.ts";
import { tellEvent } from "./acts/visit.ts";
import type { Demo } from "./demo.ts";
import { verifyUrl } from "./dispatch/over-http.ts";
import { installedSchema, manifestSchema } from "./installed.ts";
import { readJson } from "./read-json.ts";
import { stateOf } from "./elements.ts";
import { shownView, type View } from "./views.ts";

const registration = z.union([z.strictObject({ manifest: manifestSchema }), installedSchema]);
const socketChange = z.discriminatedUnion("change", [
  z.strictObject({ change: z.literal("drop") }),
  z.strictObject({
    change: z.literal("disconnect"),
    reason: z.enum(["warning", "refresh_requested", "link_disabled"]).default("refresh_requested"),
  }),
]);
const event = z.strictObject({ event: z.looseObject({ type: z.string() }) });

/** Where the app is, what people do, and what came of it: for tests, and for whoever sets demo Slack up. */
export function controlRoutes(demo: Demo) {
  return new Hono()
    .get("/app", (c) => c.json(about(demo)))
    .post("/app", async (c) => {
      const read = registration.safeParse(await readJson(c));
      if (!read.success) return refuse(c, z.prettifyError(read.error));
      const fault = await register(demo, "manifest" in read.data ? read.data.manifest : read.data);
      return fault ? refuse(c, fault) : c.json(about(demo));
    })
    .post("/act", async (c) => {
      const read = actSchema.safeParse(await readJson(c));
      if (!read.success) return refuse(c, z.prettifyError(read.error));
      const outcome = await act(demo, read.data);
      return c.json({ ...outcome, modal: shown(demo.views.top(read.data.as)) });
    })
    .post("/events", async (c) => {
      const read = event.safeParse(await readJson(c));
      if (!read.success) return refuse(c, z.prettifyError(read.error));
      return c.json(await tellEvent(demo, "slack", read.data.event));
    })
    .get("/people/:id", (c) => c.json(seenBy(demo, c.req.param("id"))))
    .post("/socket", async (c) => {
      const read = socketChange.safeParse(await readJson(c));
      if (!read.success) return refuse(c, z.prettifyError(read.error));
      if (read.data.change === "drop") demo.sockets.drop();
      else demo.sockets.disconnect(read.data.reason);
      return c.json({ ok: true });
    })
    .get("/dispatched", (c) => c.json({ dispatched: demo.dispatched.all() }))
    .delete("/dispatched", (c) => {
      demo.dispatched.clear();
      return c.json({ ok: true });
    });
}

/** What is left out stays, but for the request URL: without one the app comes through its sockets. */
async function register(demo: Demo, given: z.infer<typeof installedSchema>): Promise<string | undefined> {
  const before = { ...demo.installed };
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  Object.assign(demo.installed, { request_url: undefined }, named);
  const fault = given.request_url ? await verifyUrl(demo, given) : undefined;
  if (fault) Object.assign(demo.installed, before);
  return fault;
}

/** Never the secret. */
function about({ installed, sockets }: Demo) {
  const { signing_secret: _secret, ...shownParts } = installed;
  const transport = installed.request_url ? "http" : "socket";
  return { ok: true, app: { ...shownParts, transport, connections: sockets.count() } };
}

/** Everything that only this person sees. */
function seenBy({ store, views, notices }: Demo, id: string) {
  return {
    ok: true,
    modals: views.stackOf(id).map(shown),
    home: shown(views.home(id)),
    ephemerals: store.messages.filter((message) => message.ephemeral_to === id),
    notice: notices.get(id),
  };
}

function shown(view: View | undefined) {
  return view && { ...shownView(view, stateOf(view.blocks, view.typed)), errors: view.errors };
}

function refuse(c: Context, error: string) {
  return c.json({ ok: false, error }, 422);
}
