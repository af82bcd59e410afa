import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freeAddress } from "./base/free-address.ts";
import { isLoopback } from "./base/listen.ts";
import { localKeys } from "./base/local-keys.ts";
import { readSettings } from "./base/read-settings.ts";
import { runChild } from "./base/run-child.ts";
import { whenSlow } from "./base/waiting.ts";
import { EndedEarly, startChild, type Child } from "./base/spawn-child.ts";
import { CALL_SECONDS, stopGraceMs } from "./base/stop-grace.ts";
import { freshPasswords, startEmbedded, type Embedded, type Role } from "./db/embedded.ts";

/*
 * Everything on one machine: an embedded PostgreSQL, stand-ins for what has no credentials, and both mains as child processes,
 * each with an environment of its own. It is the only starter; when it ends, everything ends.
 */

const root = import.meta.dirname;
const env = readSettings(root);
// A person reads this terminal: what goes as it should is shown on the pages, and in production in the log.
env["LOG_LEVEL"] ??= "warn";
const folder = env["PULSE_DATA"] ?? join(root, ".data");
/** How long the pipelines may wait for an answer that is paid for when they are stopped. */
const graceMs = stopGraceMs(Number(env["LLM_CALL_SECONDS"] ?? CALL_SECONDS) || CALL_SECONDS);
const PAID_FOR = `Waiting for a model's answer that is paid for, ${graceMs / 1_000} seconds at most. Ctrl-C again does not wait.\n`;
/** Demo Slack's own; they open nothing else. */
const DEMO_SLACK = {
  DEMO_SLACK_TOKEN: "xoxb-demo",
  DEMO_SLACK_APP_TOKEN: "xapp-demo",
  DEMO_SLACK_CLIENT_ID: "demo.pulse",
  DEMO_SLACK_CLIENT_SECRET: "demo-client-secret",
};
/** Settings for a PostgreSQL of one's own; without roles of their own for each, its one role does everything. */
const OWN_DATABASE: Record<Role, string> = {
  pulse_app: "APP_DATABASE_URL",
  pulse_pipelines: "PIPELINES_DATABASE_URL",
  pulse_owner: "DATABASE_OWNER_URL",
  pulse_superuser: "DATABASE_OWNER_URL",
};

const children: Pick<Child, "stop">[] = [];
/** They may be waiting for an answer that is paid for: the rest stays until they are done. */
let pipelines: Child | undefined;
let database: Embedded | undefined;
let stopping = false;
/** Opened once, it signs a browser in; undefined while there is no development sign-in. */
let signIn: string | undefined;
let introduced = false;

// Whoever asks twice does not want to wait: when this process is gone, the others end by themselves.
process.on("SIGINT", () => (stopping ? process.exit(1) : void stop(0)));
process.on("SIGTERM", () => void stop(0));
if (process.channel) process.on("disconnect", () => void stop(0));

try {
  await start();
} catch (error) {
  const said = error instanceof EndedEarly && error.saidWhy;
  if (!said) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
}

async function start(): Promise<void> {
  const { database: passwords, ...made } = localKeys(folder, freshKeys());
  const keys = { ...made, ...given("PULSE_API_KEY", "WEBHOOK_SIGNING_KEYS", "WEBHOOK_TOKEN_KEY") };
  // What Node compiled at one start, the next one takes from there.
  process.env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled");
  const [pipelinesAt, github, slack, model] = await Promise.all([
    freeAddress(),
    env["GITHUB_TOKEN"] || env["GITHUB_API_URL"] ? null : freeAddress(),
    env["SLACK_BOT_TOKEN"] ? null : freeAddress(),
    env["OPENAI_API_KEY"] || env["OPENAI_BASE_URL"] ? null : freeAddress(),
  ]);
  if (!env["DATABASE_URL"] && !env["APP_DATABASE_URL"]) database = startEmbedded(folder, passwords);
  const prepared = prepareDatabase();
  // A first start sets a database up: on a slow disk that takes a while.
  if (database) whenSlow(prepared, () => process.stdout.write("  Setting up the database…\n"));

  // The page people wait for comes first; the rest starts when it is there. A main waits for its database by itself.
  const app = child("app", "app/main.ts", appSettings(keys, pipelinesAt, github, slack, model));
  const [{ url, signIn: link }] = await Promise.all([app.ready, database?.ready, prepared]);
  signIn ??= link;
  const forPipelines = pipelinesSettings(keys, pipelinesAt, url, github, model);
  const script = join(root, "pipelines/main.ts");
  pipelines = startChild({ name: "pipelines", script, env: forPipelines, restart: true, graceMs });
  await Promise.all([
    pipelines.ready,
    github && child("demo GitHub", "demo/github/main.ts", githubSettings(github)).ready,
    slack && child("demo Slack", "demo/slack/main.ts", slackSettings(slack)).ready,
    model && child("demo model", "demo/model/main.ts", { PORT: new URL(model).port }).ready,
  ]);
  introduce(url, github, slack, model);
  introduced = true;
  const own = { url, pipelinesUrl: pipelinesAt, apiKey: keys.PULSE_API_KEY, database: databaseUrl("pulse_superuser") };
  process.send?.({ ready: { ...own, github, slack, model, signIn } });
}

