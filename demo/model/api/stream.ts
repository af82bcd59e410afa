import { setTimeout as pause } from "node:timers/promises";
import type { completion } from "./completion.ts";

type Whole = ReturnType<typeof completion>;
/** A few words, as a model says them. */
const PIECES = /[^]{1,24}/gu;

/**
 * A completion as OpenAI streams it: a role, its text in pieces, its end, and its tokens where they were asked for.
 *
 * @source OpenAI API reference, "The chat completion chunk object".
 */
export function streamOf(whole: Whole, isCounted: boolean, paceMs: number): ReadableStream<Uint8Array> {
  const left = eventsOf(whole, isCounted);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const event = left.shift();
      if (event === undefined) return controller.close();
      if (paceMs > 0) await pause(paceMs);
      controller.enqueue(encoder.encode(`data: ${event}\n\n`));
    },
  });
}

function eventsOf({ choices, usage, object: _whole, ...about }: Whole, isCounted: boolean): string[] {
  const chunk = (more: object) => JSON.stringify({ ...about, object: "chat.completion.chunk", ...more });
  const said = choices.flatMap(({ index, message, finish_reason }) => {
    const piece = (delta: object, finish: string | null = null) =>
      chunk({ choices: [{ index, delta, logprobs: null, finish_reason: finish }] });
    const { content, refusal, tool_calls = [] } = message;
    return [
      piece({ role: "assistant", content: content === null ? null : "", refusal: null }),
      ...(content?.match(PIECES) ?? []).map((text) => piece({ content: text })),
      ...(refusal?.match(PIECES) ?? []).map((text) => piece({ refusal: text })),
      ...tool_calls.flatMap(({ function: called, ...call }, place) => [
        piece({ tool_calls: [{ index: place, ...call, function: { name: called.name, arguments: "" } }] }),
        piece({ tool_calls: [{ index: place, function: { arguments: called.arguments } }] }),
      ]),
      piece({}, finish_reason),
    ];
  });
  return [...said, ...(isCounted ? [chunk({ choices: [], usage })] : []), "[DONE]"];
}
