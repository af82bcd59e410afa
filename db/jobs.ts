import { fromKysely, PgBoss } from "pg-boss";
import manifest from "pg-boss/package.json" with { type: "json" };
import { asError, type Log } from "../base/log.ts";
import { beginLife } from "./alive.ts";
import { heldJobs } from "./held-jobs.ts";
import { jobsInHand, type Handle } from "./jobs-in-hand.ts";

export type { Job } from "./jobs-in-hand.ts";

/**
 * Jobs on PostgreSQL: they commit with the rows they belong to, survive their worker, and go to another one when it dies.
 *
 * @source pg-boss 12. That a process is dead its lock says (alive.ts), within some seconds. Behind that stand pg-boss's own heart-beats,
 *   for a process that lives and whose event loop stands still: it may miss nine refreshes and keeps its job.
 */
const TAKE_OVER = { heartbeatSeconds: 30, heartbeatRefreshSeconds: 3 };
const SUPERVISION = { monitorIntervalSeconds: 5, superviseIntervalSeconds: 2 };
const POLL_BEHIND_NOTIFY_S = 2;

export type QueueRules = {
  /** Tries after the first. */
  retries: number;
  /** Seconds before the first retry; doubles each time, up to `retryDelayMaxS`. */
  retryDelayS: number;
  retryDelayMaxS: number;
  /** Seconds that one attempt may take. */
  expireS: number;
};

export type Jobs = {
  start: () => Promise<void>;
  /** Says from now on that this process is alive, and frees what dead ones held: the sooner, the sooner that goes on. */
  live: () => void;
  queue: (name: string, rules: QueueRules) => Promise<void>;
  /** @returns false when a job with this id or key waits already. */
  send: (tx: Enqueuing | null, name: string, data: object, options?: SendOptions) => Promise<boolean>;
  /** @param parallel Loops that fetch side by side; each may take two jobs at once. */
  work: <Data extends object>(name: string, handle: Handle<Data>, parallel?: number) => Promise<void>;
  /** Starts `name` by cron in UTC, once over all instances. */
  every: (name: string, cron: string) => Promise<void>;
  /**
   * Takes no new job, tells those in hand that they shall come to an end, and gives back what has not come to one.
   *
   * @param graceMs For what is paid for; the rest gets two seconds.
   */
  drain: (graceMs: number) => Promise<void>;
  stop: () => Promise<void>;
};

/** A Kysely or a transaction of any tables: the job commits with it. */
type Enqueuing = Parameters<typeof fromKysely>[0];

type SendOptions = { id?: string; startAfterS?: number; key?: string };

const DEAD = "dead";

/** Of the tables that this release's pg-boss works with. */
export const jobsVersion = manifest.pgboss.schema;

type PreparedJobs = {
  /** Resolves when everything is built: an upgrade makes some indexes after the rest, which may take as long as they are large. */
  built: () => Promise<void>;
};

/** Makes pg-boss's schema or brings it to this release's version, as the role that owns it. */
export async function prepareJobs(ownerUrl: string, schema: string): Promise<PreparedJobs> {
  const boss = new PgBoss({ connectionString: ownerUrl, schema, max: 2, ...ONLY_TABLES });
  const failed = new Promise<never>((_, fail) => boss.on("error", fail));
  // Heard by whoever waits below; until then nobody does.
  failed.catch(() => undefined);
  await boss.start();
  return {
    async built() {
      try {
        while (await Promise.race([isBuilding(boss), failed])) {
          await new Promise((again) => setTimeout(again, BUILD_LOOK_MS));
        }
      } finally {
        await boss.stop({ graceful: false });
      }
    },
  };
}

const ONLY_TABLES = { supervise: false, schedule: false, bamIntervalSeconds: 10 };
const BUILD_LOOK_MS = 250;

async function isBuilding(boss: PgBoss): Promise<boolean> {
  return (await boss.getBamStatus()).some(({ status }) => status === "pending" || status === "in_progress");
}

