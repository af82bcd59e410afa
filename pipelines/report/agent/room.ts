import type { ChatAnswer, ChatMessage, ToolDefinition } from "../../models/chat.ts";
import { SMALLEST_ANSWER_TOKENS } from "../../models/openai/shape.ts";
import { guessTokens, inputTokensOf, tokensOfBytes } from "../../models/tokens.ts";
import type { Limits } from "../../templates/specification.ts";
import { MAX_CONTENT_CHARS } from "./dispatch.ts";

/** What is known of how much a model's server has room for, and of how it uses it. */
export type Room = {
  /** Question and answer together, in tokens; null: nobody knows. */
  window: number | null;
  /** Whether it thinks before it writes: then its limit has to pay for its thoughts, too. Null: it has not said anything yet. */
  thinks: boolean | null;
  /** Whether it takes tools; null: not tried. */
  tools: boolean | null;
  /** Somebody has had an answer from it before. */
  known: boolean;
  /** The window was met in this run: by a refusal, or an answer that it cut. */
  isMet?: boolean;
};

/** Whoever runs a model in so little has a small one, on a machine of their own. */
const SMALL_WINDOW = 8_192;
export const isSmall = (window: number | null): boolean => window !== null && window <= SMALL_WINDOW;

/** Of a window: tokens are guessed before they are counted. */
const SAFE = 0.95;

/** How many tokens of the window a conversation leaves for what comes next. A schema is not in it where it becomes a grammar. */
export function tokensLeft(window: number, messages: readonly ChatMessage[], tools: ToolDefinition[] = []): number {
  const said = inputTokensOf({ messages: [...messages], tools, format: { kind: "text" } });
  return Math.floor(window * SAFE) - said;
}

/** The longest result of a look-up. */
const LOOK_TOKENS = tokensOfBytes(MAX_CONTENT_CHARS);

/** Whether one more look-up leaves room for the answer. */
export function hasRoomToLook(
  { room, messages, needs_tokens }: Pick<AnswerRoom, "room" | "needs_tokens"> & { messages: readonly ChatMessage[] },
  tools: ToolDefinition[],
): boolean {
  return !room?.window || tokensLeft(room.window, messages, tools) - needs_tokens >= LOOK_TOKENS;
}

/** What bears on the limit of an answer. */
export type AnswerRoom = {
  /** Null: it was begun by a release that knew nothing of it. */
  room: Room | null;
  /** What the version gives an answer. */
  answer_tokens: number;
  /** What the longest answer takes that its form allows. */
  needs_tokens: number;
  /** What an answer that was cut had too little of, twice; 0: none was. */
  least_tokens: number;
};

/**
 * How many tokens an answer may take: as many as its form allows. Who thinks, or may think, has what the version gives an answer at the
 * least, since thoughts count. Never more than the window has left.
 */
export function answerTokens(
  { room, answer_tokens: usual, needs_tokens, least_tokens }: AnswerRoom,
  messages: readonly ChatMessage[],
): number {
  if (room === null) return Math.max(usual, least_tokens);
  const needed = Math.max(SMALLEST_ANSWER_TOKENS, needs_tokens);
  const most = room.thinks === false ? Math.min(usual, needed) : Math.max(usual, needed);
  return within(room.window, Math.max(most, least_tokens), messages, []);
}

/** Of a window that a model of which nothing is known may fill in one round of reading. */
const UNKNOWN_READING = 0.125;
/** A tool call as JSON, with its marks. */
const CALL_TOKENS = 70;

/** The same for one round of reading. */
export function readingTokens(
  { room, messages }: Pick<AnswerRoom, "room"> & { messages: readonly ChatMessage[] },
  { reading_tokens, calls_per_round }: Pick<Limits, "reading_tokens" | "calls_per_round">,
  tools: ToolDefinition[],
): number {
  if (room === null) return reading_tokens;
  const most = room.thinks === false ? Math.min(reading_tokens, calls_per_round * CALL_TOKENS) : reading_tokens;
  const fair = room.thinks === null && room.window !== null ? Math.floor(room.window * UNKNOWN_READING) : most;
  return within(room.window, Math.min(most, fair), messages, tools);
}

function within(
  window: number | null,
  tokens: number,
  messages: readonly ChatMessage[],
  tools: ToolDefinition[],
): number {
  return window === null ? tokens : Math.min(tokens, Math.max(1, tokensLeft(window, messages, tools)));
}

/** So many tokens that nobody asked for are thoughts; fewer are a model's own way of writing. */
const THOUGHTS_FROM = 150;
/** Tokens are guessed: other vocabularies, and JSON over many lines, take so much more. */
const OWN_WAY = 0.6;

/**
 * What an answer teaches of how a model uses its room. Who has thought once is taken for one who does.
 *
 * @param wanted The part of its text that was asked for.
 */
export function roomAfter(room: Room | null, { outcome, usage, tool_calls }: ChatAnswer, wanted: string): Room | null {
  if (room === null || outcome === "failed") return room;
  if (outcome === "refused") return { ...room, known: true };
  const calls = tool_calls.map(({ name, arguments: asked }) => name + asked);
  const explained = guessTokens([wanted, ...calls].join("")) + calls.length * CALL_TOKENS;
  const thoughts = usage.output_tokens - explained;
  const thinks = thoughts >= Math.max(THOUGHTS_FROM, explained * OWN_WAY);
  return { ...room, known: true, thinks: room.thinks === true || thinks };
}
