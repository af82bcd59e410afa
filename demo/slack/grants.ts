import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { SlackRefusal } from "./slack-refusal.ts";

/** A code is good once and for ten minutes. Source: docs.slack.dev, "Installing with OAuth". */
const CODE_MS = 10 * 60_000;
/** Source: docs.slack.dev, "Sign in with Slack": the ID token is short-lived. */
const ID_TOKEN_S = 300;

type Grant = {
  kind: "openid" | "install";
  person: string;
  redirect_uri: string;
  scope: string;
  nonce?: string;
  /** PKCE, of `S256`. */
  code_challenge?: string;
};

type Client = { id: string; secret: string };
type Proof = { client_id?: string; client_secret?: string; redirect_uri?: string; code_verifier?: string };

export type Grants = ReturnType<typeof createGrants>;

/** Codes, the access tokens they became, and the key that signs ID tokens: made at its first use, gone with the process. */
export function createGrants(clock: Clock, client: Client) {
  const codes = new Map<string, Grant & { at_ms: number }>();
  const tokens = new Map<string, string>();
  let keys: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
  const keyPair = () => (keys ??= generateKeyPairSync("rsa", { modulusLength: 2_048 }));

  return {
    client,

    issue(grant: Grant): string {
      const code = randomBytes(16).toString("base64url");
      codes.set(code, { ...grant, at_ms: clock().getTime() });
      return code;
    },

    /** @throws {SlackRefusal} `invalid_client_id`, `bad_client_secret`, `invalid_code`, `bad_redirect_uri`, `invalid_code_verifier` */
    exchange(kind: Grant["kind"], code: string, proof: Proof): Grant {
      if (proof.client_id !== client.id) throw new SlackRefusal("invalid_client_id");
      const grant = codes.get(code);
      if (!grant?.code_challenge || proof.client_secret) {
        if (proof.client_secret !== client.secret) throw new SlackRefusal("bad_client_secret");
      }
      codes.delete(code);
      if (!grant || grant.kind !== kind || clock().getTime() - grant.at_ms > CODE_MS) {
        throw new SlackRefusal("invalid_code");
      }
      if (proof.redirect_uri !== undefined && proof.redirect_uri !== grant.redirect_uri) {
        throw new SlackRefusal("bad_redirect_uri");
      }
      if (grant.code_challenge && challengeOf(proof.code_verifier ?? "") !== grant.code_challenge) {
        throw new SlackRefusal("invalid_code_verifier");
      }
      return grant;
    },

    tokenFor(person: string): string {
      const token = `xoxp-demo-${randomBytes(12).toString("hex")}`;
      tokens.set(token, person);
      return token;
    },

    personOf: (token: string): string | undefined => tokens.get(token),

    /** An ID token, RS256. */
    idToken(issuer: string, claims: Record<string, unknown>): string {
      const iat = Math.floor(clock().getTime() / 1_000);
      const body = { iss: issuer, aud: client.id, iat, auth_time: iat, exp: iat + ID_TOKEN_S, ...claims };
      const signed = [{ alg: "RS256", typ: "JWT", kid: KEY_ID }, body].map(encoded).join(".");
      return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), keyPair().privateKey).toString("base64url")}`;
    },

    jwks: () => ({
      keys: [{ ...keyPair().publicKey.export({ format: "jwk" }), kid: KEY_ID, alg: "RS256", use: "sig" }],
    }),
  };
}

const KEY_ID = "demo-slack-1";

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** Source: OpenID Connect Core, 3.1.3.6: the left half of the access token's hash. */
export function atHash(token: string): string {
  return createHash("sha256").update(token).digest().subarray(0, 16).toString("base64url");
}
