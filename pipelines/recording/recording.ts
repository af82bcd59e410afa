import { endNode, listCalls, startNode } from "../../db/pipelines/recording.ts";
import type { Call, Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Progress } from "../../webhooks/contract/runs.ts";
import type { History } from "./history.ts";
import { failureIn, livedWithout } from "./lived-without.ts";
import {
  type CallMaker,
  callMaker,
  type CallEnds,
  type CallInput,
  keepServed,
  type RecordingDeps,
} from "./make-call.ts";
import { callKey } from "./place.ts";
import { type ShownProgress, showProgress } from "./progress.ts";
import { sinceContinued, tookMs, totalsOfCalls } from "./reckoned.ts";

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

/** @param history Of a trial: whose recording answers what this one lacks. */
export async function openRecording(
  deps: RecordingDeps,
  run: Run,
  limits: CallEnds,
  history: History | null = null,
): Promise<Recorder> {
  const { db, clock } = deps;
  const recorded = new Map((await listCalls(db, run.id)).map((call) => [callKey(call), call]));
  const used: Call[] = [];
  const progress = showProgress(db, run);
  const ended = new AbortController();
  const open = openCalls();
  const winding = AbortSignal.any([limits.winding, ended.signal]);
  const lived = livedWithout(deps, run);
  const make = lived.watching(answering(deps, run, progress, { ...limits, winding }, history));

  function callsOf(node: string, place: Place) {
    const made = { calls: 0, replayed: 0 };
    const ordinals = new Map<string, number>();
    const lane =
      (path: string): RecordedCall =>
      async <Output>(asked: CallInput<Output>, live: (signal: AbortSignal) => Promise<Output>) => {
        const key = { step: place.step, path, ordinal: ordinals.get(path) ?? 0 };
        ordinals.set(path, key.ordinal + 1);
        const known = recorded.get(callKey(key));
        made.calls += 1;
        const input_digest = digestOf({ kind: asked.kind, name: asked.name, input: asked.input });
        const call = known ?? (await open.noted(make({ ...asked, ...key, node, input_digest }, live)));
        if (known || call.served_from) made.replayed += 1;
        recorded.set(callKey(key), call);
        const answer = answerOf<Output>(call, input_digest);
        used.push(call);
        progress.count(call);
        return answer;
      };
    return { call: lane(place.path), lane: (name: string) => lane(`${place.path}/${name}`), made };
  }

  return {
    async node(name, place, work) {
      const { call, lane, made } = callsOf(name, place);
      await Promise.all([startNode(db, run, name, clock()), progress.enter(name)]);
      try {
        const { result, detail, counts = {} } = await work(call, lane);
        for (const failed of await lived.keep()) recorded.set(callKey(failed), failed);
        progress.add(counts);
        await endNode(db, run, name, { ...made, detail, failed: false }, clock());
        return result;
      } catch (error) {
        lived.forget();
        const detail = error instanceof Problem ? error.message : "";
        await endNode(db, run, name, { ...made, detail, failed: true }, clock());
        throw error;
      }
    },
    elapsedMs: () => sinceContinued(tookMs(used), run.continued_ms),
    totals: () => totalsOfCalls([...recorded.values()]),
    end: () => (ended.abort(), open.settled()),
  };
}

/** Those that are being made. */
function openCalls() {
  const open = new Set<Promise<Call>>();
  return {
    noted(call: Promise<Call>): Promise<Call> {
      open.add(call);
      return call.finally(() => open.delete(call));
    },
    async settled() {
      while (open.size > 0) await Promise.allSettled([...open]);
    },
  };
}

/** Makes each call that history, where there is one, has no answer to. */
function answering(
  deps: RecordingDeps,
  run: Run,
  progress: ShownProgress,
  ends: CallEnds,
  history: History | null,
): CallMaker {
  const make = callMaker(deps, run, progress, ends);
  if (!history) return make;
  return async (wanted, live) => {
    ends.winding.throwIfAborted();
    const there = history.find(wanted);
    return there ? keepServed(deps.db, run, wanted, there) : make(wanted, history.closed(wanted, live));
  };
}

function answerOf<Output>(known: Call, inputDigest: string): Output {
  if (known.input_digest !== inputDigest) {
    throw new Error(
      `Call ${known.name} of ${known.node} was recorded with another input: the node is not deterministic.`,
    );
  }
  const failure = failureIn(known);
  if (failure) throw failure;
  // Safe: what was recorded is what the same live call returned.
  return known.output as Output;
}
