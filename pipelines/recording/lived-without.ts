import { z } from "zod";
import { insertCall, type NewCall } from "../../db/pipelines/recording.ts";
import type { Call, Run } from "../../db/pipelines/tables.ts";
import { Problem, problemShape, shapeOf } from "../../webhooks/contract/problem.ts";
import { storable } from "../../webhooks/contract/storable.ts";
import { failureShape } from "../github/failure.ts";
import { type CallMaker, Fenced, METER, type RecordingDeps } from "./make-call.ts";

/** In the place of an answer, what GitHub said instead. */
const kept = z.strictObject({ lived_without: z.object({ problem: problemShape, failure: failureShape }) });

/**
 * Failures that a node lives with, such as a token that may not look for branches: which they are is known when it comes to its end.
 * Then they are recorded, and heard again by whoever repeats the run. What ends a node is not: whoever continues asks anew.
 */
export function livedWithout({ db, clock }: RecordingDeps, run: Run) {
  const failed: NewCall[] = [];
  return {
    watching(make: CallMaker): CallMaker {
      return async ({ meter, ...wanted }, live) => {
        const started_at = clock();
        try {
          return await make({ ...wanted, ...(meter && { meter }) }, live);
        } catch (error) {
          const output = outputOf(error);
          const duration_ms = clock().getTime() - started_at.getTime();
          if (output) failed.push({ ...METER, ...wanted, output, outcome: "failed", started_at, duration_ms });
          throw error;
        }
      };
    },
    forget: () => void failed.splice(0),
    /** @returns them, as they are recorded. @throws {Fenced} */
    async keep(): Promise<Call[]> {
      const calls = failed.splice(0);
      for (const call of calls)
        if (!(await insertCall(db, run, call))) throw new Fenced("another attempt has this run");
      return calls.map((call) => ({ ...call, run_id: run.id, attempt: run.attempt, seq: "", served_from: null }));
    },
  };
}

function outputOf(error: unknown): z.infer<typeof kept> | null {
  const failure = error instanceof Problem ? failureShape.safeParse(error.cause).data : undefined;
  if (!(error instanceof Problem) || !failure) return null;
  return storable({ lived_without: { problem: shapeOf(error), failure } });
}

/** What was said in the place of an answer; null: it was answered. */
export function failureIn({ outcome, output }: Pick<Call, "outcome" | "output">): Problem | null {
  const said = outcome === "failed" ? kept.safeParse(output).data?.lived_without : undefined;
  if (!said) return null;
  const { code, message, remedy, details = [] } = said.problem;
  return new Problem(code, message, remedy, { details, cause: said.failure });
}
