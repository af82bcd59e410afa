import { Problem } from "../../webhooks/contract/problem.ts";
import { section } from "./blocks/block.ts";
import type { Message } from "./blocks/shapes.ts";
import { escaped } from "./blocks/text.ts";
import type { SlackCalls } from "./calls.ts";
import type { SlackDeps } from "./deps.ts";
import type { Seen } from "./seen.ts";

/** A plain answer for one person. */
export const says = (text: string): Message => ({ text: escaped(text), blocks: [section(escaped(text))] });

/** What does not work, and the next step. */
export function problemMessage({ message, remedy }: Pick<Problem, "message" | "remedy">): Message {
  const text = `${message} ${remedy}`.trim();
  return { text: escaped(text), blocks: [section(`*${escaped(message)}*\n${escaped(remedy)}`)] };
}

const BROKEN = new Problem("upstream", "Something broke on our side.", "Nothing is lost. Try again in a moment.");

/** Anything that is not expected is a bug: it goes to the log, and the person is told all the same. */
export function asProblem({ log }: Pick<SlackDeps, "log">, error: unknown, listener: string): Problem {
  if (error instanceof Problem) return error;
  log.error({ error, listener }, "a Slack listener failed");
  return BROKEN;
}

type Where = { slack_user_id: string; response_url: string | null };

/** Where they clicked, else in their own conversation with Pulse; whether Slack takes it changes nothing. */
export function whisperTo(
  { calls, log }: { calls: SlackCalls; log: SlackDeps["log"] },
  { slack_user_id, response_url }: Where,
): Seen["whisper"] {
  return async (message) => {
    if (response_url && (await calls.respond(response_url, message))) return;
    await calls.direct(slack_user_id, message).catch((error: unknown) => {
      log.warn({ error: error instanceof Error ? error.message : "failed" }, "an answer could not be given in Slack");
    });
  };
}
