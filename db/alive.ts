import { randomInt } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { Log } from "../base/log.ts";
import type { Alive, Told } from "./alive-thread.ts";

type Life = {
  /** The number that this process holds its jobs under. Everybody can see whether it is alive: its lock is held. */
  holder: number;
  /** Resolves when the lock is held for the first time. */
  begun: Promise<void>;
  end: () => Promise<void>;
};

/**
 * Holds a lock in the database for as long as this process lives, and looks after what other processes held that do not live any more.
 * The server frees a lock the moment its process is gone, however it went, and after some seconds without a sign of life.
 *
 * @param freed Hears of the queues whose jobs are free again.
 */
export function beginLife(databaseUrl: string, side: string, log: Log, freed: (queues: string[]) => void): Life {
  const holder = randomInt(1, 2 ** 31 - 1);
  const workerData: Alive = { databaseUrl, side, holder };
  const bare = { env: {}, execArgv: [] };
  const thread = new Worker(new URL("./alive-thread.ts", import.meta.url), { workerData, ...bare });
  // It lives with the process and does not keep it.
  thread.unref();
  const begun = new Promise<void>((held) => {
    thread.on("message", (told: Told) => ("freed" in told ? freed(told.freed) : held()));
  });
  thread.on("error", (error) => log.error({ error }, "nobody says any more that this process is alive"));
  return { holder, begun, end: async () => void (await thread.terminate()) };
}
