import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import { heldJobs } from "./held-jobs.ts";
import { LIFE_LOCK } from "./life-lock.ts";

/*
 * A thread of its own, so that however busy the rest of the process is it still says that it is alive. A process that was killed loses
 * its connection and with it the lock at once; one that froze, or whose machine is gone, when the server has heard nothing for a while.
 */

/** What this thread is told, and what it tells: that the lock is held, or whose queues have jobs again. */
export type Alive = { databaseUrl: string; side: string; holder: number };
export type Told = { held: true } | { freed: string[] };

const BEAT_MS = 500;
/** By the server's own clock. A busy machine may delay many beats. */
const SILENT_S = 6;
const ANSWER_MS = 5_000;
const RETRY_MS = 200;
/** Whose connection broke takes its lock up again within this time: whoever really died does not. */
const DEAD_AFTER_MS = 1_000;
/** When ours broke, the server was away, and the others come back with us. */
const SERVER_BACK_MS = 5_000;

const pause = (ms: number) => new Promise((over) => setTimeout(over, ms));

/** @throws {Error} when the connection is lost. */
async function live(
  { databaseUrl, side, holder }: Alive,
  deadAfterMs: number,
  tell: (told: Told) => void,
): Promise<never> {
  const client = new pg.Client({ connectionString: databaseUrl, query_timeout: ANSWER_MS });
  // The next beat hears of it.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(`set idle_session_timeout = '${SILENT_S}s'`);
    // Waits where the server still keeps the lock for the connection before this one.
    await client.query("select pg_advisory_lock($1, $2)", [LIFE_LOCK, holder]);
    tell({ held: true });
    const held = heldJobs((text, values) => client.query(text, values), side, holder);
    for (;;) {
      // A question to the server, so it hears of us too.
      const freed = await held.freeOrphans(deadAfterMs);
      if (freed.length > 0) tell({ freed });
      await pause(BEAT_MS);
    }
  } finally {
    client.end().catch(() => undefined);
  }
}

if (parentPort) {
  const port = parentPort;
  // Safe: alive.ts starts it.
  const alive = workerData as Alive;
  for (let deadAfterMs = DEAD_AFTER_MS; ; deadAfterMs = SERVER_BACK_MS) {
    await live(alive, deadAfterMs, (told) => port.postMessage(told)).catch(() => undefined);
    await pause(RETRY_MS);
  }
}
