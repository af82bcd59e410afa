import { z } from "zod";
import { ARGUMENT_BOUNDS, type ChatAnswer, type ChatRequest, type ToolCall, type Usage } from "../chat.ts";
import { inputTokensOf, guessTokens } from "../tokens.ts";
import { objectAtStart } from "../../../base/json-in-text.ts";

/** What the pipelines' database can count; a server that claims more is not believed. */
const MOST_TOKENS = 100_000_000;
const MAX_NAME_CHARS = 200;

const count = z.number().int().min(0).max(MOST_TOKENS);
const usageShape = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
});

const callShape = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string(),
    /** A text by the protocol; some servers send what it stands for. */
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  }),
});

const words = z.string().nullish().catch(null);
const partShape = z.object({ type: z.string(), text: words, refusal: words });
const messageShape = z.object({
  content: z.union([z.string(), z.array(partShape)]).nullish(),
  refusal: words,
  /** Where some servers put all that a thinking model says, its answer included. */
  reasoning_content: words,
  reasoning: words,
  tool_calls: z.array(callShape).nullish(),
});

const completionShape = z.object({
  model: z.string().nullish().catch(null),
  choices: z.array(z.object({ finish_reason: z.string().nullish().catch(null), message: messageShape })).min(1),
  usage: usageShape.nullish().catch(null),
});

export type ReadCompletion = Pick<ChatAnswer, "outcome" | "text" | "tool_calls" | "usage" | "served_by"> & {
  /** The tokens that the server has room for, where the answer was cut because they were used up; null: it was not. */
  full: number | null;
};

/** What a server answered, whatever its documentation says; undefined when it is no chat completion. */
export function readCompletion(body: unknown, request: ChatRequest): ReadCompletion | undefined {
  const read = completionShape.safeParse(body);
  const choice = read.data?.choices[0];
  if (!read.success || !choice) return undefined;
  const { message, finish_reason } = choice;
  const isWriting = request.tools.length === 0;
  const content = textOf(message.content, "text");
  const thoughts = message.reasoning_content || message.reasoning || "";
  const text = content.trim() === "" && isWriting ? thoughts : content;
  const refusal = message.refusal || textOf(message.content, "refusal");
  const calls = callsOf(message.tool_calls ?? [], request);
  // What nobody offered counts only where there is nothing else.
  const ended = endOf(finish_reason ?? "", text, refusal, isWriting && text.trim() !== "" ? [] : calls);
  const usage = usageOf(read.data.usage, request, text + (text === thoughts ? "" : thoughts), calls);
  const isCut = isQuestionCut(usage, request);
  return {
    ...ended,
    ...(isCut && { outcome: "cut" as const, tool_calls: [] }),
    usage,
    served_by: (read.data.model || request.model).slice(0, MAX_NAME_CHARS),
    full: isCut ? usage.input_tokens : ended.outcome === "cut" ? filledWindow(usage, request, ended.text) : null,
  };
}

/** What servers count of a question is never so much less than what is guessed of it. */
const READ_AT_LEAST = 0.7;
const SMALLEST_WINDOW = 1_024;

/** Some servers, such as Ollama, leave out without a word what is beyond their window: then they have read just as much as it holds. */
function isQuestionCut({ input_tokens, estimated }: Usage, request: ChatRequest): boolean {
  if (estimated || input_tokens < SMALLEST_WINDOW || (input_tokens + 1) % WINDOW_STEP > 2) return false;
  return input_tokens < inputTokensOf({ ...request, format: { kind: "text" } }) * READ_AT_LEAST;
}

/** Servers have windows of so many tokens, or a multiple of it. */
const WINDOW_STEP = 256;
/** Of the limit, for servers that count a little otherwise. */
const AT_LIMIT = 0.9;

/** An answer that was cut before its own limit filled the server's window; what says so is a round sum, or no answer at all. */
function filledWindow(
  { input_tokens, output_tokens, estimated }: Usage,
  { max_output_tokens }: ChatRequest,
  text: string,
): number | null {
  if (estimated || output_tokens >= max_output_tokens * AT_LIMIT) return null;
  const all = input_tokens + output_tokens;
  const isRound = (all + 1) % WINDOW_STEP <= 2;
  return isRound || text.trim() === "" ? all : null;
}

function endOf(finish: string, text: string, refusal: string, calls: ToolCall[]) {
  if (refusal || finish === "content_filter") {
    return { outcome: "refused" as const, text: refusal || text, tool_calls: [] };
  }
  // The last call of a cut answer has half its arguments.
  if (finish === "length") return { outcome: "cut" as const, text, tool_calls: [] };
  if (calls.length > 0) return { outcome: "called_tools" as const, text, tool_calls: calls };
  if (text.trim() === "") return { outcome: "empty" as const, text: "", tool_calls: [] };
  return { outcome: "answered" as const, text, tool_calls: [] };
}

function textOf(content: z.infer<typeof messageShape>["content"], kind: "text" | "refusal"): string {
  if (typeof content === "string") return kind === "text" ? content : "";
  return (content ?? []).map((part) => part[kind] ?? "").join("");
}

/** Calls without an id, or with one that another call has, get one that is used once in the conversation. */
function callsOf(calls: readonly z.infer<typeof callShape>[], { messages }: ChatRequest): ToolCall[] {
  const used = new Set(
    messages.flatMap((each) => (each.role === "assistant" ? each.tool_calls : [])).map(({ id }) => id),
  );
  return calls.map(({ id: given, function: { name, arguments: asked } }, index) => {
    const id = given && !used.has(given) ? given : ownId(messages.length, index);
    used.add(id);
    const text = typeof asked === "string" ? asked : JSON.stringify(asked ?? {});
    // Some models talk on behind what they ask for.
    return { id, name, arguments: text.trim() === "" ? "{}" : (objectAtStart(text, ARGUMENT_BOUNDS) ?? text) };
  });
}

/** Nine letters and digits: Mistral takes no other ids. */
function ownId(messages: number, index: number): string {
  return `p${String(messages).padStart(4, "0")}${String(index).padStart(4, "0")}`;
}

function usageOf(
  counted: z.infer<typeof usageShape> | null | undefined,
  request: ChatRequest,
  text: string,
  calls: ToolCall[],
): Usage {
  if (!counted) {
    const output_tokens = guessTokens(text + calls.map(({ name, arguments: asked }) => name + asked).join(""));
    return { input_tokens: inputTokensOf(request), cached_tokens: 0, output_tokens, estimated: true };
  }
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens, prompt_tokens_details } = counted;
  const cached_tokens = Math.min(prompt_tokens_details?.cached_tokens ?? 0, input_tokens);
  return { input_tokens, cached_tokens, output_tokens, estimated: false };
}