type Address = string | null;

function appSettings(keys: Keys, pipelinesUrl: string, github: Address, slack: Address, model: Address) {
  return {
    ...pick("PUBLIC_URL", "TEAM_NAME", "LOG_LEVEL", "RUN_DEADLINE_MINUTES"),
    ...pick("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"),
    ...pick("OPENID_ISSUER", "OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET", "OPENID_EMAIL_DOMAINS"),
    ...pick("OPENID_EMAILS_VERIFIED", "SLACK_TEAM_ID", "ADMIN_EMAIL"),
    ...pick("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"),
    ...keys,
    DATABASE_URL: databaseUrl("pulse_app"),
    PIPELINES_URL: pipelinesUrl,
    HOST: env["HOST"] ?? "127.0.0.1",
    PORT: env["PORT"] ?? "3000",
    DEMO_PARTS: [github && "github", slack && "slack", model && "model"].filter(Boolean).join(","),
    ...(github && { DEMO_GITHUB_URL: github }),
    ...(model && { DEMO_MODEL_URL: model }),
    ...(slack && { SLACK_API_URL: `${slack}/api/`, DEMO_SLACK_URL: slack }),
    ...(slack && { SLACK_BOT_TOKEN: DEMO_SLACK.DEMO_SLACK_TOKEN, SLACK_APP_TOKEN: DEMO_SLACK.DEMO_SLACK_APP_TOKEN }),
    ...(slack && !env["OPENID_ISSUER"] && isOwnMachine() && demoSignIn(slack)),
  };
}

/** In demo Slack one is whoever one says: nothing for an address that others reach. */
function isOwnMachine(): boolean {
  return !env["PUBLIC_URL"] && isLoopback(env["HOST"] ?? "127.0.0.1");
}

function demoSignIn(slack: string) {
  return {
    OPENID_ISSUER: slack,
    OPENID_CLIENT_ID: DEMO_SLACK.DEMO_SLACK_CLIENT_ID,
    OPENID_CLIENT_SECRET: DEMO_SLACK.DEMO_SLACK_CLIENT_SECRET,
    SLACK_TEAM_ID: "T0ACME",
  };
}

function pipelinesSettings(keys: Keys, at: string, app: string, github: Address, model: Address) {
  const { PULSE_API_KEY, WEBHOOK_SIGNING_KEYS } = keys;
  return {
    ...pick("GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORIES", "LOG_LEVEL", "RUN_DEADLINE_MINUTES"),
    ...pick("API_REQUESTS_PER_MINUTE", "API_STARTS_PER_MINUTE"),
    ...pick("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_MODELS", "LLM_PROVIDER", "LLM_PRICES", "LLM_CALL_SECONDS"),
    ...pick("BUDGET_RUN_USD", "BUDGET_DAY_USD", "BUDGET_MONTH_USD"),
    ...pick("BUDGET_RUN_TOKENS", "BUDGET_DAY_TOKENS", "BUDGET_MONTH_TOKENS"),
    ...pick("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_CAPTURE_CONTENT"),
    ...(github && { GITHUB_API_URL: github }),
    ...(model && { OPENAI_BASE_URL: `${model}/v1`, LLM_MODELS: "demo-writer", LLM_STAND_IN: "true" }),
    // The stand-in costs nothing, and that is known.
    ...(model && { LLM_PRICES: JSON.stringify({ "demo-writer": { input: 0, output: 0 } }) }),
    DATABASE_URL: databaseUrl("pulse_pipelines"),
    HOST: "127.0.0.1",
    PORT: new URL(at).port,
    PULSE_API_KEY,
    WEBHOOK_SIGNING_KEYS,
    CALLBACK_ORIGINS: env["CALLBACK_ORIGINS"] ?? new URL(app).origin,
  };
}

