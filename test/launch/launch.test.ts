import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, onTestFailed, onTestFinished, test } from "vitest";
import { deriveToken } from "../../webhooks/token.ts";
import { controlsOf } from "../support/demo-slack-controls.ts";
import { demoSlackOf } from "../support/demo-slack.ts";
import { machineEnv } from "../support/machine.ts";
import { launch, spawnLaunch, signedInVisitor, type Launched } from "../support/spawn-launch.ts";
import { environmentOf, familyOf, survivors } from "../support/processes.ts";
import { asStranger, canBeStranger } from "../support/stranger.ts";
import { tableDump } from "../support/table-dump.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { TEST_MS, until } from "../support/until.ts";

const ROOT = join(import.meta.dirname, "../..");
const { path: folder, remove } = temporaryFolder("launch");
const settings = { PULSE_DATA: folder, PORT: "0", LOG_LEVEL: "debug", TEAM_NAME: "Acme" };

const running: Launched[] = [];
afterAll(async () => {
  for (const { process: launcher, ended } of running) {
    launcher.kill("SIGKILL");
    await ended();
  }
  remove();
});

async function up(env: Record<string, string> = {}): Promise<Launched> {
  const launched = await launch({ ...settings, ...env });
  running.push(launched);
  return launched;
}

const pidOf = ({ process: { pid = 0 } }: Launched, script: string) =>
  familyOf(pid).find(({ command }) => command.includes(script))?.pid ?? 0;

/** Signs in and composes; the last week of the made-up repository. */
async function written(launched: Launched) {
  const visit = await signedInVisitor(launched);
  const brief = { repo: "acme/harbor", base_branch: "main", preset: "7d", time_zone: "UTC", channel: "C0ENG" };
  const place = await visit("/updates", brief);
  const id = /[0-9a-f-]{36}/.exec(place)?.[0] ?? "";
  const becomes = (state: string) =>
    until(
      `update that is ${state}`,
      // The app may be on its way back.
      async () => (await visit(`/updates/${id}/status`).catch(() => "")).includes(`"state":"${state}"`),
    );
  await becomes("in_review");
  const markdown = await visit(`/updates/${id}/markdown`);
  return { id, markdown, becomes, approve: () => visit(`/updates/${id}/approval`, { markdown, base_revision: "1" }) };
}

const messagesIn = async (slack: string, markdown: string) => {
  const headline = markdown.split("\n")[0]!.replace(/^#+ /, "");
  return (await demoSlackOf(slack).everywhere(headline.slice(0, 30))).length;
};

/** What is wrong with a run whose result shall go there. */
async function sentTo({ pipelinesUrl, apiKey }: Launched, callback_url: string): Promise<string[]> {
  const parameters = { sources: [{ repo: "acme/harbor" }] };
  const request_id = crypto.randomUUID();
  const asked = await fetch(`${pipelinesUrl}/api/v1/run_templates/what-shipped/runs`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "idempotency-key": request_id },
    body: JSON.stringify({ request_id, callback_url, webhook_token: "t".repeat(43), parameters }),
  });
  const { details = [] } = (await asked.json()) as { details?: { path: string }[] };
  return details.map(({ path }) => path);
}

let posted: { id: string; markdown: string };

