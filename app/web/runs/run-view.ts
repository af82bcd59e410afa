import { type Progress, type RunAnswer, type StepAnswer, STEPS_OF_MODELS } from "../../../webhooks/contract/runs.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { STEPS } from "../../words.ts";
import { visible } from "../page/visible.ts";

/** The run card: what is being done for this update right now. */
export type RunView = {
  run: string;
  /** "step 3 of 8" */
  place: string;
  elapsed_s: string;
  done: number;
  total: number;
  /** In hand right now, in words: writers may work side by side. */
  in_hand: InHand[];
  counts: string;
  steps: StepRow[];
  /** Said by screen readers when it changes. */
  spoken: string;
};

/** A call that is being made, and what a writer has written in it by now. */
export type InHand = { label: string; texts: string[] };

export type StepRow = {
  name: string;
  label: string;
  detail: string;
  state: "done" | "now" | "todo" | "failed";
  took_ms: number | null;
  calls: string;
  bar: Bar | null;
};

/** Percent of the time line, for SVG. */
export type Bar = { x: string; width: string };

const SHORTEST_SCALE_MS = 2_000;

export function runView({ generation, run }: UpdateDetail, answered: readonly StepAnswer[], now: Date): RunView {
  const begun = generation?.created_at.getTime() ?? now.getTime();
  const elapsed = Math.max(0, now.getTime() - begun);
  const scale = Math.max(elapsed, SHORTEST_SCALE_MS);
  const byName = new Map(answered.map((step) => [step.name, step]));
  const steps = namesOf(answered, generation?.parameters.llm_model).map((name) =>
    stepRow(name, byName.get(name), { begun, scale, now }),
  );
  const done = steps.filter(({ state }) => state === "done").length;
  const place = placeInRun(steps);
  return {
    run: run ? shortId(run.id) : "",
    elapsed_s: (elapsed / 1000).toFixed(1),
    done,
    total: steps.length,
    steps,
    place: run && place ? place.text : "waiting for its turn",
    in_hand: run ? inHand(run) : [],
    counts: countsOf(run?.progress.counts),
    spoken: place?.spoken ?? "",
  };
}

/** The end of a run's id, which differs most: "1a2b3c". */
export const shortId = (id: string): string => id.slice(-6);

/** "step 3 of 8", for eyes and for ears. */
export function placeInRun(steps: readonly StepRow[]): { text: string; spoken: string } | null {
  const done = steps.filter(({ state }) => state === "done").length;
  const current = steps.find(({ state }) => state === "now") ?? steps[Math.min(done, steps.length - 1)];
  if (!current) return null;
  const text = `step ${steps.indexOf(current) + 1} of ${steps.length}`;
  return { text, spoken: `S${text.slice(1)}: ${current.label}` };
}

/** Each writer's words stand at its own call: two of them may be called the same. */
export function inHand({ progress: { call, calls }, writing }: Pick<RunAnswer, "progress" | "writing">): InHand[] {
  const left = [...writing];
  const labels = calls.length > 0 || call === null ? calls : [call];
  return labels.map((label) => {
    const place = left.findIndex((one) => one.label === label);
    const [written] = place < 0 ? [] : left.splice(place, 1);
    return { label: visible(label), texts: (written?.texts ?? []).map(visible) };
  });
}

/** What the run says it goes through; before it has said anything, what it is likely to. */
function namesOf(answered: readonly StepAnswer[], model = ""): string[] {
  if (answered.length > 0) return answered.map(({ name }) => name);
  return Object.keys(STEPS).filter((name) => model !== "rules" || !STEPS_OF_MODELS.has(name));
}

/** Milliseconds: when the time line begins, how long it is, and where it has got to. */
export type Scale = { begun: number; scale: number; now: Date };

export function stepRow(name: string, step: StepAnswer | undefined, scale: Scale): StepRow {
  const { label = name, waiting = "" } = STEPS[name] ?? {};
  const state = step ? STATE_OF[step.state] : "todo";
  return {
    name,
    label,
    state,
    took_ms: step?.duration_ms ?? null,
    detail: (state === "todo" ? "" : step?.detail) || waiting,
    calls: callsOf(step),
    bar: step?.started_at ? barOf(step.started_at, step.duration_ms, scale) : null,
  };
}

const STATE_OF = { waiting: "todo", running: "now", done: "done", failed: "failed" } as const;

function callsOf(step: StepAnswer | undefined): string {
  if (!step || step.calls === 0) return "";
  const replayed = step.replayed > 0 ? `, ${step.replayed} from the recording` : "";
  return `${step.calls} ${step.calls === 1 ? "call" : "calls"}${replayed}`;
}

/** Where a step or a call stands in the run's time: at its true place, as long as it took. */
export function barOf(started_at: string, took_ms: number | null, { begun, scale, now }: Scale): Bar {
  const from = Math.max(0, Date.parse(started_at) - begun);
  const length = took_ms ?? now.getTime() - begun - from;
  const percent = (ms: number) => Math.min(100, (ms / scale) * 100);
  const width = Math.max(0.8, percent(length));
  return { x: `${Math.min(percent(from), 100 - width).toFixed(1)}%`, width: `${width.toFixed(1)}%` };
}

function countsOf(counts: Progress["counts"] | undefined): string {
  if (!counts) return "";
  const { seen, in_window, model_calls, tokens } = counts;
  const parts = [
    seen > 0 ? `${seen} read` : "",
    in_window === null ? "" : `${in_window} in the window`,
    model_calls > 0 ? `${model_calls} model ${model_calls === 1 ? "call" : "calls"}` : "",
    tokens > 0 ? `${tokens.toLocaleString("en")} tokens` : "",
  ];
  return parts.filter(Boolean).join(", ");
}
