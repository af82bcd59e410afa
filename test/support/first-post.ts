import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { startChild, type Child } from "../../base/spawn-child.ts";
import { demoSlackOf } from "./demo-slack.ts";
import { machineEnv } from "./machine.ts";
import { visitorOf } from "./spawn-launch.ts";
import { until } from "./until.ts";

/*
 * An operator who follows docs/production.md, as a program: the commands are the page's, and only what it tells people to put in
 * their own of is put in. It runs wherever it is started, so also in a network that has no IPv4.
 */

const root = join(import.meta.dirname, "../..");
const PAGE = readFileSync(join(root, "docs/production.md"), "utf8");

/** What the page calls a block of commands, after its language. */
type Block = "administrator" | "settings" | "prepare" | "pipelines" | "app" | "look";

export function commandsOf(block: Block): string {
  const found = new RegExp(`^\`\`\`(?:sh|sql) ${block}\\n([^]*?)^\`\`\`$`, "m").exec(PAGE)?.[1];
  if (!found) throw new Error(`docs/production.md has no block "${block}".`);
  return found;
}

export type Operator = {
  /** Takes the place of /etc/pulse. */
  folder: string;
  /** As the page's, each with the server's real address. */
  database: { owner: string; app: string; pipelines: string };
  /** Where the stand-ins and browsers are, and how the two processes reach each other. */
  loopback: string;
  app: string;
  pipelines: string;
};

export type FirstPost = {
  prepared: string;
  /** What `/readyz` said of each dependency, before the other process was there and with both. */
  alone: Record<string, string>;
  together: { app: Record<string, string>; pipelines: Record<string, string> };
  /** Where the pipelines say that the report is, and what the app found there. */
  artifact: string;
  cited: number;
  messages: string[];
  url: string;
  logs: string[];
};

const started: (Child | ChildProcess)[] = [];

async function followed(operator: Operator): Promise<FirstPost> {
  const { folder, loopback } = operator;
  mkdirSync(folder, { recursive: true });
  const standIn = async (name: string) => {
    const child = startChild({
      name,
      script: join(root, `demo/${name}/main.ts`),
      restart: false,
      quiet: true,
      env: { HOST: loopback.replace(/[[\]]/g, ""), DEMO_SLACK_RATE: "off" },
    });
    started.push(child);
    return (await child.ready).url;
  };
  const [github, slack, model] = await Promise.all([standIn("github"), standIn("slack"), standIn("model")]);
  const [appPort, pipelinesPort] = await Promise.all([freePort(), freePort()]);
  await run(inFolder(commandsOf("settings"), folder));
  const [app, pipelines] = [`http://${operator.app}:${appPort}`, `http://${operator.pipelines}:${pipelinesPort}`];
  const url = `http://${loopback}:${appPort}`;
  putIn(folder, "prepare.env", {
    DATABASE_OWNER_URL: operator.database.owner,
    APP_DATABASE_URL: operator.database.app,
    PIPELINES_DATABASE_URL: operator.database.pipelines,
  });
  putIn(folder, "app.env", {
    PORT: appPort,
    PUBLIC_URL: url,
    DATABASE_URL: operator.database.app,
    PIPELINES_URL: pipelines,
    CALLBACK_URL: `${app}/api/webhooks/pipelines`,
    SLACK_BOT_TOKEN: "xoxb-demo",
    SLACK_APP_TOKEN: "xapp-demo",
    SLACK_TEAM_ID: "T0ACME",
    OPENID_ISSUER: slack,
    OPENID_CLIENT_ID: "demo.pulse",
    OPENID_CLIENT_SECRET: "demo-client-secret",
    ADMIN_EMAIL: "mira@acme.example",
  });
  putIn(folder, "pipelines.env", {
    PORT: pipelinesPort,
    PIPELINES_PUBLIC_URL: pipelines,
    CALLBACK_ORIGINS: app,
    DATABASE_URL: operator.database.pipelines,
    GITHUB_TOKEN: "github-demo",
    OPENAI_API_KEY: "demo",
  });
  // What only stand-ins need, and the page leaves out.
  putIn(folder, "app.env", { SLACK_API_URL: `${slack}/api/` }, "new");
  const ofModel = { OPENAI_BASE_URL: `${model}/v1`, LLM_MODELS: "demo-writer", LLM_STAND_IN: "true" };
  putIn(folder, "pipelines.env", { ...ofModel, GITHUB_API_URL: github }, "new");

  const prepared = await run(inFolder(commandsOf("prepare"), folder));
  const logs = [start("app", folder)];
  await answers(`${app}/healthz`, logs);
  const alone = statesIn(await dependenciesAt(app));
  logs.push(start("pipelines", folder));
  await answers(`${pipelines}/readyz`, logs);
  const visit = await signedIn(url, slack);
  const post = await posted(visit, slack);
  // What was found a moment ago is told again for some seconds.
  await until("app to which all is well", async () => (await dependenciesAt(app)).ok);
  const together = { app: statesIn(await dependenciesAt(app)), pipelines: statesIn(await dependenciesAt(pipelines)) };
  await run(
    commandsOf("look")
      .replace("localhost:3000", `${loopback}:${appPort}`)
      .replace("localhost:3100", `${loopback}:${pipelinesPort}`),
  );
  const artifact = await artifactOf(pipelines, folder);
  return { prepared, alone, together, ...post, ...artifact, url, logs: logs.map((log) => log()) };
}

