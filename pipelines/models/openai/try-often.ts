import type { OpenAI } from "openai";
import { pause } from "../../../base/abortable.ts";
import type { Clock } from "../../../base/clock.ts";
import type { ChatRequest, Retry } from "../chat.ts";
import { ask } from "./ask.ts";
import type { CallFailure } from "./failure.ts";
import { limitMemory } from "./limit-memory.ts";
import { modelProblem, type About } from "./problem.ts";
import type { ReadCompletion } from "./read-completion.ts";
import { requestBody } from "./request.ts";

/** How the tries of one call ended. */
export type Tried = {
  ended: ReadCompletion | CallFailure;
  retries: Retry[];
  /** Whether a model may have worked for a try that brought nothing. */
  may_have_cost: boolean;
};

type Trying = { client: OpenAI; about: About; clock: Clock; firstWaitMs: number };

/** Asks again after failures that pass, and once more when the server wants the limit under another name. */
export function tryOften({ client, about, clock, firstWaitMs }: Trying) {
  const limits = limitMemory(about.server);

  return async (request: ChatRequest, signal: AbortSignal): Promise<Tried> => {
    const retries: Retry[] = [];
    let may_have_cost = false;
    for (let waits = 0; ;) {
      const body = requestBody(request, limits.nameFor(request.model));
      const ended = await ask({ client, body, request, callMs: about.callMs, now: clock() }, signal);
      if ("outcome" in ended) return { ended, retries, may_have_cost };
      may_have_cost ||= ended.may_have_cost;
      const renamed = limits.renamed(request.model, ended);
      const waited_ms = renamed ? 0 : waitBefore(ended, waits, firstWaitMs);
      if (waited_ms === null) return { ended, retries, may_have_cost };
      const reason = renamed ?? modelProblem(ended, request, about, clock()).message;
      retries.push({ reason, status: ended.status, waited_ms: Math.round(waited_ms) });
      waits += renamed ? 0 : 1;
      await pause(waited_ms, signal);
    }
  };
}

const RETRIES = 3;
/** Waiting longer than this is the caller's decision, not ours. */
const LONGEST_WAIT_S = 60;

/** Milliseconds with jitter before the next try, never less than the server asks for; null when there shall be none. */
function waitBefore({ passes, retry_after_s }: CallFailure, waits: number, firstWaitMs: number): number | null {
  if (!passes || waits >= RETRIES || (retry_after_s ?? 0) > LONGEST_WAIT_S) return null;
  const growing = firstWaitMs * 2 ** waits * (0.5 + Math.random());
  return retry_after_s === null ? growing : retry_after_s * 1_000 + growing / 4;
}
