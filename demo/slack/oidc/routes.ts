import { Hono } from "hono";
import { z } from "zod";
import { isOwnVisit } from "../../own-requests.ts";
import type { Demo } from "../demo.ts";
import { pageHeaders } from "../view/page-headers.ts";
import { drawAuthorizePage, drawAuthorizeFault } from "./authorize-page.ts";
import { SIGNERS } from "./claims.ts";

const asking = z.looseObject({
  client_id: z.string(),
  redirect_uri: z.url({ protocol: /^https?$/ }),
  state: z.string().default(""),
  scope: z.string().default(""),
  response_type: z.literal("code").default("code"),
  nonce: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.literal("S256").optional(),
});
type Asking = z.infer<typeof asking>;

/** Source: docs.slack.dev, "Sign in with Slack": these three and no others, in a request of their own. */
const OPENID_SCOPES = ["openid", "profile", "email"];

/** The doors: "Sign in with Slack" and "Add to Slack", each with a choice of whom to be. */
export function oidcRoutes(demo: Demo) {
  const app = new Hono();
  app.get("/.well-known/openid-configuration", (c) => c.json(discovery(demo.url())));
  app.get("/openid/connect/keys", (c) => c.json(demo.grants.jwks()));

  for (const [path, kind] of [
    ["/openid/connect/authorize", "openid"],
    ["/oauth/v2/authorize", "install"],
  ] as const) {
    app.get(path, pageHeaders, (c) => {
      const read = asking.safeParse(c.req.query());
      const fault = read.success ? faultOf(demo, kind, read.data) : "invalid_arguments";
      if (!read.success || fault) return c.html(drawAuthorizeFault(fault ?? ""), 400);
      // Whom to be is chosen on this page: a link of another site may not choose.
      const as = isOwnVisit(c) ? SIGNERS.find(({ id }) => id === c.req.query("as")) : undefined;
      // Links, not a form: the pages' policy would stop a form whose answer leads to another origin.
      if (!as) return c.html(drawAuthorizePage(kind, new URL(c.req.url).searchParams));

      const { redirect_uri, state, scope, nonce, code_challenge } = read.data;
      const code = demo.grants.issue({ kind, person: as.id, redirect_uri, scope, nonce, code_challenge });
      const back = new URL(redirect_uri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", state);
      return c.redirect(back.href);
    });
  }
  return app;
}

function faultOf({ grants }: Demo, kind: "openid" | "install", { client_id, scope, redirect_uri }: Asking) {
  if (client_id !== grants.client.id) return "invalid_client_id";
  const scopes = scope.split(/[ ,]+/).filter(Boolean);
  if (kind === "openid" && !(scopes.includes("openid") && scopes.every((each) => OPENID_SCOPES.includes(each)))) {
    return "invalid_scope";
  }
  return isOurs(new URL(redirect_uri)) ? undefined : "bad_redirect_uri";
}

/** Codes leave for this machine, or over TLS. */
function isOurs({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/** As Slack's own, save that the issuer is this server. */
function discovery(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/openid/connect/authorize`,
    token_endpoint: `${url}/api/openid.connect.token`,
    userinfo_endpoint: `${url}/api/openid.connect.userInfo`,
    jwks_uri: `${url}/openid/connect/keys`,
    scopes_supported: OPENID_SCOPES,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["sub", "auth_time", "iss"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
  };
}
