import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { csrf } from "hono/csrf";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import type { Deps } from "../deps.ts";
import { mayDo } from "../people/policy.ts";
import { approvalsRoutes } from "./approvals.ts";
import { loadAssets, type Assets } from "./assets.ts";
import { composeRoutes } from "./compose.ts";
import { connectionRoutes } from "./connections.ts";
import type { Handler, WebEnv } from "./context.ts";
import { signedIn } from "./guard.ts";
import type { WebDeps } from "./page.ts";
import { answerError, notFound } from "./problem-page.ts";
import { profileRoutes } from "./profiles.ts";
import { pickersOf, type Pickers } from "../pickers.ts";
import { renderer } from "./render.ts";
import { ROUTES, type RouteName } from "./rights.ts";
import { runRoutes } from "./runs.ts";
import { scheduleRoutes } from "./schedules.ts";
import { settingsRoutes } from "./settings.ts";
import { signInRoutes } from "./sign-in.ts";
import { actionRoutes } from "./update-actions.ts";
import { textRoutes } from "./update-text.ts";
import { updateRoutes } from "./updates.ts";
import { whyRoutes } from "./why.ts";

/** A text that fits has at most 9 bytes a character in a form; one that is too long comes so far too, and back into its field. */
export const MAX_FORM_BYTES = 1024 * 1024;

/** The web surface. Mount webhooks before it: their senders have no origin that `csrf` would know. */
export function webApp(deps: Deps, pickers: Pickers = pickersOf(deps)): Hono<WebEnv> {
  const assets = loadAssets();
  const web: WebDeps = { ...deps, draw: renderer(assets, deps.settings.development), pickers };
  const app = new Hono<WebEnv>();
  app.use(requestId(), secureHeaders(HEADERS));
  app.use("/assets/*", compress());
  app.use(csrf({ origin: (origin, c) => [deps.settings.publicUrl, new URL(c.req.url).origin].includes(origin) }));
  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES }));
  for (const [name, handle] of Object.entries(handlersOf(web, assets))) {
    const [method = "", path = ""] = name.split(" ");
    // Safe: the keys of `handlersOf` are route names.
    const needs = ROUTES[name as RouteName];
    app.on(method, path, needs === "open" ? handle : signedIn(deps, needs, handle));
  }
  app.all("*", notFound);
  app.onError((error, c) => answerError(error, c, web));
  return app;
}

function handlersOf(deps: WebDeps, assets: Assets): Record<RouteName, Handler> {
  return {
    ...plainRoutes(assets),
    ...signInRoutes(deps),
    ...composeRoutes(deps),
    ...updateRoutes(deps),
    ...textRoutes(deps),
    ...actionRoutes(deps),
    ...runRoutes(deps),
    ...whyRoutes(deps),
    ...approvalsRoutes(deps),
    ...profileRoutes(deps),
    ...scheduleRoutes(deps),
    ...connectionRoutes(deps),
    ...settingsRoutes(deps),
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
