import type { JobResult, JobWithMetadata } from "pg-boss";
import { about } from "../base/about.ts";
import { asError, type Log } from "../base/log.ts";
import type { heldJobs } from "./held-jobs.ts";

export type Job<Data> = {
  id: string;
  data: Data;
  /** Aborted when the job is no longer this process's. */
  signal: AbortSignal;
  /** Aborted when this process is asked to stop: nothing new shall be begun. */
  stopping: AbortSignal;
  /** The process waits for this piece of work when it stops, as long as its grace allows: it is paid for. */
  keep: <T>(work: Promise<T>) => Promise<T>;
  attempt: number;
  lastAttempt: boolean;
};

export type Handle<Data extends object> = (job: Job<Data>) => Promise<void>;

/** For jobs that are soon over, and for what paid work leaves to be written down. */
const USUAL_GRACE_MS = 2_000;

/** What this process is doing at the moment, and how that comes to an end. */
export function jobsInHand(held: ReturnType<typeof heldJobs>, log: Log) {
  const [stopping, over] = [new AbortController(), new AbortController()];
  const [jobs, kept] = [new Set<Promise<unknown>>(), new Set<Promise<unknown>>()];

  function noted<T>(set: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
    set.add(work);
    const done = () => void set.delete(work);
    work.then(done, done);
    return work;
  }

  async function handled<Data extends object>(job: JobWithMetadata<Data>, handle: Handle<Data>): Promise<JobResult> {
    const { id, name, data, retryCount, retryLimit } = job;
    const signal = AbortSignal.any([job.signal, over.signal]);
    try {
      await held.take(job);
      const keep = <T>(work: Promise<T>) => noted(kept, work);
      const attempt = { attempt: retryCount + 1, lastAttempt: retryCount >= retryLimit };
      const one = { id, data, signal, stopping: stopping.signal, keep, ...attempt };
      await about({ job: name, job_id: id }, () => handle(one));
      await held.drop(job).catch(() => undefined);
      return { id, status: "completed" };
    } catch (error) {
      // Where this one stops, another process goes on and need not wait. What cannot be written down is found by the others.
      await (stopping.signal.aborted ? held.release(job) : held.drop(job)).catch(() => undefined);
      const which = { job: name, job_id: id, attempt: retryCount + 1, ...idsIn(data) };
      log.warn({ error: asError(error), ...which }, "a job failed");
      return { id, status: "failed", output: { message: error instanceof Error ? error.message : "failed" } };
    }
  }

  return {
    settle: <Data extends object>(job: JobWithMetadata<Data>, handle: Handle<Data>) =>
      noted(jobs, handled(job, handle)),
    /** Nothing new, then paid work as long as it may take, and what is left is told that it is over. */
    async end(graceMs: number): Promise<void> {
      stopping.abort();
      await within(graceMs, () => kept);
      await within(USUAL_GRACE_MS, () => jobs);
      over.abort();
    },
  };
}

/** Jobs hold ids and numbers; the ids tell whose story a failure belongs to. */
function idsIn(data: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data ?? {}).filter(([name]) => name.endsWith("_id")));
}

/** Until all of them have come to an end, those that join meanwhile too, but no longer than this. */
async function within(ms: number, open: () => ReadonlySet<Promise<unknown>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<"over">((over) => (timer = setTimeout(over, ms, "over")));
  while (open().size > 0 && (await Promise.race([Promise.allSettled([...open()]), tooLong])) !== "over");
  clearTimeout(timer);
}
