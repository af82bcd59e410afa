import type { OpenAI } from "openai";
import { pause } from "../../../base/abortable.ts";
import type { Clock } from "../../../base/clock.ts";
import type { AskedBy, ChatRequest, Hearing, Retry } from "../chat.ts";
import { ask } from "./ask.ts";
import type { CallFailure } from "./failure.ts";
import { shapeSearch } from "./find-shape.ts";
import { modelProblem, type About } from "./problem.ts";
import type { ReadCompletion } from "./read-completion.ts";
import { requestBody } from "./request.ts";
import type { ShapeMemory } from "./shape.ts";

/** How the tries of one call ended. */
export type Tried = {
  ended: ReadCompletion | CallFailure;
  retries: Retry[];
  /** Whether a model may have worked for a try that brought nothing. */
  may_have_cost: boolean;
};

type Trying = { client: OpenAI; about: About; clock: Clock; firstWaitMs: number; shapes: ShapeMemory };

/** Asks again after failures that pass, and in another shape where the server refuses that of the conversation. */
export function tryOften({ client, about, clock, firstWaitMs, shapes }: Trying) {
  return async (request: ChatRequest, signal: AbortSignal, by?: AskedBy, hear?: Hearing): Promise<Tried> => {
    const isHeard = hear !== undefined;
    const search = shapeSearch({ request, server: about.server, isHeard }, await shapes.known(request.model));
    const retries: Retry[] = [];
    let may_have_cost = false;
    for (let waited = { times: 0, ms: 0 }; ;) {
      const body = requestBody(request, search.shape(), about.server, isHeard);
      const ended = await ask({ client, body, request, about, now: clock(), hear }, signal);
      const failure = "outcome" in ended ? null : ended;
      may_have_cost ||= failure?.may_have_cost ?? false;
      const changed = failure && search.next(failure);
      const ms = changed ? 0 : failure && waitBefore(failure, waited, firstWaitMs);
      if (!failure || ms === null) {
        const found = search.found(failure);
        if (found) await shapes.found(request.model, found, by);
        return { ended, retries, may_have_cost };
      }
      const reason = changed ?? modelProblem(failure, request, about, clock()).message;
      retries.push({ reason, status: failure.status, waited_ms: Math.round(ms) });
      if (!changed) waited = { times: waited.times + 1, ms: waited.ms + ms };
      await pause(ms, signal);
    }
  };
}

const RETRIES = 3;
/** Waiting longer than this, for all tries together, is the caller's decision, not ours. */
const LONGEST_WAIT_MS = 60_000;

type Waited = { times: number; ms: number };

/** Milliseconds with jitter before the next try, never less than the server asks for; null when there shall be none. */
function waitBefore({ passes, retry_after_s }: CallFailure, waited: Waited, firstWaitMs: number): number | null {
  if (!passes || waited.times >= RETRIES) return null;
  if (waited.ms + (retry_after_s ?? 0) * 1_000 > LONGEST_WAIT_MS) return null;
  const growing = firstWaitMs * 2 ** waited.times * (0.5 + Math.random());
  return retry_after_s === null ? growing : retry_after_s * 1_000 + growing / 4;
}
