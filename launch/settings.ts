import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freeAddress } from "../base/free-address.ts";
import { isLoopback } from "../base/listen.ts";
import { localKeys } from "../base/local-keys.ts";
import { freshPasswords, type Passwords } from "../db/embedded.ts";

/** What each process on one machine gets to know: what it needs and nothing else. */
export type ProcessSettings = Record<string, string | undefined>;

/** Null: there is a real one. */
type Address = string | null;

export type Whereabouts = {
  /** What a person has set. */
  env: NodeJS.ProcessEnv;
  keys: Keys;
  pipelines: string;
  github: Address;
  slack: Address;
  model: Address;
};

type Keys = Omit<ReturnType<typeof freshKeys>, "database">;

/** Made once for a data folder; given ones win. What has no credentials gets a stand-in, at an address that is free. */
export async function surroundings(
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<{ passwords: Passwords; around: Whereabouts }> {
  const { database: passwords, ...made } = localKeys(folder, freshKeys());
  const [pipelines, github, slack, model] = await Promise.all([
    freeAddress(),
    ["GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_HOST", "GITHUB_MCP_URL"].some((name) => env[name])
      ? null
      : freeAddress(),
    env["SLACK_BOT_TOKEN"] ? null : freeAddress(),
    env["OPENAI_API_KEY"] || env["OPENAI_BASE_URL"] ? null : freeAddress(),
  ]);
  const given = pick(env, "PULSE_API_KEY", "WEBHOOK_SIGNING_KEYS", "WEBHOOK_TOKEN_KEY", "PROVENANCE_KEY");
  const keys = { ...made, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)) };
  return { passwords, around: { env, keys, pipelines, github, slack, model } };
}

function freshKeys() {
  return {
    PULSE_API_KEY: `pulse_${randomBytes(24).toString("base64url")}`,
    WEBHOOK_SIGNING_KEYS: randomBytes(32).toString("base64"),
    WEBHOOK_TOKEN_KEY: randomBytes(32).toString("base64"),
    PROVENANCE_KEY: randomBytes(32).toString("base64"),
    database: freshPasswords(),
  };
}

function pick(env: NodeJS.ProcessEnv, ...names: string[]): ProcessSettings {
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}

/** Demo Slack's own; they open nothing else. */
const DEMO_SLACK = {
  DEMO_SLACK_TOKEN: "xoxb-demo",
  DEMO_SLACK_APP_TOKEN: "xapp-demo",
  DEMO_SLACK_CLIENT_ID: "demo.pulse",
  DEMO_SLACK_CLIENT_SECRET: "demo-client-secret",
};

