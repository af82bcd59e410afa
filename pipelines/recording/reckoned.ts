import type { Call } from "../../db/pipelines/tables.ts";

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
export function sinceContinued(ms: number, marks: readonly number[]): number {
  return ms - Math.max(0, ...marks.filter((mark) => mark <= ms));
}

type Counted = Pick<Call, "kind" | "input_tokens" | "output_tokens" | "cost_usd">;

export function totalsOfCalls(calls: readonly Counted[]) {
  const sum = (of: (call: Counted) => number) => calls.reduce((total, call) => total + of(call), 0);
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