test.skipIf(process.platform !== "linux")(
  "everything comes up, posts one message though the app is killed in between, keeps its secrets, and leaves nothing behind",
  { timeout: TEST_MS },
  async () => {
    const launched = await up({ SOME_SECRET: "canary-of-the-shell" });
    const { url, pipelinesUrl, slack } = launched;
    for (const at of [url, pipelinesUrl]) expect((await fetch(`${at}/healthz`)).status).toBe(200);
    expect(await sentTo(launched, "http://127.0.0.1:8123/hook")).toEqual(["callback_url"]);
    expect(await sentTo(launched, `${url.replace("http:", "https:")}/hook`)).toEqual(["callback_url"]);

    const draft = await written(launched);
    posted = draft;
    expect(await controlsOf(slack!).command("/pulse help")).toMatchObject({ ok: true });
    expect((await controlsOf(slack!).person("U0MIRA")).ephemerals.at(-1)?.text).toContain("What Pulse understands");
    await demoSlackOf(slack!).fault({ method: "chat.postMessage", fault: "hang-after" });
    await draft.approve();
    await until("message in Slack", async () => (await messagesIn(slack!, draft.markdown)) === 1);
    process.kill(pidOf(launched, "app/main.ts"), "SIGKILL");

    await draft.becomes("posted");
    await requireLinks(launched);
    expect(await messagesIn(slack!, draft.markdown)).toBe(1);

    const dump = await tableDump(launched.database);
    expect(dump).toContain(draft.id);
    for (const [name, secret] of Object.entries(secretsOf(draft.id))) {
      expect(dump.includes(secret), `${name} in a table`).toBe(false);
      expect(launched.output().includes(secret), `${name} in a log`).toBe(false);
    }
    for (const token of ["xoxb-demo", "xapp-demo", "demo-client-secret"])
      expect(launched.output()).not.toContain(token);
    for (const script of ["app/main.ts", "pipelines/main.ts"]) {
      expect(Object.values(environmentOf(pidOf(launched, script)))).not.toContain("canary-of-the-shell");
    }

    const family = familyOf(launched.process.pid!);
    expect(family.length).toBeGreaterThan(5);
    launched.process.kill("SIGINT");
    expect(await launched.ended()).toBe(0);
    await until("end of every process", () => survivors(family).length === 0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  },
);

/** The terminal shows each link: the first, the one in place of it, and that of the app that came back. */
async function requireLinks({ output, signIn, url }: Launched): Promise<void> {
  expect(signIn).toMatch(new RegExp(`^${url}/sign-in\\?code=[A-Z2-9-]{14}$`));
  expect(output()).toContain(`  Sign in: ${signIn} (this machine only, once)`);
  const next = /Another browser: (\S+)/.exec(output())?.[1] ?? "";
  await until("link of the app that came back", () => output().includes("Pulse is back. Sign in: "));
  const last = /Pulse is back\. Sign in: (\S+)/.exec(output())?.[1] ?? "";
  expect(new Set([signIn, next, last]).size).toBe(3);
  await signedInVisitor({ url, signIn: last });
}

/** The launcher, the pipelines and their GitHub child know it. */
const leaksTo = (pid: number, secret: string) => Object.values(environmentOf(pid)).includes(secret);

/** Every key of this folder, and the token of the update's one run. */
function secretsOf(updateId: string): Record<string, string> {
  const file = join(folder, "keys.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { database, ...keys } = JSON.parse(readFileSync(file, "utf8"));
  const made = ["PROVENANCE_KEY", "PULSE_API_KEY", "WEBHOOK_SIGNING_KEYS", "WEBHOOK_TOKEN_KEY"];
  expect(Object.keys(keys).sort()).toEqual(made);
  expect(Object.keys(database).sort()).toEqual(["app", "owner", "pipelines", "superuser"]);
  return { ...keys, ...database, token: deriveToken(Buffer.from(keys["WEBHOOK_TOKEN_KEY"]!, "base64"), updateId, 1) };
}

test.skipIf(process.platform !== "linux")(
  "a second start goes on with the data of the first, each side has its own secrets only, and kill -9 leaves nothing",
  { timeout: TEST_MS },
  async () => {
    const env = {
      GITHUB_TOKEN: "canary-for-github",
      GITHUB_API_URL: "http://127.0.0.1:9",
      GITHUB_REPOSITORIES: "acme/harbor",
    };
    const launched = await up(env);
    const visit = await signedInVisitor(launched);
    await visit("/sign-in", { handle: "tobi" });

    expect(await visit(`/updates/${posted.id}/status`)).toContain('"state":"posted"');
    expect(await visit(`/updates/${posted.id}/markdown`)).toBe(posted.markdown);
    expect(await messagesIn(launched.slack!, posted.markdown)).toBe(1);

    const app = environmentOf(pidOf(launched, "app/main.ts"));
    const pipelines = environmentOf(pidOf(launched, "pipelines/main.ts"));
    expect(Object.keys(app).filter((name) => name.startsWith("GITHUB_"))).toEqual([]);
    expect(Object.keys(pipelines).filter((name) => /SLACK|WEBHOOK_TOKEN_KEY/.test(name))).toEqual([]);
    expect(app["PROVENANCE_KEY"]).toBeUndefined();
    expect(pipelines["GITHUB_TOKEN"]).toBe("canary-for-github");
    expect(launched.output()).not.toContain("canary-for-github");

    const holders = () => familyOf(launched.process.pid!).filter(({ pid }) => leaksTo(pid, "canary-for-github"));
    // The pipelines start their reader of GitHub when they are up.
    await until("third holder of the token", () => holders().length >= 3);
    expect(holders()).toHaveLength(3);
    const family = familyOf(launched.process.pid!);
    if (canBeStranger) {
      const all = family.map(({ pid }) => ({ kind: "read" as const, path: `/proc/${pid}/environ` }));
      expect(new Set(await asStranger(all))).toEqual(new Set(["EACCES"]));
    }
    launched.process.kill("SIGKILL");
    await until("end of every process", () => survivors(family).length === 0);
    for (const at of [launched.url, launched.pipelinesUrl]) await expect(fetch(`${at}/healthz`)).rejects.toThrow();
  },
);

test(
  "a fresh start by npm says what there is and nothing else, and Ctrl-C ends it without a word",
  { timeout: TEST_MS },
  async () => {
    const { path: fresh, remove: forget } = temporaryFolder("fresh");
    const env = {
      ...machineEnv(),
      PULSE_DATA: join(fresh, "data"),
      PORT: "0",
      npm_config_colour: "a setting nobody knows",
    };
    const npm = spawn("npm", ["start"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    for (const stream of [npm.stdout, npm.stderr])
      stream.setEncoding("utf8").on("data", (text) => void (output += text));
    const ended = once(npm, "close");

    onTestFailed(() => void process.stderr.write(output));
    await until("word that all is up", () => output.includes("Ctrl-C stops all of it") || npm.exitCode !== null);
    expect(npm.exitCode, output).toBe(null);
    // Where a child reads GitHub, it is there a moment later: it must not be heard either.
    await until("reader of GitHub", () =>
      familyOf(npm.pid!).some(({ command }) => command.includes("github/serve.ts")),
    );
    process.kill(-npm.pid!, "SIGINT");
    await ended;
    forget();

    expect(sentencesOf(output).map((line) => line.replace(/http:\S+/g, "…").replace(/ Data: .*/, " Data: …"))).toEqual([
      "> pulse@0.1.0 start",
      "> node base/check-node.js && node launch.ts",
      "  Pulse is up: …",
      "  Sign in: … (this machine only, once)",
      "  GitHub is a stand-in: … (set GITHUB_TOKEN for the real one)",
      "  Slack is a stand-in:  … (set SLACK_BOT_TOKEN for the real one)",
      "  Model is a stand-in:  … (set OPENAI_API_KEY for a real one)",
      "  Ctrl-C stops all of it. Data: …",
    ]);
  },
);

test("a port that is taken is said in one sentence", { timeout: TEST_MS }, async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void other.close());
  // Safe: a server that listens on a port has such an address.
  const PORT = String((other.address() as AddressInfo).port);

  const { output, ended } = spawnLaunch({ ...settings, LOG_LEVEL: "silent", PORT });

  expect(await ended()).toBe(1);
  expect(sentencesOf(output())).toEqual([`Port ${PORT} is in use. Set PORT to another one.`]);
});

test.each(["http", "70000", "-1", "80.5"])("PORT=%s is answered with one sentence", async (PORT) => {
  const { output, ended } = spawnLaunch({ ...settings, PORT });

  expect(await ended()).toBe(1);
  expect(sentencesOf(output())).toEqual([`PORT is “${PORT}”. It must be a number from 0 to 65535.`]);
});

const sentencesOf = (output: string) => output.split("\n").filter(Boolean);