/** @param side `app` or `pipelines`: its jobs and no others. */
export function createJobs(databaseUrl: string, side: "app" | "pipelines", log: Log): Jobs {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: `${side}_jobs`,
    max: 4,
    useListenNotify: true,
    // This role owns none of it: see prepare.ts.
    migrate: false,
    ...SUPERVISION,
  });
  boss.on("error", (error) => log.warn({ error: error.message }, "jobs"));
  const queues = new Set<string>();
  // Who only sends needs no life.
  let working: ReturnType<typeof beginWork> | null = null;
  const begin = () => (working ??= beginWork(boss, databaseUrl, side, log));
  return {
    async start() {
      await boss.start();
      await boss.createQueue(DEAD);
    },
    live: () => void begin(),
    queue: (name, rules) => makeQueue(boss, name, rules),
    async send(tx, name, data, { id, startAfterS, key } = {}) {
      const sent = await boss.send(name, data, {
        ...(tx && { db: fromKysely(tx) }),
        ...(id && { id }),
        ...(startAfterS !== undefined && { startAfter: startAfterS }),
        ...(key && { singletonKey: key }),
      });
      return sent !== null;
    },
    async work(name, handle, parallel = 4) {
      const { inHand, life } = begin();
      await life.begun;
      queues.add(name);
      const options = workOptions(parallel);
      await boss.work<never, void, typeof options>(name, options, (jobs) =>
        Promise.all(jobs.map((job) => inHand.settle(job, handle))),
      );
    },
    async every(name, cron) {
      await boss.schedule(name, cron, {}, { tz: "UTC" });
    },
    drain,
    async stop() {
      await drain(0);
      await boss.stop({ graceful: true, timeout: LAST_WORDS_MS });
      await working?.life.end();
    },
  };

  async function drain(graceMs: number): Promise<void> {
    await Promise.all([...queues].map((name) => boss.offWork(name, { wait: false })));
    await working?.end(graceMs);
  }
}

async function makeQueue(boss: PgBoss, name: string, rules: QueueRules): Promise<void> {
  const { heartbeatSeconds } = TAKE_OVER;
  await boss.createQueue(name, {
    retryLimit: rules.retries,
    retryDelay: rules.retryDelayS,
    retryDelayMax: rules.retryDelayMaxS,
    retryBackoff: true,
    expireInSeconds: rules.expireS,
    heartbeatSeconds,
    deadLetter: DEAD,
    notify: true,
    policy: "standard",
  });
  // One that was there keeps the rules that it was made with.
  await boss.updateQueue(name, { heartbeatSeconds });
}

const workOptions = (localConcurrency: number) => ({
  batchSize: 2,
  burstWhenBatchFull: true,
  perJobResults: true as const,
  includeMetadata: true as const,
  localConcurrency,
  heartbeatRefreshSeconds: TAKE_OVER.heartbeatRefreshSeconds,
  notifyPollingIntervalSeconds: POLL_BEHIND_NOTIFY_S,
  pollingIntervalSeconds: POLL_BEHIND_NOTIFY_S,
});

/** For handlers that were told that it is over. */
const LAST_WORDS_MS = 1_000;

/** This process's life, what it has in hand, and its eye for others that died. */
function beginWork(boss: PgBoss, databaseUrl: string, side: "app" | "pipelines", log: Log) {
  const life = beginLife(databaseUrl, side, log, (queues) => {
    log.warn({ queues }, "a process is gone: what it had in hand goes on");
    for (const { id, name } of boss.getWipData()) if (queues.includes(name)) boss.notifyWorker(id);
  });
  const held = heldJobs((text, values) => boss.getDb().executeSql(text, values), side, life.holder);
  const inHand = jobsInHand(held, log);
  return {
    life,
    inHand,
    async end(graceMs: number) {
      await inHand.end(graceMs);
      // Without a database the others find it by the lock that is gone.
      await held.releaseAll().catch((error: unknown) => log.warn({ error: asError(error) }, "nothing was given back"));
    },
  };
}
