import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { requestIdNow } from "../../base/served.ts";
import type { Deps } from "../deps.ts";
import { mayDo } from "../people/policy.ts";
import { accessTokenRoutes } from "./people/access-tokens.ts";
import { approvalsRoutes } from "./updates/approvals.ts";
import { loadAssets, type Assets } from "./page/assets.ts";
import { composeRoutes } from "./compose/compose.ts";
import { connectionRoutes } from "./connections/connections.ts";
import type { Handler, Web, WebEnv } from "./page/context.ts";
import { feedbackRoutes } from "./feedback/feedback.ts";
import { keysRoutes } from "./page/keys-page.ts";
import { freshAssets } from "./page/fresh-assets.ts";
import { signedIn } from "./people/guard.ts";
import { ownSite } from "./page/own-site.ts";
import type { WebDeps } from "./page/page.ts";
import { idsOf } from "./page/path-ids.ts";
import { answerError, notFound } from "./page/problem-page.ts";
import { policyHistoryRoutes } from "./policies/history.ts";
import { policyPageRoutes } from "./policies/policy.ts";
import { proposalRoutes } from "./policies/proposals.ts";
import { profileRoutes } from "./profiles/profiles.ts";
import { pickersOf, type Pickers } from "../pickers.ts";
import { renderer } from "./page/render.ts";
import { ROUTES, type RouteName } from "./page/rights.ts";
import { runRoutes } from "./runs/runs.ts";
import { scheduleRoutes } from "./schedules/schedules.ts";
import { settingsRoutes } from "./people/settings.ts";
import { signInRoutes } from "./people/sign-in.ts";
import { templateDraftRoutes } from "./templates/draft.ts";
import { tagRoutes } from "./templates/tags.ts";
import { trialPageRoutes } from "./templates/trial.ts";
import { templatePageRoutes } from "./templates/templates.ts";
import { ledgerRoutes } from "./updates/ledger.ts";
import { lineagePageRoutes } from "./updates/lineage.ts";
import { reasonRoutes } from "./updates/reasons.ts";
import { commentRoutes } from "./updates/comments.ts";
import { actionRoutes } from "./updates/update-actions.ts";
import { textRoutes } from "./updates/update-text.ts";
import { diffRoutes } from "./updates/diff.ts";
import { emojiRoutes } from "./updates/own-emoji.ts";
import { itemRoutes } from "./updates/items.ts";
import { updateRoutes } from "./updates/updates.ts";
import type { Views } from "./views.ts";
import { whyRoutes } from "./updates/why.ts";

/** The web surface. Mount webhooks before it: their senders have no origin that `ownSite` would know. */
export function webApp(deps: Deps, pickers: Pickers = pickersOf(deps)): Hono<WebEnv> {
  const { development, freshViews: fresh = false } = deps.settings;
  const assets = fresh ? freshAssets() : loadAssets();
  const web: WebDeps<Views> = { ...deps, draw: renderer<Views>(assets, development, fresh), pickers };
  const app = new Hono<WebEnv>();
  app.use(privately, requestId({ generator: () => requestIdNow() ?? randomUUID() }), secureHeaders(HEADERS));
  app.use("/assets/*", compress());
  app.use(ownSite(deps.settings));
  for (const [name, handle] of Object.entries(handlersOf(web, assets))) {
    const [method = "", path = ""] = name.split(" ");
    // Safe: the keys of `handlersOf` are route names.
    const needs = ROUTES[name as RouteName];
    const found = withIds(path, handle);
    app.on(method, path, needs === "open" ? found : signedIn(deps, needs, found));
  }
  app.all("*", notFound);
  app.onError((error, c) => answerError(error, c, web));
  return app;
}

/** Nothing that is drawn for one person is kept for the next, in no cache and behind no Back button; assets say otherwise. */
async function privately(c: Web, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  // A sign-in's address: no other page may hear of it, not even one of ours.
  if (c.req.query("code") !== undefined) c.header("referrer-policy", "no-referrer");
}

function withIds(path: string, handle: Handler): Handler {
  const possible = idsOf(path);
  return (c) => (possible((name) => c.req.param(name)) ? handle(c) : notFound(c));
}

function handlersOf(deps: WebDeps<Views>, assets: Assets): Record<RouteName, Handler> {
  return {
    ...plainRoutes(assets),
    ...keysRoutes(deps),
    ...signInRoutes(deps),
    ...composeRoutes(deps),
    ...diffRoutes(deps),
    ...itemRoutes(deps),
    ...emojiRoutes(deps),
    ...updateRoutes(deps),
    ...textRoutes(deps),
    ...actionRoutes(deps),
    ...commentRoutes(deps),
    ...reasonRoutes(deps),
    ...runRoutes(deps),
    ...whyRoutes(deps),
    ...lineagePageRoutes(deps),
    ...ledgerRoutes(deps),
    ...approvalsRoutes(deps),
    ...feedbackRoutes(deps),
    ...profileRoutes(deps),
    ...policyPageRoutes(deps),
    ...policyHistoryRoutes(deps),
    ...proposalRoutes(deps),
    ...scheduleRoutes(deps),
    ...templatePageRoutes(deps),
    ...tagRoutes(deps),
    ...templateDraftRoutes(deps),
    ...trialPageRoutes(deps),
    ...connectionRoutes(deps),
    ...settingsRoutes(deps),
    ...accessTokenRoutes(deps),
  };
}

function plainRoutes(assets: Assets) {
  return {
    "GET /": (c) => c.redirect(mayDo({ ...c.var.person, surface: "web" }, "compose").ok ? "/compose" : "/updates", 302),
    "GET /assets/:name": (c) => {
      const asset = assets.find(c.req.param("name") ?? "");
      if (!asset) return notFound(c);
      const exact = c.req.query("v") === asset.hash;
      c.header("content-type", asset.type);
      c.header("cache-control", exact ? "public, max-age=31536000, immutable" : "no-cache");
      return c.body(asset.body);
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

const HEADERS: Parameters<typeof secureHeaders>[0] = {
  xFrameOptions: "DENY",
  referrerPolicy: "same-origin",
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
};
