import { fork } from "node:child_process";
import { MACHINE_VARIABLES } from "./read-environment.ts";
import { EndedEarly } from "./spawn-child.ts";

type Work = {
  name: string;
  script: string;
  env: Record<string, string | undefined>;
  /** Hears why it waits for something. */
  onWaiting?: (reason: string) => void;
};

type Running = { done: Promise<void>; stop: () => Promise<void> };

/** Runs a program of ours to its end, in an environment of its own. `done` rejects when it does not end well. */
export function runChild({ name, script, env, onWaiting }: Work): Running {
  const machine = MACHINE_VARIABLES.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : []));
  const child = fork(script, {
    env: { ...Object.fromEntries(machine), ...env },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  child.on("message", (message) => {
    // Safe: our own programs send it.
    if (typeof message === "object" && "waiting" in message) onWaiting?.(message.waiting as string);
  });
  const ended = new Promise<[number | null, string | null]>((done) =>
    child.once("exit", (code, signal) => done([code, signal])),
  );
  return {
    done: ended.then(([code, signal]) => {
      if (code !== 0) throw new EndedEarly(name, code, signal);
    }),
    async stop() {
      // What it does in the database is done whole or not at all.
      child.kill("SIGKILL");
      await ended;
    },
  };
}
