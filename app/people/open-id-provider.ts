import * as client from "openid-client";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Identity, OpenId, Pending } from "../ports/open-id.ts";

export type OpenIdSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The Slack workspace that people must be of; null for another provider. */
  slackTeamId: string | null;
  /** Domains of verified addresses that belong to the team; "*": the provider has nobody else. */
  domains: readonly string[];
  /** The operator says that this issuer gives out verified addresses alone: a missing `email_verified` is no doubt. */
  emailsVerified?: boolean;
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
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
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
  const plain = address.protocol === "http:" ? [client.allowInsecureRequests] : [];
  // TLS to the token endpoint would do; the signature is held against the published keys all the same, whatever lies between.
  const execute = [...plain, client.enableNonRepudiationChecks];
  return client.discovery(address, clientId, clientSecret, undefined, { timeout: PATIENCE_S, execute });
}

type Claims = Record<string, unknown> & { iss: string; sub: string };
/** What the ID token says, and what was said when asked; each address stands with its own word on whether it is verified. */
type Said = { token: Claims; userinfo: Record<string, unknown> };

async function claimsOf(config: client.Configuration, name: string, came: URL, pending: Pending): Promise<Said> {
  const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = pending;
  try {
    const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(config, came, checks);
    const claims = tokens.claims();
    if (!claims) throw new Error("There is no ID token.");
    const { azp } = claims;
    if (azp !== undefined && azp !== config.clientMetadata().client_id)
      throw new Error("The ID token is another client's.");
    const whole = claims["email"] !== undefined && claims["email_verified"] !== undefined;
    // Some providers tell the address, or whether it is verified, only when asked.
    const asked = !whole && config.serverMetadata().userinfo_endpoint !== undefined;
    const userinfo = asked ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
    return { token: { ...claims }, userinfo };
  } catch (cause) {
    if (cause instanceof client.AuthorizationResponseError) {
      throw new Problem("unauthorized", `${name} did not sign you in.`, "Begin again, and agree this time.", { cause });
    }
    throw new Problem("upstream", `${name}’s answer could not be trusted.`, "Begin again.", { cause });
  }
}

/** @throws {Problem} `forbidden` for somebody of another workspace or domain. */
function identityOf(settings: OpenIdSettings, { token, userinfo }: Said): Identity {
  const claims: Claims = { ...userinfo, ...token };
  const address = addressIn([token, userinfo], !isSlack(settings) && (settings.emailsVerified ?? false));
  const verified = address.email;
  const slack = isSlack(settings);
  if (slack && textIn(claims, SLACK_TEAM) !== settings.slackTeamId) {
    throw new Problem("forbidden", "That is another Slack workspace.", "Sign in with the workspace that Pulse is in.");
  }
  if (!slack && !isOfTeam(verified, settings.domains)) {
    const [message, remedy] = WITHOUT_ADDRESS[address.why];
    if (!verified) throw new Problem("forbidden", message, remedy);
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

/** Lower case; "" where there is none that could be believed, and then why. */
type Address = { email: string; why: keyof typeof WITHOUT_ADDRESS };

/** Why there is none that could be believed, and what to do. */
const WITHOUT_ADDRESS = {
  no_email: [
    "The provider did not say your e-mail address: the claim email is missing.",
    "Have it added to what Pulse is told, for its scope email.",
  ],
  no_word: [
    "The provider did not say whether your e-mail address is verified: the claim email_verified is missing.",
    "Have it added; or, where that provider gives out verified addresses alone, set OPENID_EMAILS_VERIFIED=true.",
  ],
  unverified: [
    "The provider says that your e-mail address is not verified: its claim email_verified is not true.",
    "Verify it there, then sign in again.",
  ],
} as const satisfies Record<string, [message: string, remedy: string]>;

/**
 * An address and the word on it have to come from the same source. Some providers write their yes as text.
 *
 * @param declared What `emailsVerified` says; an explicit no stays one.
 */
function addressIn(sources: readonly Record<string, unknown>[], declared: boolean): Address {
  let why: Address["why"] = "no_email";
  for (const source of sources) {
    const email = textIn(source, "email").toLowerCase();
    if (email === "") continue;
    const word = source["email_verified"];
    if (word === true || word === "true" || (declared && word === undefined)) return { email, why };
    why = word === undefined ? (why === "unverified" ? why : "no_word") : "unverified";
  }
  return { email: "", why };
}

function isOfTeam(email: string, domains: readonly string[]): boolean {
  return domains.includes("*") || domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`));
}

const isSlack = ({ slackTeamId }: OpenIdSettings): boolean => slackTeamId !== null;

function textIn(claims: Record<string, unknown>, key: string): string {
  const value = claims[key];
  return typeof value === "string" ? value : "";
}
