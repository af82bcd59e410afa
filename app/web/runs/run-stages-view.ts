import type { CallAnswer, RunAnswer } from "../../../webhooks/contract/runs.ts";
import type { Recorded } from "../../updates/load-run.ts";
import { CALL_KINDS, callNames, costText, outcomeWords, tokensText, type OutcomeWords } from "./call-words.ts";
import { barOf, inHand, stepRow, type Bar, type InHand, type Scale, type StepRow } from "./run-view.ts";

/** A step of a run with its calls. */
export type Stage = StepRow & { rows: CallRow[]; in_hand: InHand[] };

export type CallRow = {
  seq: number;
  kind: string;
  icon: string;
  kind_label: string;
  title: string;
  own: string;
  /** Tokens, cost, retries: what there is. */
  facts: string[];
  outcome: OutcomeWords | null;
  /** "" when it was made live in the attempt at work. */
  origin: string;
  /** From the start of the run: "+1.2 s". */
  at: string;
  started_at: string;
  took_ms: number;
  bar: Bar;
  address: string;
};

export const ended = ({ state }: RunAnswer): boolean => state !== "queued" && state !== "running";

/** Milliseconds since the epoch, and how long it has been at work. */
export const timesOf = ({ started_at, created_at, finished_at }: RunAnswer, now: Date) => {
  const begun = Date.parse(started_at ?? created_at);
  const end = finished_at ? Date.parse(finished_at) : now.getTime();
  return { begun, took_ms: Math.max(0, end - begun) };
};

/** `page`: the address of the run's page. */
type Place = { page: string; query: string; now: Date };

export function stagesOf({ run, steps, calls }: Recorded, { page, query, now }: Place): Stage[] {
  const { begun, took_ms } = timesOf(run, now);
  // What was asked for after its end, such as other wordings, is no time of the run.
  const during = calls.filter((call) => !ended(run) || Date.parse(call.started_at) <= begun + took_ms);
  const lastEnd = Math.max(0, ...during.map((call) => Date.parse(call.started_at) + call.duration_ms - begun));
  const scale: Scale = { begun, scale: Math.max(took_ms, lastEnd, 1), now };
  const rowOf = (call: CallAnswer) => callRow(call, run, scale, `${page}/calls/${call.seq}${query}`);
  const known = new Set(steps.map(({ name }) => name));
  const stray = [...new Set(calls.map(({ node }) => node).filter((node) => !known.has(node)))];
  const rows = (name: string) => calls.filter(({ node }) => node === name).map(rowOf);
  const working = (name: string) => !ended(run) && run.progress.step === name;
  const named = steps.map((step) => ({
    ...stepRow(step.name, step, scale),
    rows: rows(step.name),
    calls: callsText(rows(step.name).length),
    in_hand: working(step.name) && run.progress.calls.length > 0 ? inHand(run) : [],
  }));
  const done: Pick<Stage, "state" | "detail" | "in_hand"> = { state: "done", detail: "", in_hand: [] };
  return [...named, ...stray.map((name) => ({ ...stepRow(name, undefined, scale), ...done, rows: rows(name) }))];
}

const callsText = (number: number): string => (number === 0 ? "" : `${number} ${number === 1 ? "call" : "calls"}`);

function callRow(call: CallAnswer, run: RunAnswer, scale: Scale, address: string): CallRow {
  const { seq, kind, started_at, duration_ms: took_ms, retries } = call;
  const { icon, label: kind_label } = CALL_KINDS[kind];
  const offset = Math.max(0, Date.parse(started_at) - scale.begun);
  const facts = [
    tokensText(call),
    kind === "model" ? (call.cost_usd === null ? "cost not known" : costText(call.cost_usd)) : "",
    retries > 0 ? `${retries} ${retries === 1 ? "retry" : "retries"}` : "",
  ];
  const names = callNames(call);
  // The run's own model stands above already.
  const own = call.name === run.parameters.llm_model ? "" : names.own;
  return {
    seq,
    kind,
    icon,
    kind_label,
    title: names.title,
    own,
    outcome: outcomeWords(call.outcome),
    facts: facts.filter(Boolean),
    at: `+${(offset / 1000).toFixed(1)} s`,
    started_at,
    took_ms,
    address,
    origin: call.attempt < run.attempt ? `made in attempt ${call.attempt}, taken from the recording since` : "",
    bar: barOf(started_at, took_ms, scale),
  };
}
