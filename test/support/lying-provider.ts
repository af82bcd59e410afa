import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Json = Record<string, unknown>;

/** What the next sign-in gets to hear; what stands here is said as it is, true or not. */
export type Said = {
  /** Of the ID token; `undefined` leaves one out. */
  claims: Json;
  header: Json;
  /** With what the token is signed: the published key, another one, the client's secret, or not at all. */
  signed: "rs256" | "foreign" | "hs256" | "none";
  userinfo: Json;
  /** Of the discovery document. */
  metadata: Json;
};

const HONEST: Said = { claims: {}, header: {}, signed: "rs256", userinfo: {}, metadata: {} };
const encoded = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export type LyingProvider = Awaited<ReturnType<typeof startProvider>>;

/** An OpenID provider on loopback that asks nobody anything and says whatever a test puts into its mouth. */
export async function startProvider(client: { id: string; secret: string }) {
  const published = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let said: Said = HONEST;
  let issuer = "";

  const answers: Record<string, () => Json> = {
    "/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code"],
      ...said.metadata,
    }),
    "/keys": () => ({
      keys: [{ ...published.publicKey.export({ format: "jwk" }), kid: "published", alg: "RS256", use: "sig" }],
    }),
    "/token": () => ({ access_token: "an-access-token", token_type: "Bearer", expires_in: 60, id_token: idToken() }),
    "/userinfo": () => ({ sub: said.claims["sub"] ?? "ada", ...said.userinfo }),
  };

  function idToken(): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: client.id, sub: "ada", iat: now, exp: now + 300, ...said.claims };
    const alg = { rs256: "RS256", foreign: "RS256", hs256: "HS256", none: "none" }[said.signed];
    const content = `${encoded({ alg, kid: "published", ...said.header })}.${encoded(claims)}`;
    return `${content}.${signature(content)}`;
  }

  function signature(content: string): string {
    if (said.signed === "none") return "";
    if (said.signed === "hs256") return createHmac("sha256", client.secret).update(content).digest("base64url");
    const key: KeyObject = said.signed === "foreign" ? foreign.privateKey : published.privateKey;
    return sign("sha256", Buffer.from(content), key).toString("base64url");
  }

  const server = createServer((request, response) => {
    const answer = answers[new URL(request.url ?? "/", issuer).pathname];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ? answer() : {}));
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    /** Everything that is not said here is true. */
    say: (next: Partial<Said> = {}) => void (said = { ...HONEST, ...next }),
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
