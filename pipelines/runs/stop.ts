import { lookAtRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";

const LOOK_EVERY_MS = 400;

export type Stop = {
  signal: AbortSignal;
  why: () => "cancelled" | "overdue" | "fenced" | "released" | null;
  end: () => void;
};

/**
 * Watches a run while an attempt works on it, and aborts that attempt when somebody stops the run, its time is over, or another
 * worker has taken it. A plain abort: libraries below take an abort with a reason for an error and try again.
 *
 * @param released Aborted when the attempt's job is no longer this process's: it is stopping, and another one goes on.
 */
export function watchForStop({ db, clock, log }: Deps, run: Run, released: AbortSignal): Stop {
  const controller = new AbortController();
  let why: ReturnType<Stop["why"]> = null;
  const stopFor = (reason: NonNullable<typeof why>) => {
    why ??= reason;
    controller.abort();
  };
  const look = async () => {
    if (run.deadline_at <= clock()) return stopFor("overdue");
    const now = await lookAtRun(db, run.id);
    if (now?.attempt !== run.attempt || now.state !== "running") return stopFor("fenced");
    if (now.cancel_requested_at) stopFor("cancelled");
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.warn({ error, run_id: run.id }, "could not look after the run"));
  }, LOOK_EVERY_MS);
  const release = () => stopFor("released");
  released.addEventListener("abort", release);
  const end = () => {
    clearInterval(timer);
    released.removeEventListener("abort", release);
  };
  if (run.cancel_requested_at) stopFor("cancelled");
  if (released.aborted) release();
  return { signal: controller.signal, why: () => why, end };
}
