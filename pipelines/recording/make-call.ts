import { insertCall } from "../../db/pipelines/recording.ts";
import type { Call, CallKind, Run } from "../../db/pipelines/tables.ts";
import { storable } from "../../webhooks/contract/storable.ts";
import type { Deps } from "../deps.ts";
import type { ShownProgress } from "./progress.ts";

/** Another attempt has the run, or it has ended: this worker must not change anything any more. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

export type CallInput<Output = unknown> = {
  kind: CallKind;
  name: string;
  input: unknown;
  /** In words, for whoever waits. */
  label: string;
  /** What a model calls its tool call; for traces. */
  id?: string;
  /** What of the answer stands in columns of its own. */
  meter?: (output: Output) => Partial<Meter>;
};
type Meter = Pick<
  Call,
  "outcome" | "input_tokens" | "cached_tokens" | "output_tokens" | "cost_usd" | "retries" | "priced_by"
>;

export type RecordingDeps = Pick<Deps, "db" | "clock">;

/** Of a call that has no more to say of itself. */
export const METER: Meter = {
  outcome: "done",
  input_tokens: 0,
  cached_tokens: 0,
  output_tokens: 0,
  cost_usd: null,
  retries: 0,
  priced_by: null,
};

/** When calls end: see `Stop` and `Hand` of runs/stop.ts. */
export type CallEnds = { winding: AbortSignal; signal: AbortSignal; keep: <T>(work: Promise<T>) => Promise<T> };

export type Wanted<Output> = CallInput<Output> & Pick<Call, "node" | "step" | "path" | "ordinal" | "input_digest">;

export type CallMaker = <Output>(
  wanted: Wanted<Output>,
  live: (signal: AbortSignal) => Promise<Output>,
) => Promise<Call>;

/**
 * Makes a call and commits it under the fence. One to a model is paid for: once begun it may come to its end, others are asked anew.
 *
 * @throws {Fenced} when another attempt has the run by now.
 */
export function callMaker(
  { db, clock }: RecordingDeps,
  run: Run,
  progress: ShownProgress,
  { winding, signal, keep }: CallEnds,
) {
  const make = async <Output>(
    { label, meter, ...row }: Wanted<Output>,
    live: (signal: AbortSignal) => Promise<Output>,
    signal: AbortSignal,
  ): Promise<Call> => {
    await progress.begin(label);
    winding.throwIfAborted();
    const started_at = clock();
    const output = storable(await live(signal));
    const duration_ms = clock().getTime() - started_at.getTime();
    const finished = { ...METER, ...meter?.(output), ...row, label, output, started_at, duration_ms };
    // While everything is being stopped a failure says nothing of the other side: it may be stopped as well.
    if (finished.outcome === "failed") winding.throwIfAborted();
    if (!(await insertCall(db, run, finished))) throw new Fenced("another attempt has this run");
    progress.end(label);
    return { ...finished, run_id: run.id, attempt: run.attempt, seq: "", served_from: null };
  };
  return async <Output>(wanted: Wanted<Output>, live: (signal: AbortSignal) => Promise<Output>): Promise<Call> => {
    winding.throwIfAborted();
    if (wanted.kind === "model") return keep(make(wanted, live, signal));
    return make(wanted, live, AbortSignal.any([signal, winding]));
  };
}

/** Commits what another run's recording answered, as that call was made: its tokens, its time. @throws {Fenced} */
export async function keepServed<Output>(
  db: Deps["db"],
  run: Run,
  { step, path, ordinal, node, label }: Wanted<Output>,
  there: Call,
): Promise<Call> {
  const { run_id: served_from, ...made } = there;
  const call = { ...made, step, path, ordinal, node, label, served_from };
  if (!(await insertCall(db, run, call))) throw new Fenced("another attempt has this run");
  return { ...call, run_id: run.id, attempt: run.attempt };
}
