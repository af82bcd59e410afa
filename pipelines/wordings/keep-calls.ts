import { insertLateCall } from "../../db/pipelines/recording.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { storable } from "../../webhooks/contract/storable.ts";
import type { Deps } from "../deps.ts";
import type { ChatAnswer } from "../models/chat.ts";
import { METER } from "../recording/make-call.ts";
import type { RecordedCall } from "../recording/recording.ts";

/** Where LangGraph never stands: a run that goes on later finds none of these in the place of its own. */
const STEP = 0;

/** Keeps what a run's model is asked after the run has ended, with the run's own calls. Nothing of it is ever replayed. */
export function keepCalls({ db, clock }: Deps, run: Run, signal: AbortSignal, made: ChatAnswer[]): RecordedCall {
  const path = `wording/${newId()}`;
  return async (asked, live) => {
    signal.throwIfAborted();
    const { meter, id: _id, ...row } = asked;
    const started_at = clock();
    const output = storable(await live(signal));
    const duration_ms = clock().getTime() - started_at.getTime();
    const input_digest = digestOf({ kind: asked.kind, name: asked.name, input: asked.input });
    const place = { node: "wording", step: STEP, path, ordinal: made.length };
    // Safe: nothing but a model is asked here.
    made.push(output as ChatAnswer);
    await insertLateCall(db, run, {
      ...METER,
      ...meter?.(output),
      ...row,
      ...place,
      input_digest,
      output,
      started_at,
      duration_ms,
    });
    return output;
  };
}
