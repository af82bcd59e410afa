import { z } from "zod";
import { readJson, type JsonBounds } from "../../../base/bounded-json.ts";
import { TooLarge } from "./limited-fetch.ts";
import { readEvents } from "./read-events.ts";
import { addToCalls, callPiece, type StreamedCall } from "./streamed-calls.ts";

const words = z.string().nullish().catch(null);
const piece = z.object({
  content: z.union([z.string(), z.array(z.object({ text: words }))]).nullish(),
  refusal: words,
  reasoning_content: words,
  reasoning: words,
  tool_calls: z.array(callPiece).nullish(),
});
type Piece = z.infer<typeof piece>;
const place = z
  .number()
  .int()
  .nullish()
  .catch(0)
  .transform((index) => index ?? 0);
const choice = z.object({ index: place, delta: piece.nullish(), message: piece.nullish(), finish_reason: words });
const chunk = z.object({ model: words, usage: z.unknown().optional(), choices: z.array(choice).default([]) });

/** What a stream has said so far. */
export type StreamedSoFar = {
  add: (text: string) => void;
  /** What the model has written, its thoughts and calls left out. */
  text: () => string;
  /** Whether that has a word in it. */
  hasBegun: () => boolean;
  /** Grows with each piece that has words in it, thoughts and calls included. */
  pieces: () => number;
  /** Whether it said that it is at its end; then nothing but the count of tokens is to come. */
  hasEnded: () => boolean;
  /** Whether nothing can follow that would be read. */
  isOver: () => boolean;
  /** As if it had come whole; an error in its midst as that error; undefined where it makes no sense, or has no end. */
  whole: () => unknown;
};

/** Reads a streamed answer. @param most Characters of all its texts together. */
export function readStreamed(bounds: JsonBounds, most: number): StreamedSoFar {
  const whole = { model: null as string | null, usage: null as unknown, finish_reason: null as string | null };
  const message = { content: "", refusal: "", reasoning_content: "", tool_calls: [] as StreamedCall[] };
  let state: "open" | "ended" | "over" | "broken" = "open";
  let failure: object | null = null;
  let [hasBegun, size, pieces, ours] = [false, 0, 0, undefined as number | undefined];

  const events = readEvents((data, isError) => {
    if (state === "over" || state === "broken") return;
    if (data === "[DONE]") return void (state = "over");
    const json = readJson(data, bounds);
    failure = json.ok ? failureIn(json.value, isError) : null;
    if (failure) return void (state = "over");
    const known = json.ok ? chunk.safeParse(json.value) : null;
    if (!known?.success) return void (state = "broken");
    take(known.data);
  });

  function take({ model, usage, choices }: z.infer<typeof chunk>): void {
    whole.model ??= model ?? null;
    whole.usage = usage ?? whole.usage;
    // One answer was asked for: whoever sends several gets the first one read.
    ours ??= choices[0]?.index;
    const said = choices.find(({ index }) => index === ours);
    if (!said) return;
    const { content, all } = addTo(message, said.delta ?? said.message);
    hasBegun ||= /\S/.test(content);
    if (/\S/.test(all)) pieces += 1;
    size += all.length;
    if (size > most) throw new TooLarge(`more than ${most} characters`);
    if (said.finish_reason) [whole.finish_reason, state] = [said.finish_reason, "ended"];
  }

  const hasEnded = () => state === "ended" || state === "over";
  return {
    add: events.add,
    text: () => message.content,
    hasBegun: () => hasBegun,
    pieces: () => pieces,
    hasEnded,
    isOver: () => state === "over" || state === "broken",
    whole() {
      events.end();
      if (failure) return failure;
      const { model, usage, finish_reason } = whole;
      return hasEnded() ? { model, usage, choices: [{ finish_reason, message }] } : undefined;
    },
  };
}

type Message = Record<"content" | "refusal" | "reasoning_content", string> & { tool_calls: StreamedCall[] };

/** @returns what it grew by: its text, and everything. */
function addTo(message: Message, next: Piece | null | undefined): { content: string; all: string } {
  const content = contentOf(next);
  const [refusal, thoughts] = [next?.refusal ?? "", next?.reasoning_content ?? next?.reasoning ?? ""];
  message.content += content;
  message.refusal += refusal;
  message.reasoning_content += thoughts;
  return { content, all: content + refusal + thoughts + addToCalls(message.tool_calls, next?.tool_calls ?? []) };
}

function contentOf(next: Piece | null | undefined): string {
  const { content } = next ?? {};
  return typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("");
}

/** An error as it comes in a whole body, too. @param isNamed Whether its line says that it is one. */
function failureIn(value: unknown, isNamed: boolean): object | null {
  if (typeof value !== "object" || value === null) return null;
  if ("error" in value && value.error) return value;
  return isNamed ? { error: value } : null;
}
