import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startChild } from "../../base/spawn-child.ts";
import { machineEnv } from "../support/machine.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/patient-process.ts");

test("whoever starts a process waits for what it has in hand when it is stopped", async () => {
  const { ready, stop } = startChild({ name: "patient", script, env: {}, restart: true, graceMs: 60_000 });
  const { url } = await ready;
  const heard = async () => ((await (await fetch(url)).json()) as { grace_ms: number | null }).grace_ms;
  expect(await heard()).toBeNull();

  let ended = false;
  const stopped = stop().then(() => (ended = true));
  await until("word of the stop", async () => (await heard()) === 60_000);
  expect(ended).toBe(false);
  await fetch(`${url}/done`);

  await stopped;
});

test.each([
  ["without a parent it has no grace", (child: ReturnType<typeof start>) => child.disconnect(), "grace 0\n", 0],
  ["a second Ctrl-C ends it at once", interruptedTwice, "grace 60000\n", 1],
])("%s", async (_what, end, said, code) => {
  const child = start();
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => void (log += text));
  await once(child, "message");
  const ended = once(child, "exit");

  await end(child, () => log);

  expect(await ended).toEqual([code, null]);
  await until(`${said.trim()} in its log`, () => log === said);
});

function start() {
  return fork(script, { env: machineEnv(), stdio: ["ignore", "ignore", "pipe", "ipc"] });
}

async function interruptedTwice(child: ReturnType<typeof start>, log: () => string): Promise<void> {
  child.kill("SIGINT");
  await until("word of the first", () => log() !== "");
  child.kill("SIGINT");
}
