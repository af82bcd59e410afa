import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isUsedBy } from "../../launch/watch.ts";
import { machineEnv } from "../support/machine.ts";
import { familyOf } from "../support/processes.ts";
import { signedInVisitor } from "../support/spawn-launch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { until } from "../support/until.ts";

const ROOT = join(import.meta.dirname, "../..");
const HOUSE = [
  "api",
  "app",
  "base",
  "db",
  "demo",
  "launch",
  "pipelines",
  "views",
  "webhooks",
  "launch.ts",
  "package.json",
];

/** A house that a test may change. */
const { path: root, remove } = temporaryFolder("dev");
let pulse: ChildProcess;
let output = "";
let visit: Awaited<ReturnType<typeof signedInVisitor>>;

const change = (file: string, to: (text: string) => string): void =>
  writeFileSync(join(root, file), to(readFileSync(join(root, file), "utf8")));

const pidOf = (script: string): number =>
  familyOf(pulse.pid ?? 0).find(({ command }) => command.includes(script))?.pid ?? 0;

beforeAll(async () => {
  for (const name of HOUSE) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  const env = { ...machineEnv(), PULSE_DATA: join(root, "data"), PORT: "0", LOG_LEVEL: "warn" };
  pulse = fork(join(root, "launch.ts"), ["--dev"], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  for (const stream of [pulse.stdout, pulse.stderr])
    stream?.on("data", (part: Buffer) => void (output += part.toString()));
  const [{ ready }] = (await once(pulse, "message")) as [{ ready: { url: string; signIn: string } }];
  visit = await signedInVisitor(ready);
});
afterAll(async () => {
  pulse.kill("SIGINT");
  await once(pulse, "close");
  remove();
});

test.skipIf(process.platform !== "linux")(
  "a template and a style show at the next request, and a change of code starts who uses it again",
  async () => {
    const [app, pipelines] = [pidOf("app/main.ts"), pidOf("pipelines/main.ts")];
    change("views/profiles/list.eta", (text) => text.replace("<h1>", "<h1>Changed "));
    expect(await visit("/profiles")).toContain("<h1>Changed Profiles");
    change("views/static/icon.svg", (text) => `${text}<!-- changed -->`);
    expect(await visit("/assets/icon.svg")).toContain("<!-- changed -->");
    expect(pidOf("app/main.ts")).toBe(app);

    change("app/words.ts", (text) => `${text}\nexport const more = 1;\n`);
    await until("another app", () => ![0, app].includes(pidOf("app/main.ts")));
    // Signed in as before.
    await until("page of it", async () => (await visit("/profiles").catch(() => "")).includes("<h1>Changed Profiles"));
    expect(output).toContain("app/words.ts changed: app starts again.");
    expect(pidOf("pipelines/main.ts")).toBe(pipelines);
  },
);

test.skipIf(process.platform !== "linux")("what does not compile is said, and the next change goes on", async () => {
  change("app/words.ts", (text) => `${text}\nexport const = ;\n`);
  await until("word of it", () => output.includes("app did not start. It is tried again at the next change."));
  expect(output).toContain("app/words.ts:");

  change("app/words.ts", (text) => text.replace("export const = ;", ""));
  await until("page of it", async () => (await visit("/profiles").catch(() => "")).includes("<h1>Changed Profiles"));
});

test("whoever imports a file uses it, and what is no code is used where the nearest code is", () => {
  const [app, pipelines, github] = ["app/main.ts", "pipelines/main.ts", "demo/github/main.ts"].map((script) =>
    isUsedBy(ROOT, script),
  );
  const users = (file: string) => [app, pipelines, github].map((uses) => uses?.(file));

  expect(users("app/web/updates/updates.ts")).toEqual([true, false, false]);
  expect(users("pipelines/github/serve.ts")).toEqual([false, true, false]);
  expect(users("webhooks/contract/limits.ts")).toEqual([true, true, false]);
  expect(users("base/child.ts")).toEqual([true, true, true]);
  expect(users("db/alive-thread.ts")).toEqual([true, true, false]);
  expect(users("pipelines/report/prompts/voice.md")).toEqual([false, true, false]);
  expect(users("demo/data/harbor.json")).toEqual([false, false, true]);
  expect(users("app/web/nobody.ts")).toEqual([false, false, false]);
});
