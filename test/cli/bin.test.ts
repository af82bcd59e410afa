import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { machineEnv } from "../support/machine.ts";

const ROOT = join(import.meta.dirname, "../..");
const PULSE = join(ROOT, "cli/pulse.js");
const OLD = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})`;
const hasOwnNode = existsSync(join(ROOT, "node_modules/.bin/node"));

test("npx finds pulse in a checkout and below it, and ends as it ended", async () => {
  const helped = await ran("npx", ["--no-install", "pulse", "template", "--help"], join(ROOT, "docs"));
  expect([helped.exit, helped.out]).toEqual([0, expect.stringContaining("pulse template pull NAME")]);
  const refused = await ran("npx", ["--no-install", "pulse", "nonsense"], ROOT);
  expect([refused.exit, refused.out, refused.err]).toEqual([
    2,
    "",
    "There is no command “nonsense”. See pulse --help.\n",
  ]);
});

test.runIf(hasOwnNode)("an old Node hands over to that of the folder", async () => {
  const handed = await ran(process.execPath, ["--import", OLD, PULSE, "nonsense"], ROOT);
  expect([handed.exit, handed.err]).toEqual([2, "There is no command “nonsense”. See pulse --help.\n"]);
});

function ran(command: string, args: readonly string[], cwd: string) {
  const child = spawn(command, args, { cwd, env: machineEnv(), stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (err += text));
  return new Promise<{ exit: number | null; out: string; err: string }>((done, failed) => {
    child.once("error", failed);
    child.once("close", (exit) => done({ exit, out, err }));
  });
}
