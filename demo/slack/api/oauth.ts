import { z } from "zod";
import { claimsOf } from "../oidc/claims.ts";
import { atHash } from "../grants.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import { BOT, SCOPES, TEAM } from "../world.ts";
import { method } from "./method.ts";

const exchanging = z.object({
  code: z.string(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
});

/** The last step of "Add to Slack". Source: docs.slack.dev, "oauth.v2.access". */
export const oauthAccess = method(exchanging, (demo, { code, ...proof }) => {
  const { person } = demo.grants.exchange("install", code, proof);
  return {
    access_token: demo.token,
    token_type: "bot",
    scope: SCOPES.join(","),
    bot_user_id: BOT.user,
    app_id: BOT.app,
    team: { id: TEAM.id, name: TEAM.name },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: person },
  };
});

/** Source: docs.slack.dev, "openid.connect.token". */
export const openidToken = method(exchanging, (demo, { code, ...proof }) => {
  const { person, nonce } = demo.grants.exchange("openid", code, proof);
  const access_token = demo.grants.tokenFor(person);
  const claims = { ...claimsOf(person), ...(nonce && { nonce }), at_hash: atHash(access_token) };
  return { access_token, token_type: "Bearer", id_token: demo.grants.idToken(demo.url(), claims) };
});

export const openidUserInfo = method(z.object({ token: z.string().optional() }), (demo, { token = "" }) => {
  const person = demo.grants.personOf(token);
  if (!person) throw new SlackRefusal(token ? "invalid_auth" : "not_authed");
  return claimsOf(person);
});
