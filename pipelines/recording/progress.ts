import { changeRun } from "../../db/pipelines/runs.ts";
import type { Call, Db, Run } from "../../db/pipelines/tables.ts";
import type { Progress } from "../../webhooks/contract/runs.ts";

const EMPTY: Progress = {
  step: null,
  call: null,
  calls: [],
  counts: { pages: 0, seen: 0, in_window: null, items: null, model_calls: 0, tool_calls: 0, tokens: 0 },
};

export type ShownProgress = ReturnType<typeof showProgress>;

/** What the people waiting for a run see of this attempt. */
export function showProgress(db: Db, run: Pick<Run, "id" | "attempt">) {
  const progress = structuredClone(EMPTY);
  const save = () => changeRun(db, run, { progress: JSON.stringify(progress) });
  return {
    enter(step: string) {
      Object.assign(progress, { step, call: null, calls: [] });
      return save();
    },
    begin(label: string) {
      progress.calls = [...progress.calls, label];
      progress.call = label;
      return save();
    },
    end(label: string) {
      const place = progress.calls.indexOf(label);
      if (place >= 0) progress.calls = progress.calls.toSpliced(place, 1);
      progress.call = progress.calls.at(-1) ?? progress.call;
    },
    /** A call counts whether it was made or answered from the recording. */
    count({ kind, input_tokens, output_tokens }: Call) {
      const { counts } = progress;
      if (kind === "tool") counts.tool_calls += 1;
      if (kind === "model") counts.model_calls += 1;
      counts.tokens += input_tokens + output_tokens;
    },
    add(counts: Partial<Progress["counts"]>) {
      Object.assign(progress.counts, counts);
    },
  };
}
