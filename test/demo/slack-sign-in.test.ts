import { createHash, createPublicKey, verify } from "node:crypto";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack } from "../../demo/slack/server.ts";

const BACK = "http://127.0.0.1:4000/sign-in/done";
const CLIENT = { client_id: "demo.pulse", client_secret: "demo-client-secret" };
let url: string;

beforeEach(async () => {
  const server = await startDemoSlack();
  onTestFinished(() => server.stop());
  url = server.url;
});

test("discovery names this server's own addresses", async () => {
  expect(await (await fetch(`${url}/.well-known/openid-configuration`)).json()).toMatchObject({
    issuer: url,
    token_endpoint: `${url}/api/openid.connect.token`,
    jwks_uri: `${url}/openid/connect/keys`,
    id_token_signing_alg_values_supported: ["RS256"],
  });
});

test("the door offers the three people and a stranger, and leads back with code and state", async () => {
  const page = await (await fetch(authorize({ state: "s1" }))).text();
  expect(page.match(/as=U0[A-Z]+/g)).toEqual(["as=U0MIRA", "as=U0TOBI", "as=U0LENA", "as=U0STRANGER", "as=U0GINA"]);

  const back = await pick("U0MIRA", { state: "s1" });
  expect(back.origin + back.pathname).toBe(BACK);
  expect(back.searchParams.get("state")).toBe("s1");
});

test("a code becomes a signed ID token with the team's id, and an access token for userinfo", async () => {
  const code = (await pick("U0TOBI", { nonce: "n-1" })).searchParams.get("code") ?? "";

  const { id_token, access_token } = await token({ ...CLIENT, code, redirect_uri: BACK });

  const claims = await verified(id_token);
  const person = { sub: "U0TOBI", "https://slack.com/team_id": "T0ACME", email: "tobi@acme.example" };
  expect(claims).toMatchObject({ ...person, iss: url, aud: "demo.pulse", nonce: "n-1", email_verified: true });
  const info = await fetch(`${url}/api/openid.connect.userInfo`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  expect(await info.json()).toMatchObject({ ok: true, ...person });
});

test("someone from elsewhere has another team's id", async () => {
  const code = (await pick("U0STRANGER")).searchParams.get("code") ?? "";
  const { id_token } = await token({ ...CLIENT, code });
  expect(await verified(id_token)).toMatchObject({ "https://slack.com/team_id": "T0OTHER" });
});

test("a code is good once, for its own verifier, client and address", async () => {
  const verifier = "v".repeat(43);
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const fresh = async () =>
    (await pick("U0MIRA", { code_challenge, code_challenge_method: "S256" })).searchParams.get("code");

  expect(await token({ ...CLIENT, code: await fresh() })).toMatchObject({ error: "invalid_code_verifier" });
  expect(await token({ ...CLIENT, code: await fresh(), code_verifier: "x" })).toMatchObject({ ok: false });
  expect(await token({ ...CLIENT, client_secret: "no", code: await fresh() })).toMatchObject({
    error: "bad_client_secret",
  });
  expect(await token({ ...CLIENT, client_id: "no", code: await fresh() })).toMatchObject({
    error: "invalid_client_id",
  });
  const elsewhere = { ...CLIENT, code: await fresh(), redirect_uri: `${BACK}/x`, code_verifier: verifier };
  expect(await token(elsewhere)).toMatchObject({ error: "bad_redirect_uri" });

  const code = await fresh();
  expect(await token({ ...CLIENT, code, code_verifier: verifier })).toMatchObject({ ok: true });
  expect(await token({ ...CLIENT, code, code_verifier: verifier })).toMatchObject({ error: "invalid_code" });
});

test("a client may show its secret in the header", async () => {
  const code = (await pick("U0MIRA")).searchParams.get("code") ?? "";
  const basic = Buffer.from(`${CLIENT.client_id}:${CLIENT.client_secret}`).toString("base64");
  expect(await token({ code }, { authorization: `Basic ${basic}` })).toMatchObject({ ok: true });
});

test.each([
  ["a foreign client", { client_id: "other" }, "invalid_client_id"],
  ["a bot's scope beside", { scope: "openid chat:write" }, "invalid_scope"],
  ["an address without TLS elsewhere", { redirect_uri: "http://evil.example/" }, "bad_redirect_uri"],
  ["an address that is a script", { redirect_uri: "javascript:alert(1)" }, "invalid_arguments"],
])("%s is refused at the door", async (_what, asked, error) => {
  const answer = await fetch(authorize({ ...asked, as: "U0MIRA" }), { redirect: "manual" });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(error)]);
});

test("Add to Slack ends in the bot's token, which no sign-in code can buy", async () => {
  const asked = { ...CLIENT, redirect_uri: BACK, scope: "chat:write", as: "U0MIRA" };
  const answer = await fetch(`${url}/oauth/v2/authorize?${new URLSearchParams(asked)}`, { redirect: "manual" });
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";

  expect(await post("oauth.v2.access", { ...CLIENT, code })).toMatchObject({
    ok: true,
    access_token: "xoxb-demo",
    bot_user_id: "U0PULSE",
    team: { id: "T0ACME" },
    authed_user: { id: "U0MIRA" },
  });
  const other = (await pick("U0MIRA")).searchParams.get("code") ?? "";
  expect(await post("oauth.v2.access", { ...CLIENT, code: other })).toMatchObject({ error: "invalid_code" });
});

function authorize(asked: Record<string, string>): string {
  const usual = {
    client_id: CLIENT.client_id,
    redirect_uri: BACK,
    response_type: "code",
    scope: "openid email profile",
  };
  return `${url}/openid/connect/authorize?${new URLSearchParams({ ...usual, ...asked })}`;
}

async function pick(as: string, asked: Record<string, string> = {}): Promise<URL> {
  const answer = await fetch(authorize({ ...asked, as }), { redirect: "manual" });
  return new URL(answer.headers.get("location") ?? "");
}

type Answer = { ok: boolean; error?: string; id_token: string; access_token: string };

async function post(method: string, fields: Record<string, string | null>, headers: Record<string, string> = {}) {
  const given = Object.entries(fields).map(([name, value]): [string, string] => [name, value ?? ""]);
  const answer = await fetch(`${url}/api/${method}`, { method: "POST", headers, body: new URLSearchParams(given) });
  // Safe: what the tests read of it they compare.
  return (await answer.json()) as Answer;
}

function token(fields: Record<string, string | null>, headers?: Record<string, string>) {
  return post("openid.connect.token", fields, headers);
}

/** Checks the signature with the published key. */
async function verified(id_token: string): Promise<Record<string, unknown>> {
  // Safe: what is not there fails below.
  const { keys } = (await (await fetch(`${url}/openid/connect/keys`)).json()) as { keys: { kid: string }[] };
  const [head = "", body = "", signature = ""] = id_token.split(".");
  const { kid } = JSON.parse(Buffer.from(head, "base64url").toString());
  const key = createPublicKey({ key: keys.find((each) => each.kid === kid) ?? {}, format: "jwk" });
  expect(verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))).toBe(true);
  return JSON.parse(Buffer.from(body, "base64url").toString());
}