function githubSettings(at: string) {
  return { ...pick("DEMO_GITHUB_DATA", "DEMO_GITHUB_SHIFT"), PORT: new URL(at).port, DEMO_GITHUB_HTML_URL: "self" };
}

function slackSettings(at: string) {
  const DEMO_SLACK_STATE = join(folder, "demo-slack.json");
  return { ...pick("DEMO_SLACK_RATE"), ...DEMO_SLACK, PORT: new URL(at).port, DEMO_SLACK_STATE };
}

function pick(...names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}

/** Made once for this data folder; given ones win. */
function freshKeys() {
  return {
    PULSE_API_KEY: `pulse_${randomBytes(24).toString("base64url")}`,
    WEBHOOK_SIGNING_KEYS: randomBytes(32).toString("base64"),
    WEBHOOK_TOKEN_KEY: randomBytes(32).toString("base64"),
    database: freshPasswords(),
  };
}

type Keys = Omit<ReturnType<typeof freshKeys>, "database">;

function given(...names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(pick(...names)).filter(([, value]) => value));
}

function databaseUrl(role: Role): string {
  return database?.url(role) ?? env[OWN_DATABASE[role]] ?? env["DATABASE_URL"] ?? "";
}

/** The mains wait for it. It alone gets the owner's address. */
function prepareDatabase(): Promise<void> {
  const urls = (["pulse_owner", "pulse_app", "pulse_pipelines"] as const).map((role) => [
    OWN_DATABASE[role],
    databaseUrl(role),
  ]);
  const script = join(root, "db/prepare-database.ts");
  // Our own server says by itself what keeps it.
  const onWaiting = (reason: string) => database ?? process.stdout.write(`  Waiting: ${reason}\n`);
  const running = runChild({ name: "prepare-database", script, env: Object.fromEntries(urls), onWaiting });
  children.push(running);
  return running.done;
}

function child(name: string, script: string, childEnv: Record<string, string | undefined>): Child {
  const started = startChild({ name, script: join(root, script), env: childEnv, restart: true, onLink });
  children.push(started);
  return started;
}

const LINK_WORDS = {
  spent: "Another browser",
  guessed: "Wrong codes were tried, so there is a new one. Sign in",
  restarted: "Pulse is back. Sign in",
};

function onLink(link: string, because: keyof typeof LINK_WORDS): void {
  signIn = link;
  if (!introduced) return;
  process.stdout.write(`  ${LINK_WORDS[because]}: ${link} (this machine only, once)\n`);
  if (process.connected) process.send?.({ signIn: { link, because } });
}

function introduce(url: string, github: Address, slack: Address, model: Address): void {
  const standIns = [
    github && `  GitHub is a stand-in: ${github} (set GITHUB_TOKEN for the real one)`,
    slack && `  Slack is a stand-in:  ${slack} (set SLACK_BOT_TOKEN for the real one)`,
    model && `  Model is a stand-in:  ${model} (set OPENAI_API_KEY for a real one)`,
  ].filter(Boolean);
  const door = signIn ? ["", `  Sign in: ${signIn} (this machine only, once)`] : [];
  process.stdout.write(
    `\n  Pulse is up: ${url}\n${door.join("\n")}\n\n${standIns.join("\n")}\n\n  Ctrl-C stops all of it. Data: ${dataPlaces()}\n\n`,
  );
}

/** As root below a folder of its own, the database may have to live elsewhere. */
function dataPlaces(): string {
  return !database || database.folder === folder ? folder : `${folder}, the database in ${database.folder}`;
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const stopped = Promise.resolve(pipelines?.stop());
  whenSlow(stopped, () => process.stdout.write(PAID_FOR), 3_000);
  await stopped;
  await Promise.all(children.map((one) => one.stop()));
  await database?.stop();
  process.exit(code);
}
