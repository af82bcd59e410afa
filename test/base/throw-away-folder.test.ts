import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { throwAwayFolder } from "../../base/throw-away-folder.ts";
import { machineEnv } from "../support/machine.ts";
import { until } from "../support/until.ts";

const MODULE = join(import.meta.dirname, "../../base/throw-away-folder.ts");

test("a throw-away folder ends with its process, though that was killed", async () => {
  const { child, path } = await holder("kind-killed");
  expect(existsSync(path)).toBe(true);

  child.kill("SIGKILL");

  await until("end of the folder", () => !existsSync(path));
});

test("the next one of its kind removes what a machine that went down has left, and what a living process has it keeps", async () => {
  const { path: used } = await holder("kind-next");
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "close");
  const forsaken = join(tmpdir(), `kind-next-${gone.pid}-aB3dE6`);
  mkdirSync(join(forsaken, "deep"), { recursive: true });

  throwAwayFolder("kind-next").remove();

  expect([existsSync(forsaken), existsSync(used)]).toEqual([false, true]);
});

/** A process that has such a folder. */
async function holder(kind: string): Promise<{ child: ChildProcess; path: string }> {
  const script = `import { throwAwayFolder } from ${JSON.stringify(MODULE)};
    process.stdout.write(throwAwayFolder(${JSON.stringify(kind)}).path); setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { env: machineEnv() });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [path] = await once(child.stdout, "data");
  return { child, path: String(path) };
}
