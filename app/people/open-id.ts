import * as client from "openid-client";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Identity } from "./arrive.ts";

/** What must still be known when the person comes back; kept in their browser, signed. */
export type Pending = { state: string; nonce: string; verifier: string };

export type OpenId = {
  /** "Slack", or the provider's host. */
  name: string;
  /** Slack itself signs people in: who is of its workspace may be asked at any time. */
  slack?: boolean;
  /** Where to send the person. @throws {Problem} `unavailable` while the provider does not answer. */
  begin: (redirectUri: string) => Promise<{ url: URL; pending: Pending }>;
  /** Who came back. @throws {Problem} `unauthorized` when they changed their mind, `forbidden` for a stranger, `upstream`. */
  finish: (came: URL, pending: Pending) => Promise<Identity>;
};

export type OpenIdSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The Slack workspace that people must be of; null for another provider. */
  slackTeamId: string | null;
  /** Domains of verified addresses that belong to the team; "*": the provider has nobody else. */
  domains: readonly string[];
  /** Demo Slack signs people in. */
  madeUp?: boolean;
};

/** @source docs.slack.dev, "Sign in with Slack", the claims of its ID token. */
const SLACK_TEAM = "https://slack.com/team_id";
const SLACK_USER = "https://slack.com/user_id";
const SCOPE = "openid email profile";
const PATIENCE_S = 10;

/** One OpenID provider. It is asked for its addresses at the first sign-in, so that Pulse starts without it. */
export function openIdProvider(settings: OpenIdSettings): OpenId {
  const name = isSlack(settings) ? "Slack" : new URL(settings.issuer).host;
  let found: Promise<client.Configuration> | undefined;
  const provider = (): Promise<client.Configuration> => {
    found ??= discover(settings).catch((cause: unknown) => {
      found = undefined;
      throw new Problem("unavailable", `${name} does not answer.`, "Try again in a moment.", { cause });
    });
    return found;
  };
  return {
    name,
    slack: isSlack(settings),
    async begin(redirect_uri) {
      const config = await provider();
      const pending = {
        ...{ state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() },
      };
      const { state, nonce } = pending;
      const code_challenge = await client.calculatePKCECodeChallenge(pending.verifier);
      const asked = { redirect_uri, scope: SCOPE, state, nonce, code_challenge, code_challenge_method: "S256" };
      const url = client.buildAuthorizationUrl(config, {
        ...asked,
        ...(isSlack(settings) && settings.slackTeamId && { team: settings.slackTeamId }),
      });
      return { url, pending };
    },
    async finish(came, pending) {
      const config = await provider();
      return identityOf(settings, await claimsOf(config, name, came, pending));
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<client.Configuration> {
  const address = new URL(issuer);
  // Tests and a provider on this machine; readConfig lets no other address be without TLS.
  const execute = address.protocol === "http:" ? [client.allowInsecureRequests] : [];
  return client.discovery(address, clientId, clientSecret, undefined, { timeout: PATIENCE_S, execute });
}

type Claims = Record<string, unknown> & { iss: string; sub: string };

async function claimsOf(config: client.Configuration, name: string, came: URL, pending: Pending): Promise<Claims> {
  const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = pending;
  try {
    const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(config, came, checks);
    const claims = tokens.claims();
    if (!claims) throw new Error("There is no ID token.");
    if (claims["email"] !== undefined) return { ...claims };
    // Some providers tell the address only when asked.
    return { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
  } catch (cause) {
    if (cause instanceof client.AuthorizationResponseError) {
      throw new Problem("unauthorized", `${name} did not sign you in.`, "Begin again, and agree this time.", { cause });
    }
    throw new Problem("upstream", `${name}’s answer could not be trusted.`, "Begin again.", { cause });
  }
}

/** @throws {Problem} `forbidden` for somebody of another workspace or domain. */
function identityOf(settings: OpenIdSettings, claims: Claims): Identity {
  const verified = claims["email_verified"] === true ? textIn(claims, "email").toLowerCase() : "";
  const slack = isSlack(settings);
  if (slack && textIn(claims, SLACK_TEAM) !== settings.slackTeamId) {
    throw new Problem("forbidden", "That is another Slack workspace.", "Sign in with the workspace that Pulse is in.");
  }
  if (!slack && !isOfTeam(verified, settings.domains)) {
    const whose = settings.domains.map((domain) => `@${domain}`).join(" or ");
    throw new Problem("forbidden", "That account is not of this team.", `Sign in with your verified ${whose} address.`);
  }
  return {
    openid: { issuer: claims.iss, subject: claims.sub },
    slack_user_id: slack ? textIn(claims, SLACK_USER) || claims.sub : null,
    email: verified || null,
    name: textIn(claims, "name"),
    ...(settings.madeUp && { made_up: true }),
  };
}

function isOfTeam(email: string, domains: readonly string[]): boolean {
  return domains.includes("*") || domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`));
}

const isSlack = ({ slackTeamId }: OpenIdSettings): boolean => slackTeamId !== null;

function textIn(claims: Claims, key: string): string {
  const value = claims[key];
  return typeof value === "string" ? value : "";
}
