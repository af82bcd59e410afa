import { LIFE_LOCK } from "./life-lock.ts";

/** One attempt at a job, as pg-boss counts them. */
type Claim = { id: string; name: string; retryCount: number };

type Ask = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;

/**
 * Which process has which job in hand. pg-boss hears of a dead one when its heart-beats have been missing for long; a lock is gone at
 * once, and whatever was held under it is given to the next.
 *
 * @param side `app` or `pipelines`: its table, and pg-boss's beside it.
 */
export function heldJobs(ask: Ask, side: string, holder: number) {
  const [held, job] = [`${side}.held_jobs`, `${side}_jobs.job`];
  const missing = new Map<number, number>();

  /** Only what is still the attempt that was held: anything newer is somebody else's. @returns names of the queues. */
  async function giveBack(where: string, values: unknown[]): Promise<string[]> {
    const { rows } = await ask(
      `with given as (delete from ${held} where ${where} returning job_id, queue, attempt)
       update ${job} job set state = 'retry', start_after = ${side}_jobs.job_now(), heartbeat_on = null
       from given where job.name = given.queue and job.id = given.job_id and job.retry_count = given.attempt
         and job.state = 'active' and job.retry_count < job.retry_limit
       returning job.name`,
      values,
    );
    // Safe: what the statement returns.
    return [...new Set((rows as { name: string }[]).map(({ name }) => name))];
  }

  async function deadHolders(now: number, forMs: number): Promise<number[]> {
    const { rows } = await ask(
      `select distinct holder from ${held} where not exists (
         select from pg_locks where locktype = 'advisory' and objsubid = 2 and granted
           and database = (select oid from pg_database where datname = current_database())
           and classid = $1::int::oid and objid = holder::oid)`,
      [LIFE_LOCK],
    );
    // Safe: see above.
    const dead = new Set((rows as { holder: number }[]).map((row) => row.holder));
    for (const known of missing.keys()) if (!dead.has(known)) missing.delete(known);
    for (const one of dead) if (!missing.has(one)) missing.set(one, now);
    return [...dead].filter((one) => now - (missing.get(one) ?? now) >= forMs);
  }

  return {
    take: ({ id, name, retryCount }: Claim) =>
      ask(
        `insert into ${held} (job_id, queue, attempt, holder) values ($1, $2, $3, $4)
         on conflict (job_id) do update set attempt = excluded.attempt, holder = excluded.holder`,
        [id, name, retryCount, holder],
      ),
    drop: ({ id }: Claim) => ask(`delete from ${held} where job_id = $1 and holder = $2`, [id, holder]),
    /** This one, for the next process to go on with at once. */
    release: ({ id }: Claim) => giveBack("job_id = $1 and holder = $2", [id, holder]),
    releaseAll: () => giveBack("holder = $1", [holder]),
    /** What processes held that have been dead for so long. @returns the queues whose jobs are free again. */
    async freeOrphans(forMs: number): Promise<string[]> {
      const dead = await deadHolders(performance.now(), forMs);
      return dead.length === 0 ? [] : giveBack("holder = any($1::int[])", [dead]);
    },
  };
}
