import type { OpenAI } from "openai";
import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import { z } from "zod";
import { orAborted } from "../../../base/abortable.ts";
import type { ChatRequest, Hearing } from "../chat.ts";
import { callTime } from "./call-time.ts";
import {
  failureInBody,
  failureOf,
  FELL_SILENT,
  NO_CHOICES,
  TIMED_OUT,
  Unreadable,
  type CallFailure,
} from "./failure.ts";
import type { About } from "./problem.ts";
import { readAnswerBody } from "./read-answer-body.ts";
import { readCompletion, type ReadCompletion } from "./read-completion.ts";

type Asking = {
  client: OpenAI;
  body: ChatCompletionCreateParams;
  request: ChatRequest;
  about: About;
  now: Date;
  hear?: Hearing | undefined;
};

/** One request, without retries. @throws the signal's reason. */
export async function ask(asking: Asking, signal: AbortSignal): Promise<ReadCompletion | CallFailure> {
  const { client, body, request, about, now, hear } = asking;
  const time = callTime(about, signal);
  try {
    const sent = client.chat.completions.create(body, { signal: time.signal }).asResponse();
    const read = await readAnswerBody(await orAborted(sent, time.signal), { time, hear, maxChars: about.maxBytes });
    const answer = failureInBody(read, request) ?? readCompletion(read, request);
    if (!answer) throw new Unreadable(hasNoChoices(read) ? NO_CHOICES : "not the shape of a chat completion");
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    if (time.isOverdue()) return TIMED_OUT;
    return time.isSilent() ? FELL_SILENT : failureOf(error, request, now);
  } finally {
    time.end();
  }
}

function hasNoChoices(read: unknown): boolean {
  return z.object({ choices: z.array(z.unknown()).max(0) }).safeParse(read).success;
}
