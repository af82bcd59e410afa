import { fromKysely, PgBoss, type JobResult, type JobWithMetadata } from "pg-boss";
import manifest from "pg-boss/package.json" with { type: "json" };
import { about } from "../base/about.ts";
import { asError, type Log } from "../base/log.ts";

/**
 * Jobs on PostgreSQL: they commit with the rows they belong to, survive their worker, and go to another one when it dies.
 *
 * @source pg-boss 12. A worker counts as dead after `heartbeatSeconds`; the supervisor's intervals and the poll behind
 *   LISTEN/NOTIFY add to the time until another takes over. One that is alive and slow may miss three refreshes and keeps its job.
 */
const TAKE_OVER = { heartbeatSeconds: 15, heartbeatRefreshSeconds: 3 };
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

export type Job<Data> = { id: string; data: Data; signal: AbortSignal; attempt: number; lastAttempt: boolean };

export type Jobs = {
  start: () => Promise<void>;
  queue: (name: string, rules: QueueRules) => Promise<void>;
  /** @returns false when a job with this id or key waits already. */
  send: (tx: Enqueuing | null, name: string, data: object, options?: SendOptions) => Promise<boolean>;
  /** @param parallel Loops that fetch side by side; each may take two jobs at once. */
  work: <Data extends object>(
    name: string,
    handle: (job: Job<Data>) => Promise<void>,
    parallel?: number,
  ) => Promise<void>;
  /** Starts `name` by cron in UTC, once over all instances. */
  every: (name: string, cron: string) => Promise<void>;
  stop: () => Promise<void>;
};

/** A Kysely or a transaction of any tables: the job commits with it. */
export type Enqueuing = Parameters<typeof fromKysely>[0];

export type SendOptions = { id?: string; startAfterS?: number; key?: string };

const DEAD = "dead";

/** Of the tables that this release's pg-boss works with. */
export const jobsVersion = manifest.pgboss.schema;

export type PreparedJobs = {
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

export function createJobs(databaseUrl: string, schema: string, log: Log): Jobs {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema,
    max: 4,
    useListenNotify: true,
    // This role owns none of it: see prepare.ts.
    migrate: false,
    ...SUPERVISION,
  });
  boss.on("error", (error) => log.warn({ error: error.message }, "jobs"));
  return {
    async start() {
      await boss.start();
      await boss.createQueue(DEAD);
    },
    async queue(name, rules) {
      await boss.createQueue(name, {
        ...{ retryLimit: rules.retries, retryDelay: rules.retryDelayS, retryDelayMax: rules.retryDelayMaxS },
        ...{ retryBackoff: true, expireInSeconds: rules.expireS, heartbeatSeconds: TAKE_OVER.heartbeatSeconds },
        ...{ deadLetter: DEAD, notify: true, policy: "standard" },
      });
    },
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
      const options = {
        ...{ batchSize: 2, burstWhenBatchFull: true, perJobResults: true as const, includeMetadata: true as const },
        ...{ localConcurrency: parallel, heartbeatRefreshSeconds: TAKE_OVER.heartbeatRefreshSeconds },
        ...{ notifyPollingIntervalSeconds: POLL_BEHIND_NOTIFY_S, pollingIntervalSeconds: POLL_BEHIND_NOTIFY_S },
      };
      await boss.work<never, void, typeof options>(name, options, (jobs) =>
        Promise.all(jobs.map((job) => settle(job, handle, log))),
      );
    },
    async every(name, cron) {
      await boss.schedule(name, cron, {}, { tz: "UTC" });
    },
    stop: () => boss.stop({ graceful: true, timeout: 2_000 }),
  };
}

async function settle<Data extends object>(
  { id, name, data, signal, retryCount, retryLimit }: JobWithMetadata<Data>,
  handle: (job: Job<Data>) => Promise<void>,
  log: Log,
): Promise<JobResult> {
  try {
    const job = { id, data, signal, attempt: retryCount + 1, lastAttempt: retryCount >= retryLimit };
    await about({ job: name, job_id: id }, () => handle(job));
    return { id, status: "completed" };
  } catch (error) {
    log.warn({ error: asError(error), job: name, job_id: id, attempt: retryCount + 1, ...idsIn(data) }, "a job failed");
    return { id, status: "failed", output: { message: error instanceof Error ? error.message : "failed" } };
  }
}

/** Jobs hold ids and numbers; the ids tell whose story a failure belongs to. */
function idsIn(data: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data ?? {}).filter(([name]) => name.endsWith("_id")));
}