export function appSettings(
  { env, keys, pipelines, github, slack, model }: Whereabouts,
  databaseUrl: string,
): ProcessSettings {
  const { PROVENANCE_KEY: _pipelines, ...own } = keys;
  return {
    ...pick(env, "PUBLIC_URL", "TEAM_NAME", "LOG_LEVEL", "RUN_DEADLINE_MINUTES", "VIEWS"),
    ...pick(env, "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"),
    ...pick(env, "OPENID_ISSUER", "OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET", "OPENID_EMAIL_DOMAINS"),
    ...pick(env, "OPENID_EMAILS_VERIFIED", "SLACK_TEAM_ID", "ADMIN_EMAIL"),
    ...pick(env, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"),
    ...own,
    DATABASE_URL: databaseUrl,
    PIPELINES_URL: pipelines,
    HOST: env["HOST"] ?? "127.0.0.1",
    PORT: env["PORT"] ?? "3000",
    DEMO_PARTS: [github && "github", slack && "slack", model && "model"].filter(Boolean).join(","),
    ...(github && { DEMO_GITHUB_URL: github }),
    ...(model && { DEMO_MODEL_URL: model }),
    ...(slack && { SLACK_API_URL: `${slack}/api/`, DEMO_SLACK_URL: slack }),
    ...(slack && { SLACK_BOT_TOKEN: DEMO_SLACK.DEMO_SLACK_TOKEN, SLACK_APP_TOKEN: DEMO_SLACK.DEMO_SLACK_APP_TOKEN }),
    ...(slack && !env["OPENID_ISSUER"] && isOwnMachine(env) && demoSignIn(slack)),
  };
}

/** In demo Slack one is whoever one says: nothing for an address that others reach. */
function isOwnMachine(env: NodeJS.ProcessEnv): boolean {
  return !env["PUBLIC_URL"] && isLoopback(env["HOST"] ?? "127.0.0.1");
}

function demoSignIn(slack: string): ProcessSettings {
  return {
    OPENID_ISSUER: slack,
    OPENID_CLIENT_ID: DEMO_SLACK.DEMO_SLACK_CLIENT_ID,
    OPENID_CLIENT_SECRET: DEMO_SLACK.DEMO_SLACK_CLIENT_SECRET,
    SLACK_TEAM_ID: "T0ACME",
  };
}

export function pipelinesSettings(
  { env, keys, pipelines, github, model }: Whereabouts,
  app: string,
  databaseUrl: string,
): ProcessSettings {
  const { PULSE_API_KEY, WEBHOOK_SIGNING_KEYS, PROVENANCE_KEY } = keys;
  return {
    ...pick(env, "GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORIES", "LOG_LEVEL", "RUN_DEADLINE_MINUTES"),
    ...pick(env, "GITHUB_MCP_COMMAND", "GITHUB_MCP_URL", "GITHUB_HOST"),
    ...pick(env, "API_REQUESTS_PER_MINUTE", "API_STARTS_PER_MINUTE"),
    ...pick(env, "OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_MODELS", "LLM_PROVIDER", "LLM_PRICES"),
    ...pick(env, "LLM_CALL_SECONDS", "LLM_CONTEXT_TOKENS"),
    ...pick(env, "BUDGET_RUN_USD", "BUDGET_DAY_USD", "BUDGET_MONTH_USD"),
    ...pick(env, "BUDGET_RUN_TOKENS", "BUDGET_DAY_TOKENS", "BUDGET_MONTH_TOKENS"),
    ...pick(env, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_CAPTURE_CONTENT"),
    ...(github && { GITHUB_API_URL: github }),
    // The stand-in takes any token; other servers do not start without one.
    ...(github && env["GITHUB_MCP_COMMAND"] && { GITHUB_HOST: github, GITHUB_TOKEN: "demo" }),
    ...(model && { OPENAI_BASE_URL: `${model}/v1`, LLM_MODELS: "demo-writer", LLM_STAND_IN: "true" }),
    // The stand-in costs nothing, and that is known.
    ...(model && { LLM_PRICES: JSON.stringify({ "demo-writer": { input: 0, output: 0 } }) }),
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: new URL(pipelines).port,
    PULSE_API_KEY,
    WEBHOOK_SIGNING_KEYS,
    PROVENANCE_KEY,
    CALLBACK_ORIGINS: env["CALLBACK_ORIGINS"] ?? new URL(app).origin,
  };
}

type StandIn = { name: string; script: string; settings: ProcessSettings };

/** What is started beside the mains, for what has no credentials. */
export function standIns({ env, github, slack, model }: Whereabouts, folder: string): StandIn[] {
  const wanted: StandIn[] = [];
  if (github)
    wanted.push({ name: "demo GitHub", script: "demo/github/main.ts", settings: githubSettings(env, github) });
  if (slack)
    wanted.push({ name: "demo Slack", script: "demo/slack/main.ts", settings: slackSettings(env, slack, folder) });
  if (model) wanted.push({ name: "demo model", script: "demo/model/main.ts", settings: modelSettings(env, model) });
  return wanted;
}

function githubSettings(env: NodeJS.ProcessEnv, at: string): ProcessSettings {
  return {
    ...pick(env, "DEMO_GITHUB_DATA", "DEMO_GITHUB_SHIFT"),
    PORT: new URL(at).port,
    DEMO_GITHUB_HTML_URL: "self",
  };
}

function modelSettings(env: NodeJS.ProcessEnv, at: string): ProcessSettings {
  return { ...pick(env, "DEMO_MODEL_PACE"), PORT: new URL(at).port };
}

function slackSettings(env: NodeJS.ProcessEnv, at: string, folder: string): ProcessSettings {
  const DEMO_SLACK_STATE = join(folder, "demo-slack.json");
  return { ...pick(env, "DEMO_SLACK_RATE"), ...DEMO_SLACK, PORT: new URL(at).port, DEMO_SLACK_STATE };
}
