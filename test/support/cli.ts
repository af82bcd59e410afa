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

/** As above, and at a terminal: somebody types this once they are asked. @returns what they saw. */
export async function typedToCli(args: readonly string[], typed: string, env: Record<string, string>): Promise<Ran> {
  const command = [process.execPath, MAIN, ...args].map((one) => `'${one}'`).join(" ");
  // util-linux: it gives a command a terminal, and ends as it ends.
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { ...machineEnv(), ...env, NO_COLOR: "1" },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const before = out.includes("[y/N]");
    out += text;
    if (!before && out.includes("[y/N]")) child.stdin.write(typed);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (err += text));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (exit) => done({ exit, out: out.replaceAll("\r\n", "\n"), err }));
  });
}
