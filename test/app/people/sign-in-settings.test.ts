import { expect, test } from "vitest";
import { isSlackItself, readConfig } from "../../../app/config.ts";

const NEEDED = {
  DATABASE_URL: "postgresql://x@localhost/x",
  PIPELINES_URL: "http://127.0.0.1:4000",
  SLACK_BOT_TOKEN: "xoxb-1",
  PULSE_API_KEY: "k".repeat(24),
  WEBHOOK_TOKEN_KEY: Buffer.alloc(32).toString("base64"),
  WEBHOOK_SIGNING_KEYS: Buffer.alloc(32).toString("base64"),
};
const CLIENT = { OPENID_CLIENT_ID: "id", OPENID_CLIENT_SECRET: "secret" };
const SLACK = { OPENID_ISSUER: "https://slack.com", ...CLIENT };
const OTHER = { OPENID_ISSUER: "https://id.acme.com/realms/acme", ...CLIENT };

const ENTRA = { ...OTHER, OPENID_EMAIL_DOMAINS: "acme.com", OPENID_EMAILS_VERIFIED: "true" };

test.each([
  [
    "one tenant whose addresses are verified",
    { ...ENTRA, OPENID_ISSUER: "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0" },
  ],
  ["no provider at all", {}],
  ["Slack with its workspace", { ...SLACK, SLACK_TEAM_ID: "T0123" }],
  ["another provider with its domains", { ...OTHER, OPENID_EMAIL_DOMAINS: "acme.com, @acme.org" }],
  ["a provider on this machine", { ...OTHER, OPENID_ISSUER: "http://127.0.0.1:9000", OPENID_EMAIL_DOMAINS: "*" }],
])("%s is a whole sign-in", (_what, more) => {
  expect(readConfig({ ...NEEDED, ...more })).toBeDefined();
});

test.each([
  [
    "a provider without a client",
    { OPENID_ISSUER: "https://slack.com", SLACK_TEAM_ID: "T1" },
    /OPENID_CLIENT_ID: must stand beside OPENID_ISSUER\n +OPENID_CLIENT_SECRET/,
  ],
  ["Slack without a workspace", SLACK, /SLACK_TEAM_ID/],
  ["another provider without domains", OTHER, /OPENID_EMAIL_DOMAINS/],
  ["another provider with a workspace but no domains", { ...OTHER, SLACK_TEAM_ID: "T1" }, /OPENID_EMAIL_DOMAINS/],
  ["a provider without TLS", { ...OTHER, OPENID_ISSUER: "http://id.acme.com", OPENID_EMAIL_DOMAINS: "*" }, /https/],
  ["a workspace that is none", { ...SLACK, SLACK_TEAM_ID: "acme" }, /T0123ABCD/],
  ...["common", "organizations", "consumers", "Common", "9188040d-6c67-4ac5-b112-36a304b66dad"].map(
    (tenant): [string, Record<string, string>, RegExp] => [
      `verified addresses of many tenants (${tenant})`,
      { ...ENTRA, OPENID_ISSUER: `https://login.microsoftonline.com/${tenant}/v2.0` },
      /many tenants/,
    ],
  ),
  ["a word that is neither true nor false", { ...OTHER, OPENID_EMAILS_VERIFIED: "maybe" }, /OPENID_EMAILS_VERIFIED/],
  ["an admin that is no address", { ADMIN_EMAIL: "mira" }, /ADMIN_EMAIL/],
])("%s stops the start, in a sentence", (_what, more, sentence) => {
  expect(() => readConfig({ ...NEEDED, ...more })).toThrow(sentence);
});

test("domains are read without their @ and spaces", () => {
  const { OPENID_EMAIL_DOMAINS } = readConfig({ ...NEEDED, ...OTHER, OPENID_EMAIL_DOMAINS: "acme.com, @acme.org ," });
  expect(OPENID_EMAIL_DOMAINS).toEqual(["acme.com", "acme.org"]);
});

test("Slack signs in itself where the provider is where Slack's API is, as its stand-in does", () => {
  const demo = { SLACK_API_URL: "http://127.0.0.1:5000/api/", OPENID_ISSUER: "http://127.0.0.1:5000", ...CLIENT };
  expect(isSlackItself(readConfig({ ...NEEDED, ...demo, SLACK_TEAM_ID: "T1" }))).toBe(true);
  expect(isSlackItself(readConfig({ ...NEEDED, ...OTHER, OPENID_EMAIL_DOMAINS: "*" }))).toBe(false);
});
