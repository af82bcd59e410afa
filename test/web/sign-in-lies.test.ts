import { afterAll, beforeAll, expect, test } from "vitest";
import { openIdProvider, type OpenIdSettings } from "../../app/people/open-id-provider.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startProvider, type LyingProvider, type Said } from "../support/lying-provider.ts";

/* A provider on plain loopback that lies: what TLS would keep from others is held against the published keys and the claims. */

const CLIENT = { id: "pulse", secret: "a secret of the tests, long enough" };
const BACK = "http://127.0.0.1:3000/sign-in/callback";
const VERIFIED = { email: "ada@acme.example", email_verified: true, name: "Ada Love" };

let provider: LyingProvider;

beforeAll(async () => void (provider = await startProvider(CLIENT)));
afterAll(() => provider.stop());

/** Whoever the provider says they are, with every other word true. */
async function signIn(said: Partial<Said> = {}, more: Partial<OpenIdSettings> = {}) {
  const { issuer } = provider;
  const client = { clientId: CLIENT.id, clientSecret: CLIENT.secret };
  const openId = openIdProvider({ issuer, ...client, slackTeamId: null, domains: ["acme.example"], ...more });
  provider.say({ metadata: said.metadata ?? {} });
  const { pending } = await openId.begin(BACK);
  provider.say({ ...said, claims: { nonce: pending.nonce, ...VERIFIED, ...said.claims } });
  return openId.finish(new URL(`${BACK}?code=c&state=${pending.state}`), pending);
}

const now = () => Math.floor(Date.now() / 1000);

test("what is true lets in", async () => {
  expect(await signIn()).toMatchObject({ email: "ada@acme.example", openid: { subject: "ada" } });
  expect(await signIn({ claims: { aud: [CLIENT.id, "other"], azp: CLIENT.id } })).toMatchObject({ name: "Ada Love" });
});

const LIES: [what: string, said: () => Partial<Said>][] = [
  ["another issuer", () => ({ claims: { iss: "https://other.example" } })],
  ["no issuer", () => ({ claims: { iss: undefined } })],
  ["another audience", () => ({ claims: { aud: "other" } })],
  ["several audiences, ours not among them", () => ({ claims: { aud: ["one", "other"] } })],
  ["several audiences without a word whose it is", () => ({ claims: { aud: [CLIENT.id, "other"] } })],
  ["another client’s token", () => ({ claims: { azp: "other" } })],
  ["another client’s token among several audiences", () => ({ claims: { aud: [CLIENT.id, "other"], azp: "other" } })],
  ["another nonce", () => ({ claims: { nonce: "replayed" } })],
  ["no nonce", () => ({ claims: { nonce: undefined } })],
  ["an expired token", () => ({ claims: { exp: now() - 600, iat: now() - 900 } })],
  ["a token that never expires", () => ({ claims: { exp: undefined } })],
  ["a token that is not valid yet", () => ({ claims: { nbf: now() + 900 } })],
  ["nobody", () => ({ claims: { sub: undefined } })],
  ["a number for somebody", () => ({ claims: { sub: 7 } })],
  ["an unsigned token", () => ({ signed: "none" })],
  ["a token signed by another key", () => ({ signed: "foreign" })],
  ["a token signed by another key, which it names", () => ({ signed: "foreign", header: { kid: "mine" } })],
  ["a token signed with the client’s secret", () => ({ signed: "hs256" })],
  ["a token that says it is signed otherwise", () => ({ header: { alg: "ES256" } })],
  ["a token that wants more to be understood", () => ({ header: { crit: ["unheard-of"] } })],
  ["another person when asked", () => ({ claims: { email: undefined }, userinfo: { sub: "eve", ...VERIFIED } })],
];

test.each(LIES)("%s is refused in a sentence, without the token", async (_what, said) => {
  const error: unknown = await signIn(said()).catch((refusal: unknown) => refusal);

  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ code: "upstream", message: expect.stringMatching(/could not be trusted\.$/) });
  // Safe: see above; this is all of it that is ever logged.
  const { message, remedy, cause } = error as Problem;
  const logged = [message, remedy, cause instanceof Error ? cause.message : ""].join(" ");
  expect(logged).not.toMatch(/eyJ|an-access-token|a secret of the tests/);
});

test.each<[what: string, claims: Record<string, unknown>, refusal: RegExp]>([
  ["no address", { email: undefined, email_verified: undefined }, /the claim email is missing/],
  ["no word on it", { email_verified: undefined }, /the claim email_verified is missing/],
  ["that it is not verified", { email_verified: false }, /its claim email_verified is not true/],
  ["that it is not verified, as text", { email_verified: "false" }, /its claim email_verified is not true/],
  ["something else", { email_verified: "yes" }, /its claim email_verified is not true/],
  ["an address as a list", { email: ["ada@acme.example"] }, /the claim email is missing/],
])("a provider that says %s is told which claim is needed", async (_what, claims, refusal) => {
  await expect(signIn({ claims })).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringMatching(refusal),
  });
});

test("a yes as text is a yes", async () => {
  expect(await signIn({ claims: { email_verified: "true" } })).toMatchObject({ email: "ada@acme.example" });
});

test("the word on an address may come when asked, with the address that it is about", async () => {
  const without = { email: undefined, email_verified: undefined };
  expect(await signIn({ claims: without, userinfo: VERIFIED })).toMatchObject({ email: "ada@acme.example" });
  const unproven = { email: "boss@acme.example", email_verified: undefined };
  expect(await signIn({ claims: unproven, userinfo: VERIFIED })).toMatchObject({ email: "ada@acme.example" });
  await expect(
    signIn({ claims: unproven, userinfo: { email_verified: true } }),
    "a yes to nothing is no yes to another source’s address",
  ).rejects.toMatchObject({ message: expect.stringContaining("email_verified is missing") });
});

test("a provider that cannot be asked is one that said nothing more", async () => {
  const said = { claims: { email_verified: undefined }, metadata: { userinfo_endpoint: undefined } };
  await expect(signIn(said)).rejects.toMatchObject({ code: "forbidden" });
  expect(await signIn(said, { emailsVerified: true })).toMatchObject({ email: "ada@acme.example" });
});

test("where the operator says that its addresses are verified, a missing word is no doubt, and a no stays a no", async () => {
  const declared = { emailsVerified: true };
  expect(await signIn({ claims: { email_verified: undefined } }, declared)).toMatchObject({ email: VERIFIED.email });
  await expect(signIn({ claims: { email_verified: false } }, declared)).rejects.toMatchObject({ code: "forbidden" });
  const named = { email: undefined, email_verified: undefined, preferred_username: "ada@acme.example" };
  await expect(signIn({ claims: named }, declared), "a name is no address").rejects.toMatchObject({
    code: "forbidden",
  });
});
