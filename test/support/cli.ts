import { spawn } from "node:child_process";
import { join } from "node:path";
import { machineEnv } from "./machine.ts";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");

type Ran = { exit: number | null; out: string; err: string };

/** `pulse` as people run it: a process of its own, whose output is no terminal. */
export function runCli(args: readonly string[], env: Record<string, string>, cwd?: string): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...machineEnv(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd && { cwd }),
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (err += text));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (exit) => done({ exit, out, err }));
  });
}
