import type { StepAnswer } from "../../webhooks/contract/runs.ts";
import type { UpdateDetail } from "../updates/load.ts";
import { STEPS } from "./words.ts";

/** The run card: what is being done for this update right now. */
export type RunView = {
  run: string;
  /** "step 3 of 8" */
  place: string;
  elapsed_s: string;
  done: number;
  total: number;
  call: string;
  counts: string;
  steps: StepRow[];
  /** Said by screen readers when it changes. */
  spoken: string;
};

export type StepRow = {
  name: string;
  label: string;
  detail: string;
  state: "done" | "now" | "todo" | "failed";
  took_ms: number | null;
  calls: string;
  bar: { x: string; width: string } | null;
};

const SHORTEST_SCALE_MS = 2_000;

export function runView({ generation, run }: UpdateDetail, answered: readonly StepAnswer[], now: Date): RunView {
  const begun = generation?.created_at.getTime() ?? now.getTime();
  const elapsed = Math.max(0, now.getTime() - begun);
  const scale = Math.max(elapsed, SHORTEST_SCALE_MS);
  const byName = new Map(answered.map((step) => [step.name, step]));
  const steps = Object.keys(STEPS).map((name) => rowOf(name, byName.get(name), begun, scale, now));
  const done = steps.filter(({ state }) => state === "done").length;
  const current = steps.find(({ state }) => state === "now") ?? steps[done];
  return {
    ...{ run: run?.id.slice(-6) ?? "", elapsed_s: (elapsed / 1000).toFixed(1), done, total: steps.length, steps },
    place: run ? `step ${Math.min(done + 1, steps.length)} of ${steps.length}` : "waiting for its turn",
    ...{ call: run?.progress.call ?? "", counts: countsOf(run?.progress.counts) },
    spoken: current ? `Step ${Math.min(done + 1, steps.length)} of ${steps.length}: ${current.label}` : "",
  };
}

function rowOf(name: string, step: StepAnswer | undefined, begun: number, scale: number, now: Date): StepRow {
  const { label = name, waiting = "" } = STEPS[name] ?? {};
  const state = step ? STATE_OF[step.state] : "todo";
  return {
    ...{ name, label, state, took_ms: step?.duration_ms ?? null },
    detail: (state === "todo" ? "" : step?.detail) || waiting,
    calls: callsOf(step),
    bar: step?.started_at ? barOf(step, begun, scale, now) : null,
  };
}

const STATE_OF = { waiting: "todo", running: "now", done: "done", failed: "failed" } as const;

function callsOf(step: StepAnswer | undefined): string {
  if (!step || step.calls === 0) return "";
  const replayed = step.replayed > 0 ? `, ${step.replayed} from the recording` : "";
  return `${step.calls} ${step.calls === 1 ? "call" : "calls"}${replayed}`;
}

/** Where the step stands in the run's time: at its true place, as long as it took. */
function barOf({ started_at, duration_ms }: StepAnswer, begun: number, scale: number, now: Date): StepRow["bar"] {
  const from = Math.max(0, Date.parse(started_at ?? "") - begun);
  const length = duration_ms ?? now.getTime() - begun - from;
  const percent = (ms: number) => Math.min(100, (ms / scale) * 100);
  return { x: `${percent(from).toFixed(1)}%`, width: `${Math.max(0.8, percent(length)).toFixed(1)}%` };
}

function countsOf(counts: { pages: number; seen: number; in_window: number | null } | undefined): string {
  if (!counts || counts.seen === 0) return "";
  const inWindow = counts.in_window === null ? "" : `, ${counts.in_window} in the window`;
  return `${counts.seen} read${inWindow}`;
}
