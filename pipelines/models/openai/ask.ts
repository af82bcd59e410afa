import type { OpenAI } from "openai";
import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { orAborted } from "../../../base/abortable.ts";
import type { ChatRequest } from "../chat.ts";
import { failureInBody, failureOf, NO_CHOICES, TIMED_OUT, Unreadable, type CallFailure } from "./failure.ts";
import { readCompletion, type ReadCompletion } from "./read-completion.ts";
import { isStream, wholeOf } from "./streamed.ts";

type Asking = {
  client: OpenAI;
  body: ChatCompletionCreateParamsNonStreaming;
  request: ChatRequest;
  /** For the whole of it, to the last byte of the answer. */
  callMs: number;
  now: Date;
};

/** One request, without retries. @throws the signal's reason. */
export async function ask(asking: Asking, signal: AbortSignal): Promise<ReadCompletion | CallFailure> {
  const { client, body, request, callMs, now } = asking;
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(), callMs);
  const either = AbortSignal.any([signal, overdue.signal]);
  try {
    const answered: unknown = await orAborted(client.chat.completions.create(body, { signal: either }), either);
    const read = typeof answered === "string" ? parsed(answered) : answered;
    const answer = failureInBody(read, request) ?? readCompletion(read, request);
    if (!answer) throw new Unreadable(hasNoChoices(read) ? NO_CHOICES : "not the shape of a chat completion");
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    return overdue.signal.aborted ? TIMED_OUT : failureOf(error, request, now);
  } finally {
    clearTimeout(timer);
  }
}

function hasNoChoices(read: unknown): boolean {
  return z.object({ choices: z.array(z.unknown()).max(0) }).safeParse(read).success;
}

/** Some servers call their JSON plain text, others stream unasked; the SDK then leaves it unread. */
function parsed(text: string): unknown {
  if (isStream(text)) {
    const whole = wholeOf(text, BOUNDS);
    if (whole !== undefined) return whole;
    throw new Unreadable("Unterminated stream");
  }
  const read = readJson(text, BOUNDS);
  if (read.ok) return read.value;
  throw new Unreadable(read.excess ? "more in it than a chat completion has" : "not JSON");
}
/** The text that was asked for is one value of it. */
const BOUNDS = { depth: 64, values: 100_000, members: 1_000 };
