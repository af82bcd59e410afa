import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig as readApp } from "../../app/config.ts";
import { IncompleteSettings } from "../../base/read-environment.ts";
import { readConfig as readPipelines } from "../../pipelines/config.ts";

/* What an operator gets to read when a process is started with too little, or with what is not its own. */

/** The variables that a start complains of, in order. */
function complaints(read: (env: NodeJS.ProcessEnv) => unknown, env: Record<string, string>): string[] {
  try {
    read({ ...env });
    return [];
  } catch (error) {
    if (!(error instanceof IncompleteSettings)) throw error;
    return error.lines.map((line) => line.split(":")[0]!);
  }
}

const KEY = Buffer.alloc(32, 3).toString("base64");
const SHARED = { PULSE_API_KEY: "k".repeat(24), WEBHOOK_SIGNING_KEYS: KEY };
const SIGN_IN = { OPENID_ISSUER: "https://slack.com", OPENID_CLIENT_ID: "1.2", OPENID_CLIENT_SECRET: "s" };
const APP = {
  ...SHARED,
  DATABASE_URL: "postgresql://pulse_app:x@db/pulse",
  PIPELINES_URL: "http://p:3100",
  WEBHOOK_TOKEN_KEY: KEY,
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_TEAM_ID: "T1",
  ...SIGN_IN,
};
const PRODUCTION = { ...APP, NODE_ENV: "production", PUBLIC_URL: "https://pulse.example.com" };

test("an app with nothing set is told all of it at once, the sign-in and the public address too", () => {
  expect(complaints(readApp, { NODE_ENV: "production" })).toEqual([
    "DATABASE_URL",
    "PIPELINES_URL",
    "PULSE_API_KEY",
    "WEBHOOK_SIGNING_KEYS",
    "WEBHOOK_TOKEN_KEY",
    "SLACK_BOT_TOKEN",
    "PUBLIC_URL",
    "OPENID_ISSUER",
  ]);
});

test("pipelines with nothing set are told all of it at once, their own address and the app's too", () => {
  expect(complaints(readPipelines, { NODE_ENV: "production" })).toEqual([
    "DATABASE_URL",
    "PULSE_API_KEY",
    "WEBHOOK_SIGNING_KEYS",
    "PIPELINES_PUBLIC_URL",
    "CALLBACK_ORIGINS",
  ]);
});

test("what is missing, what is wrong and what belongs to the other side are told together", () => {
  const { PULSE_API_KEY: _, ...rest } = PRODUCTION;
  const wrong = { ...rest, PORT: "80000", GITHUB_TOKEN: "g", DATABASE_OWNER_URL: "postgresql://o@db/pulse" };

  expect(complaints(readApp, { ...wrong, OPENID_CLIENT_SECRET: "", ADMIN_EMAIL: "mira" })).toEqual([
    "PORT",
    "PULSE_API_KEY",
    "ADMIN_EMAIL",
    "GITHUB_TOKEN",
    "DATABASE_OWNER_URL",
    "OPENID_CLIENT_SECRET",
  ]);
});

test.each([
  ["in production", {}],
  ["behind a public address", { NODE_ENV: "" }],
  ["on every address of the machine", { NODE_ENV: "", HOST: "::" }],
  ["on one that others reach", { NODE_ENV: "", HOST: "192.168.1.5", PUBLIC_URL: "" }],
])("an app that nobody could sign in to does not start: %s", (_where, more) => {
  expect(complaints(readApp, { ...PRODUCTION, ...more, OPENID_ISSUER: "" })).toEqual(["OPENID_ISSUER"]);
});

test.each(["::", "[::]", "0.0.0.0"])(
  "HOST=%s is no address to send anybody to, so a public one is asked for",
  (HOST) => {
    expect(complaints(readApp, { ...APP, HOST })).toEqual(["PUBLIC_URL"]);
    expect(complaints(readPipelines, { ...SHARED, DATABASE_URL: APP.DATABASE_URL, HOST })).toEqual([
      "PIPELINES_PUBLIC_URL",
    ]);
  },
);

test("no line holds a value", () => {
  const secret = "hunter2-hunter2";
  const env = Object.fromEntries(Object.keys(PRODUCTION).map((name) => [name, secret]));
  expect(() => readApp({ ...env, NODE_ENV: "production" })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(secret) }),
  );
});

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const section = (toml: string, name: string) => toml.split(`[${name}]\n`)[1]?.split("\n[")[0] ?? "";
const pairsIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^\s*(\w+) = "?([^"\n]*)"?$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
/** The secrets that a file says to set, with something that fits. */
const secretsIn = (toml: string) => {
  const names = new Set([...toml.matchAll(/\b([A-Z][A-Z_]+)=…/g)].map(([, name = ""]) => name));
  const fits = {
    ...PRODUCTION,
    ADMIN_EMAIL: "you@acme.com",
    SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
  } as Record<string, string>;
  return Object.fromEntries([...names].map((name) => [name, fits[name] ?? "something"]));
};

test("the two fly.toml name each other where the other listens, and with the secrets that they ask for both start", () => {
  const [app, pipelines] = [read("fly.toml"), read("pipelines/fly.toml")];
  const image = { NODE_ENV: "production", HOST: /HOST=(\S+)/.exec(read("Dockerfile"))?.[1] ?? "" };
  const [appEnv, pipelinesEnv] = [app, pipelines].map((toml) => ({
    ...image,
    ...pairsIn(section(toml!, "env")),
    ...secretsIn(toml!),
  })) as unknown as [Record<string, string>, Record<string, string>];
  const inside = (toml: string) =>
    `http://${/^app = "(.+)"/m.exec(toml)?.[1]}.internal:${/internal_port = (\d+)/.exec(toml)?.[1]}`;

  expect(complaints(readApp, appEnv)).toEqual([]);
  expect(complaints(readPipelines, pipelinesEnv)).toEqual([]);
  // `.internal` names lead to IPv6 alone, Fly's own proxy comes by IPv4.
  expect(image.HOST).toBe("::");
  expect(appEnv["PIPELINES_URL"]).toBe(inside(pipelines));
  expect(pipelinesEnv["PIPELINES_PUBLIC_URL"]).toBe(inside(pipelines));
  expect(new URL(appEnv["CALLBACK_URL"]!).origin).toBe(inside(app));
  expect(pipelinesEnv["CALLBACK_ORIGINS"]).toBe(inside(app));
  for (const [toml, { PORT }] of [
    [app, appEnv],
    [pipelines, pipelinesEnv],
  ] as const) {
    expect(/internal_port = (\d+)/.exec(toml)?.[1]).toBe(PORT);
  }
});
