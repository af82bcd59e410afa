import type { Parameters } from "../../../webhooks/contract/parameters.ts";
import type { Limits } from "../../templates/specification.ts";
import type { Tools } from "../tools.ts";
import type { Draft } from "./draft.ts";
import { hasRoomToLook } from "./room.ts";
import { toolDefinitions } from "./tools.ts";
import { counted } from "../../words.ts";

/** How far the run has come, over all its writers. */
export type Spent = { model_calls: number; tokens: number; elapsed_ms: number; steps_left: number };
export type Bounds = Limits & { max_iterations: number };

export function boundsOf({ spec }: Pick<Tools, "spec">, { max_iterations }: Parameters): Bounds {
  return { ...spec.limits, max_iterations };
}

/** Everybody who has written in this run, as `State` has them. */
type Writers = { drafts: readonly Pick<Draft, "used">[]; lead: Pick<Draft, "used"> | null };

/** @param step Where the graph stands, as LangGraph counts. */
export function spentOf({ drafts, lead }: Writers, { recorder, max_steps }: Tools, step: number): Spent {
  const all = [...drafts, ...(lead ? [lead] : [])].map(({ used }) => used);
  return {
    model_calls: all.reduce((sum, used) => sum + used.model_calls, 0),
    tokens: all.reduce((sum, used) => sum + used.tokens, 0),
    elapsed_ms: recorder.elapsedMs(),
    steps_left: max_steps - step,
  };
}

/** Reading ends while this share of a bound is left, so that there is room to write. */
const ROOM_TO_WRITE = 0.4;
/** Steps for the tries at an answer, the opening, a repair and the way out. */
const STEPS_TO_WRITE = 20;
const STEPS_TO_END = 6;

/** Why a writer has to stop reading and write with what it has; null: it may go on. */
export function wrapUpReason(draft: Draft, spent: Spent, bounds: Bounds): string | null {
  const enough = (used: number, most: number) => used >= most * (1 - ROOM_TO_WRITE);
  if (draft.rounds >= bounds.max_iterations) return `${counted(draft.rounds, "round")} of reading, as many as allowed`;
  if (draft.used.tool_calls >= bounds.tool_calls) return `${draft.used.tool_calls} look-ups, as many as allowed`;
  if (enough(spent.model_calls, bounds.model_calls)) return `${spent.model_calls} model calls in this run`;
  if (enough(spent.tokens, bounds.tokens)) return `${spent.tokens.toLocaleString("en")} tokens in this run`;
  if (enough(spent.elapsed_ms, bounds.writing_minutes * 60_000)) return "the time for reading was over";
  if (spent.steps_left <= STEPS_TO_WRITE) return "it had taken nearly as many turns as it may";
  if (!hasRoomToLook(draft, toolDefinitions())) {
    return `the model’s context window of ${draft.room?.window?.toLocaleString("en")} tokens has no room for more`;
  }
  return loopReason(draft.asked, bounds.same_call);
}

/** Why nothing more can be asked of any model in this run, and what to do about it; null: there is room. */
export function endReason(spent: Spent, bounds: Bounds): string | null {
  if (spent.model_calls >= bounds.model_calls) {
    return `The model had been asked ${counted(spent.model_calls, "time")}, as often as one update may. Choose fewer days.`;
  }
  if (spent.tokens >= bounds.tokens) {
    const used = spent.tokens.toLocaleString("en");
    return `The model had read and written ${used} tokens, as many as one update may. Choose fewer days.`;
  }
  if (spent.elapsed_ms >= bounds.writing_minutes * 60_000) {
    const minutes = counted(bounds.writing_minutes, "minute");
    return `The model had been writing for ${minutes}, as long as one update may. Choose a faster model or fewer days.`;
  }
  return spent.steps_left <= STEPS_TO_END
    ? "The model had taken as many turns as one update may. Write it again, or choose fewer days."
    : null;
}

const LONGEST_LOOP = 5;

/** The same call too often, or a cycle of two to five calls gone through twice in a row. */
export function loopReason(asked: readonly string[], same_call: number): string | null {
  const last = asked.at(-1);
  if (last === undefined) return null;
  const times = asked.filter((call) => call === last).length;
  if (times > same_call) return `it asked for the same thing ${times} times`;
  for (let length = 2; length <= LONGEST_LOOP; length += 1) {
    if (asked.length < 2 * length) break;
    const [first, second] = [asked.slice(-2 * length, -length), asked.slice(-length)];
    if (new Set(second).size > 1 && first.every((call, place) => call === second[place])) {
      return `it asked for the same ${length} things in a circle`;
    }
  }
  return null;
}