const inFolder = (commands: string, folder: string) => commands.replaceAll("/etc/pulse", folder);

/** Puts an operator's own values into a file that the page made. @param how "new": lines that it does not have. */
function putIn(folder: string, file: string, values: Record<string, string>, how: "own" | "new" = "own"): void {
  const path = join(folder, file);
  let text = readFileSync(path, "utf8");
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^${name}=.*$`, "m");
    if (line.test(text) !== (how === "own"))
      throw new Error(`${file}: ${name} is ${how === "own" ? "not " : ""}there.`);
    text = how === "own" ? text.replace(line, () => `${name}=${value}`) : `${text}${name}=${value}\n`;
  }
  writeFileSync(path, text);
}

async function run(commands: string): Promise<string> {
  const options = { cwd: root, env: machineEnv() };
  const { stdout, stderr } = await promisify(execFile)("/bin/sh", ["-e", "-c", commands], options);
  return `${stdout}${stderr}`.trim();
}

/** @returns a reading of what it has logged. */
function start(block: "app" | "pipelines", folder: string): () => string {
  const commands = `exec ${inFolder(commandsOf(block), folder)}`;
  const child = spawn("/bin/sh", ["-c", commands], { cwd: root, env: machineEnv(), stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => void (log += text));
  }
  return () => log;
}

async function answers(address: string, logs: (() => string)[]): Promise<void> {
  try {
    await until(`answer at ${address}`, async () => (await fetch(address).catch(() => null))?.ok);
  } catch (cause) {
    throw new Error(logs.map((log) => log()).join("\n"), { cause });
  }
}

type Said = { ok: boolean; dependencies: Record<string, { state: string }> };

const dependenciesAt = async (at: string): Promise<Said> => (await (await fetch(`${at}/readyz`)).json()) as Said;
const statesIn = ({ dependencies }: Said) =>
  Object.fromEntries(Object.entries(dependencies).map(([name, { state }]) => [name, state]));

type Visit = ReturnType<typeof visitorOf>;

/** With Slack, as Mira: its page asks who one is, and each answer is a link back. */
async function signedIn(url: string, slack: string): Promise<Visit> {
  const visit = visitorOf(url);
  const door = new URL(await visit("/sign-in/begin"));
  if (door.origin !== slack) throw new Error(`The sign-in leads to ${door.origin}.`);
  door.searchParams.set("as", "U0MIRA");
  const back = (await fetch(door, { redirect: "manual" })).headers.get("location") ?? "";
  await visit(back.slice(url.length));
  return visit;
}

async function posted(visit: Visit, slack: string): Promise<Pick<FirstPost, "messages">> {
  const brief = { repo: "acme/harbor", base_branch: "main", preset: "7d", time_zone: "UTC", channel: "C0ENG" };
  const id = /[0-9a-f-]{36}/.exec(await visit("/updates", brief))?.[0] ?? "";
  const becomes = (state: string) =>
    until(`update that is ${state}`, async () => (await visit(`/updates/${id}/status`)).includes(`"state":"${state}"`));
  await becomes("in_review");
  const markdown = await visit(`/updates/${id}/markdown`);
  await visit(`/updates/${id}/approval`, { markdown, base_revision: "1" });
  await becomes("posted");
  return { messages: await demoSlackOf(slack).texts() };
}

/** As whoever has the key finds it, by the address that the run gives. */
async function artifactOf(pipelines: string, folder: string): Promise<Pick<FirstPost, "artifact" | "cited">> {
  const key = /^PULSE_API_KEY=(.*)$/m.exec(readFileSync(join(folder, "app.env"), "utf8"))?.[1];
  const get = async (address: string): Promise<unknown> =>
    (await fetch(address, { headers: { authorization: `Bearer ${key}` } })).json();
  // Safe: the contract's own tests look at every field.
  const { runs } = (await get(`${pipelines}/api/v1/runs`)) as { runs: { artifact_uri: string }[] };
  const { artifact_uri } = runs[0]!;
  const { ledger } = (await get(artifact_uri)) as { ledger: { outcome: string }[] };
  return { artifact: artifact_uri, cited: ledger.length };
}

/** A port of every family. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, "::");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return String(typeof address === "object" && address ? address.port : 0);
}

async function stop(): Promise<void> {
  await Promise.all(
    started.map(async (one) => {
      if ("ready" in one) return one.stop();
      if (one.exitCode !== null || one.signalCode !== null) return;
      one.kill("SIGTERM");
      await once(one, "exit");
    }),
  );
}

if (process.argv[1] === import.meta.filename) {
  try {
    // Safe: its one starter is the test.
    const told = await followed(JSON.parse(process.env["OPERATOR"] ?? "{}") as Operator);
    process.stdout.write(JSON.stringify(told));
  } finally {
    await stop();
  }
  process.exit(0);
}
