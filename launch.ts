import { join } from "node:path";
import { readSettings } from "./base/read-settings.ts";
import { whenSlow } from "./base/waiting.ts";
import { EndedEarly, startChild, type Child } from "./base/spawn-child.ts";
import { CALL_SECONDS, stopGraceMs } from "./base/stop-grace.ts";
import { startEmbedded, type Embedded, type DatabaseRole } from "./db/embedded.ts";
import { databaseUrl, prepareInChild } from "./launch/database.ts";
import { startDev, type Program } from "./launch/dev.ts";
import * as settings from "./launch/settings.ts";

/*
 * Everything on one machine: an embedded PostgreSQL, stand-ins for what has no credentials, and both mains as child processes,
 * each with an environment of its own. It is the only starter; when it ends, everything ends.
 */

const root = import.meta.dirname;
const env = readSettings(root);
// A person reads this terminal: what goes as it should is shown on the pages, and in production in the log.
env["LOG_LEVEL"] ??= "warn";
/** Somebody is changing the code: `npm run dev`. */
const isDev = process.argv.includes("--dev");
if (isDev) env["VIEWS"] = "fresh";
const folder = env["PULSE_DATA"] ?? join(root, ".data");
/** How long the pipelines may wait for an answer that is paid for when they are stopped. */
const graceMs = stopGraceMs(Number(env["LLM_CALL_SECONDS"] ?? CALL_SECONDS) || CALL_SECONDS);
const PAID_FOR = `Waiting for a model’s answer that is paid for, ${graceMs / 1_000} seconds at most. Ctrl-C again does not wait.\n`;

const children: Pick<Child, "stop">[] = [];
/** They may be waiting for an answer that is paid for: the rest stays until they are done. */
let pipelines: Child | undefined;
let database: Embedded | undefined;
let stopping = false;
/** Opened once, it signs a browser in; undefined while there is no development sign-in. */
let signIn: string | undefined;
let introduced = false;
const programs: Program[] = [];
const dev = isDev ? startDev(root, programs, () => prepareInChild(env, database).done) : undefined;

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
  const { passwords, around } = await settings.surroundings(env, folder);
  const { github, slack, model } = around;
  // What Node compiled at one start, the next one takes from there.
  process.env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled");
  if (!env["DATABASE_URL"] && !env["APP_DATABASE_URL"]) database = startEmbedded(folder, passwords);
  const preparing = prepareInChild(env, database);
  children.push(preparing);
  const prepared = preparing.done;
  // A first start sets a database up: on a slow disk that takes a while.
  if (database) whenSlow(prepared, () => process.stdout.write("  Setting up the database…\n"));

  // The page people wait for comes first; the rest starts when it is there. A main waits for its database by itself.
  const app = child("app", "app/main.ts", settings.appSettings(around, urlFor("pulse_app")));
  const [{ url, signIn: link }] = await Promise.all([app.ready, database?.ready, prepared]);
  signIn ??= link;
  const forPipelines = settings.pipelinesSettings(around, url, urlFor("pulse_pipelines"));
  pipelines = child("pipelines", "pipelines/main.ts", forPipelines, graceMs);
  const standIns = settings.standIns(around, folder);
  await Promise.all([pipelines.ready, ...standIns.map((one) => child(one.name, one.script, one.settings).ready)]);
  introduce(url, around);
  introduced = true;
  const { pipelines: pipelinesUrl, keys } = around;
  const own = { url, pipelinesUrl, apiKey: keys.PULSE_API_KEY, database: urlFor("pulse_superuser") };
  process.send?.({ ready: { ...own, github, slack, model, signIn } });
}

function urlFor(role: DatabaseRole): string {
  return databaseUrl(env, database, role);
}

function child(name: string, script: string, childEnv: settings.ProcessSettings, patienceMs = 0): Child {
  const started = startChild({
    name,
    script: join(root, script),
    env: childEnv,
    restart: true,
    graceMs: patienceMs,
    onLink,
    ...(dev && { whenMended: dev.whenMended(name, script) }),
  });
  children.push(started);
  programs.push({ name, script, child: started });
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

function introduce(url: string, { github, slack, model }: settings.Whereabouts): void {
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
