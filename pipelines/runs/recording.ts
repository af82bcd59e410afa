import { endNode, insertCall, listCalls, startNode } from "../../db/pipelines/recording.ts";
import { changeRun } from "../../db/pipelines/runs.ts";
import type { Call, CallKind, Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Progress } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { storable } from "./storable.ts";

/** Another attempt has the run, or it has ended: this worker must not change anything any more. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

export type CallInput = {
  kind: CallKind;
  name: string;
  input: unknown;
  /** In words, for whoever waits. */ label: string;
};

/** A call inside a node: answered from the recording when an earlier attempt finished it, else made and then recorded. */
export type RecordedCall = <Output>(call: CallInput, live: (signal: AbortSignal) => Promise<Output>) => Promise<Output>;

/** Where LangGraph stands: the same on every replay, parallel branches included. */
export type Place = { step: number; path: string };

export type Recorder = {
  node: <Result>(
    name: string,
    place: Place,
    work: (call: RecordedCall) => Promise<{ result: Result; detail: string; counts?: Partial<Progress["counts"]> }>,
  ) => Promise<Result>;
  /** Totals over what is recorded. */
  totals: () => Pick<Call, "input_tokens" | "output_tokens" | "cost_usd"> & { tool_calls: number; model_calls: number };
};

const EMPTY: Progress = { step: null, call: null, counts: { pages: 0, seen: 0, in_window: null, items: null } };

/** @param signal Aborted on cancel, time-out, and when another worker takes the run. */
export async function openRecording(
  { db, clock }: Pick<Deps, "db" | "clock">,
  run: Run,
  signal: AbortSignal,
): Promise<Recorder> {
  const recorded = new Map((await listCalls(db, run.id)).map((call) => [keyOf(call), call]));
  const progress: Progress = structuredClone(EMPTY);
  const showProgress = () => changeRun(db, run, { progress: JSON.stringify(progress) });

  function callsOf(node: string, place: Place) {
    const made = { calls: 0, replayed: 0 };
    const call: RecordedCall = async ({ kind, name, input, label }, live) => {
      const key = { ...place, ordinal: made.calls };
      made.calls += 1;
      const input_digest = digestOf({ kind, name, input });
      const known = recorded.get(keyOf(key));
      if (known) {
        made.replayed += 1;
        return answerOf(known, input_digest);
      }
      signal.throwIfAborted();
      progress.call = label;
      await showProgress();
      const started_at = clock();
      const output = storable(await live(signal));
      const row = { ...key, input_digest, node, kind, name, input, output, started_at };
      const duration_ms = clock().getTime() - started_at.getTime();
      const finished = { ...row, duration_ms, input_tokens: 0, output_tokens: 0, cost_usd: null };
      if (!(await insertCall(db, run, finished))) throw new Fenced("another attempt has this run");
      recorded.set(keyOf(key), { ...finished, run_id: run.id, attempt: run.attempt });
      return output;
    };
    return { call, made };
  }

  return {
    async node(name, place, work) {
      const { call, made } = callsOf(name, place);
      progress.step = name;
      progress.call = null;
      await Promise.all([startNode(db, run, name, clock()), showProgress()]);
      try {
        const { result, detail, counts } = await work(call);
        Object.assign(progress.counts, counts);
        await endNode(db, run, name, { ...made, detail, failed: false }, clock());
        return result;
      } catch (error) {
        const detail = error instanceof Problem ? error.message : "";
        await endNode(db, run, name, { ...made, detail, failed: true }, clock());
        throw error;
      }
    },
    totals: () => totalsOf([...recorded.values()]),
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
