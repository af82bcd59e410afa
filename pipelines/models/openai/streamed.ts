import { z } from "zod";
import { readJson, type JsonBounds } from "../../../base/bounded-json.ts";

const words = z.string().nullish().catch(null);
const piece = z.object({
  content: z.union([z.string(), z.array(z.object({ text: words }))]).nullish(),
  refusal: words,
  reasoning_content: words,
  reasoning: words,
  tool_calls: z
    .array(
      z.object({
        index: z.number().int().min(0).max(1_000).nullish(),
        id: words,
        function: z.object({ name: words, arguments: words }).nullish(),
      }),
    )
    .nullish(),
});
type Piece = z.infer<typeof piece>;
const chunk = z.object({
  model: words,
  usage: z.unknown().optional(),
  choices: z.array(z.object({ delta: piece.nullish(), message: piece.nullish(), finish_reason: words })).default([]),
});

/** Whether a body is a stream of events, as some servers send one however they are asked. */
export function isStream(body: string): boolean {
  return /^\s{0,100}(data:|event:|id:|:)/.test(body);
}

/**
 * A streamed answer as if it had come whole; an error in its midst as that error.
 *
 * @returns undefined where it is none, or has no end.
 */
export function wholeOf(body: string, bounds: JsonBounds): unknown {
  const whole = { model: null as string | null, usage: null as unknown, finish_reason: null as string | null };
  const message = { content: "", refusal: "", reasoning_content: "", tool_calls: [] as Call[] };
  let ended = false;
  for (const line of body.split(/\r?\n/)) {
    const data = line.startsWith("data:") ? line.slice("data:".length).trim() : "";
    if (data === "[DONE]") ended = true;
    if (data === "" || data === "[DONE]") continue;
    const json = readJson(data, bounds);
    if (!json.ok) return undefined;
    if (isError(json.value)) return json.value;
    const read = chunk.safeParse(json.value);
    if (!read.success) return undefined;
    whole.model ??= read.data.model ?? null;
    whole.usage = read.data.usage ?? whole.usage;
    const [choice] = read.data.choices;
    if (choice) add(message, choice.delta ?? choice.message);
    if (choice?.finish_reason) [whole.finish_reason, ended] = [choice.finish_reason, true];
  }
  const { model, usage, finish_reason } = whole;
  return ended ? { model, usage, choices: [{ finish_reason, message }] } : undefined;
}

type Call = { id: string; function: { name: string; arguments: string } };
type Message = Record<"content" | "refusal" | "reasoning_content", string> & { tool_calls: Call[] };

function add(message: Message, next: Piece | null | undefined): void {
  const { content } = next ?? {};
  message.content += typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("");
  message.refusal += next?.refusal ?? "";
  message.reasoning_content += next?.reasoning_content ?? next?.reasoning ?? "";
  for (const { index, id, function: asked } of next?.tool_calls ?? []) {
    // Who sends calls whole may leave out their places.
    const known =
      message.tool_calls[index ?? (id || asked?.name ? message.tool_calls.length : message.tool_calls.length - 1)];
    const call = known ?? { id: "", function: { name: "", arguments: "" } };
    if (!known) message.tool_calls.push(call);
    call.id ||= id ?? "";
    call.function.name += asked?.name ?? "";
    call.function.arguments += asked?.arguments ?? "";
  }
}

function isError(value: unknown): boolean {
  return typeof value === "object" && value !== null && "error" in value && Boolean(value.error);
}
