import type { Clock } from "../../base/clock.ts";
import type { ModelTestProgress, TestedCall } from "../../webhooks/contract/model-tests.ts";
import type { ChatAnswer } from "../models/chat.ts";
import type { CallInput } from "../recording/make-call.ts";
import { tookMs } from "../recording/reckoned.ts";
import type { RecordedCall, Recorder } from "../recording/recording.ts";

/** A call that a test made: what people see of it, and what a model answered. */
export type MadeCall = TestedCall & {
  /** Null: it was none to a model. */
  answer: ChatAnswer | null;
  cost_usd: number | null;
  started_at: Date;
};

type Around = {
  clock: Clock;
  /** Ends the call in hand, and every further one. */
  signal: AbortSignal;
  /** Hears of each call before it is made. */
  note: (progress: ModelTestProgress) => Promise<void>;
};

/** Keeps the calls of a test as long as it runs: nothing of it is ever replayed. */
export function testRecorder({ clock, signal, note }: Around) {
  const made: MadeCall[] = [];
  const call: RecordedCall = async <Output>(
    asked: CallInput<Output>,
    live: (signal: AbortSignal) => Promise<Output>,
  ): Promise<Output> => {
    signal.throwIfAborted();
    const { model_calls, tokens } = totalsOf(made);
    if (isShown(asked)) await note({ call: asked.label, model_calls, tokens });
    const started_at = clock();
    const output = await live(signal);
    const { outcome = "done", input_tokens = 0, output_tokens = 0, cost_usd = null } = asked.meter?.(output) ?? {};
    // Safe: what is asked of a model is answered so.
    const answer = asked.kind === "model" ? (output as ChatAnswer) : null;
    if (isShown(asked)) {
      made.push({
        kind: asked.kind,
        name: asked.name,
        label: asked.label,
        outcome,
        tokens: input_tokens + output_tokens,
        duration_ms: clock().getTime() - started_at.getTime(),
        retries: answer?.retries.map(({ reason }) => reason) ?? [],
        answer,
        cost_usd,
        started_at,
      });
    }
    return output;
  };
  const recorder: Pick<Recorder, "node" | "elapsedMs"> = {
    node: async (_name, _place, work) => (await work(call, () => call)).result,
    elapsedMs: () => tookMs(made),
  };
  return { recorder, made };
}

/** What a person may wonder about: not a look at the clock, or at what is made up. */
function isShown({ kind, id }: Pick<CallInput, "kind" | "id">): boolean {
  return kind === "model" || (kind === "tool" && id !== undefined);
}

export function totalsOf(made: readonly MadeCall[]) {
  const models = made.filter(({ answer }) => answer !== null);
  const isKnown = models.every(({ cost_usd }) => cost_usd !== null);
  return {
    model_calls: models.length,
    tokens: models.reduce((sum, { tokens }) => sum + tokens, 0),
    cost_usd: isKnown ? models.reduce((sum, { cost_usd }) => sum + (cost_usd ?? 0), 0) : null,
  };
}
