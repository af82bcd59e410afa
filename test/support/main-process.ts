import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Ready } from "../../base/child.ts";
import { machineEnv } from "./machine.ts";

export type MainProcess = {
  url: string;
  /** The app's link for one browser; "" of anything else. */
  signIn: string;
  process: ChildProcess;
  log: () => string;
  /** As it is asked to in production. Resolves when it has ended. */
  stop: () => Promise<void>;
};

/** One of our mains in an environment of its own, with its log kept. @throws {Error} with what it said when it ends before it is up. */
export async function forkMain(script: string, env: Record<string, string>): Promise<MainProcess> {
  const path = join(import.meta.dirname, "../..", script);
  const child = fork(path, { env: { ...machineEnv(), PORT: "0", ...env }, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => void (log += text));
  const closed = once(child, "close");
  const up = once(child, "message").then(([message]) => (message as { ready: Ready }).ready);
  const failed = closed.then(([code]) => {
    throw new Error(`${script} ended with ${code}: ${log}`);
  });
  failed.catch(() => undefined);
  const { url, signIn = "" } = await Promise.race([up, failed]);
  return {
    url,
    signIn,
    process: child,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}
