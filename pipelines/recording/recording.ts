import { endNode, insertCall, listCalls, startNode } from "../../db/pipelines/recording.ts";
import type { Call, CallKind, Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Progress } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { type ShownProgress, showProgress } from "./progress.ts";
import { storable } from "../../webhooks/contract/storable.ts";

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

/** A call inside a node: answered from the recording when an earlier attempt finished it, else made and then recorded. */
export type RecordedCall = <Output>(
  call: CallInput<Output>,
  live: (signal: AbortSignal) => Promise<Output>,
) => Promise<Output>;

/** Where LangGraph stands: the same on every replay, parallel branches included. */
export type Place = { step: number; path: string };

type Work<Result> = (
  call: RecordedCall,
  /** A numbering of its own for each of several things that go on side by side. */
  lane: (name: string) => RecordedCall,
) => Promise<{ result: Result; detail: string; counts?: Partial<Progress["counts"]> }>;

export type Recorder = {
  node: <Result>(name: string, place: Place, work: Work<Result>) => Promise<Result>;
  /** Milliseconds that the calls so far took, since the run was continued if it was; the same on every replay. */
  elapsedMs: () => number;
  /** Totals over what is recorded. */
  totals: () => Pick<Call, "input_tokens" | "output_tokens" | "cost_usd"> & { tool_calls: number; model_calls: number };
  /** Begins no call any more, and waits until those that are open are written down or broken off. */
  end: () => Promise<void>;
};

type RecordingDeps = Pick<Deps, "db" | "clock">;

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
type Limits = { winding: AbortSignal; signal: AbortSignal; keep: <T>(work: Promise<T>) => Promise<T> };

export async function openRecording(deps: RecordingDeps, run: Run, limits: Limits): Promise<Recorder> {
  const { db, clock } = deps;
  const recorded = new Map((await listCalls(db, run.id)).map((call) => [keyOf(call), call]));
  const used: Call[] = [];
  const progress = showProgress(db, run);
  const ended = new AbortController();
  const open = new Set<Promise<Call>>();
  const winding = AbortSignal.any([limits.winding, ended.signal]);
  const make = caller(deps, run, progress, { ...limits, winding });

  function noted(call: Promise<Call>): Promise<Call> {
    open.add(call);
    return call.finally(() => open.delete(call));
  }

  function callsOf(node: string, place: Place) {
    const made = { calls: 0, replayed: 0 };
    const ordinals = new Map<string, number>();
    const lane =
      (path: string): RecordedCall =>
      async <Output>(asked: CallInput<Output>, live: (signal: AbortSignal) => Promise<Output>) => {
        const key = { step: place.step, path, ordinal: ordinals.get(path) ?? 0 };
        ordinals.set(path, key.ordinal + 1);
        const known = recorded.get(keyOf(key));
        made.calls += 1;
        if (known) made.replayed += 1;
        const input_digest = digestOf({ kind: asked.kind, name: asked.name, input: asked.input });
        const call = known ?? (await noted(make({ ...asked, ...key, node, input_digest }, live)));
        recorded.set(keyOf(key), call);
        used.push(call);
        progress.count(call);
        return answerOf<Output>(call, input_digest);
      };
    return { call: lane(place.path), lane: (name: string) => lane(`${place.path}/${name}`), made };
  }

  return {
    async node(name, place, work) {
      const { call, lane, made } = callsOf(name, place);
      await Promise.all([startNode(db, run, name, clock()), progress.enter(name)]);
      try {
        const { result, detail, counts = {} } = await work(call, lane);
        progress.add(counts);
        await endNode(db, run, name, { ...made, detail, failed: false }, clock());
        return result;
      } catch (error) {
        const detail = error instanceof Problem ? error.message : "";
        await endNode(db, run, name, { ...made, detail, failed: true }, clock());
        throw error;
      }
    },
    elapsedMs: () => sinceContinued(tookMs(used), run.continued_ms),
    totals: () => totalsOf([...recorded.values()]),
    async end() {
      ended.abort();
      while (open.size > 0) await Promise.allSettled([...open]);
    },
  };
}

type Wanted<Output> = CallInput<Output> & Pick<Call, "node" | "step" | "path" | "ordinal" | "input_digest">;

/**
 * Makes a call and commits it under the fence. One to a model is paid for: once begun it may come to its end, others are asked anew.
 *
 * @throws {Fenced} when another attempt has the run by now.
 */
function caller({ db, clock }: RecordingDeps, run: Run, progress: ShownProgress, { winding, signal, keep }: Limits) {
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
    return { ...finished, run_id: run.id, attempt: run.attempt, seq: "" };
  };
  return async <Output>(wanted: Wanted<Output>, live: (signal: AbortSignal) => Promise<Output>): Promise<Call> => {
    winding.throwIfAborted();
    if (wanted.kind === "model") return keep(make(wanted, live, signal));
    return make(wanted, live, AbortSignal.any([signal, winding]));
  };
}

function keyOf({ step, path, ordinal }: Pick<Call, "step" | "path" | "ordinal">): string {
  return `${step} ${path} ${ordinal}`;
}

function answerOf<Output>(known: Call, inputDigest: string): Output {
  if (known.input_digest !== inputDigest) {
    throw new Error(
      `Call ${known.name} of ${known.node} was recorded with another input: the node is not deterministic.`,
    );
  }
  // Safe: what was recorded is what the same live call returned.
  return known.output as Output;
}

/** Milliseconds in which at least one of these calls was being made: time in which nobody worked is between them. */
export function tookMs(calls: readonly Pick<Call, "started_at" | "duration_ms">[]): number {
  const spans = calls.map(({ started_at, duration_ms }) => ({ from: started_at.getTime(), ms: duration_ms }));
  let [total, covered] = [0, -Infinity];
  for (const { from, ms } of spans.sort((a, b) => a.from - b.from)) {
    total += Math.max(0, from + ms - Math.max(from, covered));
    covered = Math.max(covered, from + ms);
  }
  return total;
}

/** @param marks How far the recording had come each time that the run was continued. */
function sinceContinued(ms: number, marks: readonly number[]): number {
  return ms - Math.max(0, ...marks.filter((mark) => mark <= ms));
}

function totalsOf(calls: readonly Call[]) {
  const sum = (of: (call: Call) => number) => calls.reduce((total, call) => total + of(call), 0);
  const priced = calls.filter(({ kind }) => kind === "model");
  const unknown = priced.some(({ cost_usd }) => cost_usd === null);
  return {
    tool_calls: calls.filter(({ kind }) => kind === "tool").length,
    model_calls: priced.length,
    input_tokens: sum(({ input_tokens }) => input_tokens),
    output_tokens: sum(({ output_tokens }) => output_tokens),
    cost_usd: unknown ? null : sum(({ cost_usd }) => cost_usd ?? 0),
  };
}
