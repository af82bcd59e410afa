import { lookAtRun, noteWorked } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";

const LOOK_EVERY_MS = 400;
/** A process that stood still between two looks did not work all the time. */
const MOST_BETWEEN_LOOKS_MS = 5 * LOOK_EVERY_MS;
/** How much work a kill may leave uncounted. */
export const NOTED_EVERY_MS = 1_000;

/** What a process says of a job while it works on it: `Job` of db/jobs.ts. */
export type Hand = {
  id: string;
  /** Aborted when the job is no longer this process's: another one goes on. */
  signal: AbortSignal;
  /** Aborted when this process is asked to stop. */
  stopping: AbortSignal;
  /** The process waits for this before it ends. */
  keep: <T>(work: Promise<T>) => Promise<T>;
};

export type Stop = {
  /** Nothing new shall be begun; what is paid for may come to its end. */
  winding: AbortSignal;
  /** That too is over. */
  signal: AbortSignal;
  why: () => "cancelled" | "overdue" | "stopping" | "fenced" | "released" | null;
  /** That anybody worked on this run, this attempt included. */
  workedMs: () => number;
  end: () => void;
};

/**
 * Watches a run while an attempt works on it, and aborts that attempt when somebody stops the run, another worker has taken it, or its
 * time is over: time that somebody worked, whatever the clocks say. Plain aborts: libraries below take an abort with a reason for an
 * error and try again.
 */
export function watchForStop({ db, log, settings }: Deps, run: Run, hand: Hand): Stop {
  const [winding, over] = [new AbortController(), new AbortController()];
  const { stopping, signal: released } = hand;
  let why: ReturnType<Stop["why"]> = null;
  let late: NodeJS.Timeout | undefined;
  const windUp = (reason: "overdue" | "stopping") => {
    if (winding.signal.aborted) return;
    why ??= reason;
    winding.abort();
    if (reason === "overdue") late = setTimeout(() => over.abort(), settings.callGraceMs);
  };
  const stopFor = (reason: NonNullable<typeof why>) => {
    if (why !== "cancelled" && why !== "overdue") why = reason;
    winding.abort();
    over.abort();
  };
  const time = workedTime(run.worked_ms);
  let [noted, limit] = [run.worked_ms, run.limit_ms];
  const look = async (worked: number) => {
    if (worked - noted >= NOTED_EVERY_MS) {
      noted = worked;
      await noteWorked(db, run, worked, true);
    }
    const now = await lookAtRun(db, run.id);
    if (now?.attempt !== run.attempt || now.state !== "running") return stopFor("fenced");
    if (now.cancel_requested_at) stopFor("cancelled");
    limit = now.limit_ms;
  };
  let looking = false;
  const timer = setInterval(() => {
    const worked = time.pass();
    if (worked >= limit) windUp("overdue");
    // A database that is slow is not asked twice at a time.
    if (looking) return;
    looking = true;
    look(worked)
      .catch((error: unknown) => log.warn({ error, run_id: run.id }, "could not look after the run"))
      .finally(() => (looking = false));
  }, LOOK_EVERY_MS);
  const [release, wind] = [() => stopFor("released"), () => windUp("stopping")];
  released.addEventListener("abort", release);
  stopping.addEventListener("abort", wind);
  if (run.cancel_requested_at) stopFor("cancelled");
  if (stopping.aborted) wind();
  if (released.aborted) release();
  return {
    winding: winding.signal,
    signal: over.signal,
    why: () => why,
    workedMs: time.pass,
    end() {
      clearInterval(timer);
      clearTimeout(late);
      released.removeEventListener("abort", release);
      stopping.removeEventListener("abort", wind);
    },
  };
}

/** By the time that nobody sets. */
function workedTime(before: number) {
  let [worked, at] = [before, performance.now()];
  return {
    pass(): number {
      const now = performance.now();
      worked += Math.min(now - at, MOST_BETWEEN_LOOKS_MS);
      at = now;
      return Math.round(worked);
    },
  };
}
