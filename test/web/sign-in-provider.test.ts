import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openIdProvider, type OpenIdSettings } from "../../app/people/open-id-provider.ts";

/** Accounts of the provider, by what is typed as the login. */
const ACCOUNTS: Record<string, Record<string, unknown>> = {
  ada: { email: "Ada@acme.example", email_verified: true, name: "Ada Love", team: "T1", user: "U0ADA" },
  eve: { email: "eve@evil.example", email_verified: true, name: "Eve", team: "T9", user: "U0EVE" },
  moe: { email: "moe@acme.example", email_verified: false, name: "Moe", team: "T1", user: "U0MOE" },
};
const BACK = "http://127.0.0.1:3000/sign-in/callback";
const CLIENT = { clientId: "pulse", clientSecret: "a secret of the tests, long enough" };

let server: Server;
let issuer: string;

beforeAll(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await new Promise((up) => server.once("listening", up));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [BACK] }],
    claims: {
      openid: ["sub", "https://slack.com/team_id", "https://slack.com/user_id"],
      email: ["email", "email_verified"],
      profile: ["name"],
    },
    pkce: { required: () => true },
    cookies: { keys: ["a key of the tests"] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => claimsOf(id) }),
  });
  server.on("request", provider.callback());
});
afterAll(() => new Promise((closed) => server.close(closed)));

function claimsOf(id: string): { sub: string } & Record<string, unknown> {
  const { team, user, ...claims } = ACCOUNTS[id] ?? {};
  return { sub: id, ...claims, "https://slack.com/team_id": team, "https://slack.com/user_id": user };
}

const provider = (more: Partial<OpenIdSettings> = {}) =>
  openIdProvider({ issuer, ...CLIENT, slackTeamId: null, domains: ["acme.example"], ...more });

async function signIn(login: string, openId = provider()) {
  const { url, pending } = await openId.begin(BACK);
  return openId.finish(await agree(url, login), pending);
}

describe("any provider", () => {
  test("says who came, over PKCE, state and nonce", async () => {
    const { url } = await provider().begin(BACK);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      code_challenge_method: "S256",
      response_type: "code",
      scope: "openid email profile",
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
      redirect_uri: BACK,
    });
    expect(await signIn("ada")).toEqual({
      openid: { issuer, subject: "ada" },
      slack_user_id: null,
      email: "ada@acme.example",
      name: "Ada Love",
    });
  });

  test.each(["eve", "moe"])("turns %s away: another domain, or an address that nobody verified", async (login) => {
    await expect(signIn(login)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("lets everybody in where it has nobody but the team, and believes no unverified address", async () => {
    expect(await signIn("moe", provider({ domains: ["*"] }))).toMatchObject({ email: null, name: "Moe" });
  });
});

describe("Slack", () => {
  const slack = () => provider({ slackTeamId: "T1", domains: [] });

  test("says who they are in Slack", async () => {
    expect(await signIn("ada", slack())).toMatchObject({ slack_user_id: "U0ADA", email: "ada@acme.example" });
  });

  test("turns another workspace away", async () => {
    await expect(signIn("eve", slack())).rejects.toMatchObject({
      code: "forbidden",
      message: "That is another Slack workspace.",
    });
  });
});

describe("what is not what was begun", () => {
  test.each(["state", "nonce", "verifier"] as const)("a foreign %s is refused", async (part) => {
    const openId = provider();
    const { url, pending } = await openId.begin(BACK);
    const other = (await openId.begin(BACK)).pending;

    const finished = openId.finish(await agree(url, "ada"), { ...pending, [part]: other[part] });

    await expect(finished).rejects.toMatchObject({ code: "upstream" });
  });

  test("a code serves once", async () => {
    const openId = provider();
    const { url, pending } = await openId.begin(BACK);
    const came = await agree(url, "ada");
    await openId.finish(came, pending);

    await expect(openId.finish(came, pending)).rejects.toMatchObject({ code: "upstream" });
  });

  test("a wrong client secret is the house's mistake, and nobody is let in", async () => {
    await expect(signIn("ada", provider({ clientSecret: "wrong" }))).rejects.toMatchObject({ code: "upstream" });
  });

  test("somebody who did not agree is told to begin again", async () => {
    const openId = provider();
    const { pending } = await openId.begin(BACK);
    const came = new URL(`${BACK}?error=access_denied&state=${pending.state}&iss=${encodeURIComponent(issuer)}`);

    await expect(openId.finish(came, pending)).rejects.toMatchObject({ code: "unauthorized" });
  });

  test("a provider that is down is said to be, and asked again the next time", async () => {
    const openId = provider({ issuer: "http://127.0.0.1:9" });

    await expect(openId.begin(BACK)).rejects.toMatchObject({ code: "unavailable" });
    await expect(openId.begin(BACK)).rejects.toMatchObject({ code: "unavailable" });
  });
});

/** A browser in few words: follows to the provider's pages, types the login, agrees, and stops where it is sent back to us. */
async function agree(url: URL, login: string): Promise<URL> {
  const jar = new Map<string, string>();
  let [at, form]: [URL, Record<string, string> | null] = [url, null];
  for (let step = 0; step < 12; step++) {
    const answer: Response = await fetch(at, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const to = answer.headers.get("location");
    if (to?.startsWith(BACK)) return new URL(to);
    if (to) [at, form] = [new URL(to, at), null];
    else
      form = (await answer.text()).includes('name="login"')
        ? { prompt: "login", login, password: "x" }
        : { prompt: "consent" };
  }
  throw new Error("The provider never sent the person back.");
}
