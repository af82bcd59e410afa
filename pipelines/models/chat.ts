import type { ProblemShape } from "../../webhooks/contract/problem.ts";

/** One message of a conversation with a model, as every writer builds it. */
export type ChatMessage =
  | { role: "system" | "user"; content: string }
  | { role: "assistant"; content: string; tool_calls: ToolCall[] }
  | { role: "tool"; tool_call_id: string; content: string };

/** What a model asks for. `arguments` is its text, unread: the dispatcher parses it. */
export type ToolCall = { id: string; name: string; arguments: string };
/** A tool takes a handful of words and numbers. */
export const ARGUMENT_BOUNDS = { depth: 16, values: 1_000, members: 100 };

export type ToolDefinition = { name: string; description: string; parameters: Record<string, unknown> };

/** The form an answer must have. `text`: free, between the run's marks; the caller reads it. */
export type ChatFormat =
  { kind: "json_schema"; name: string; schema: Record<string, unknown> } | { kind: "json_object" } | { kind: "text" };

export type ChatRequest = {
  model: string;
  messages: ChatMessage[];
  /** Empty: none are offered. */
  tools: ToolDefinition[];
  format: ChatFormat;
  max_output_tokens: number;
  /** Absent: as its server likes. 0: the likeliest word each time, with which small models keep to what they read. */
  temperature?: number;
};

/**
 * Tokens as the server counted them; `estimated` when it did not, from the length of the texts. Of a call that failed: nothing where
 * no model was reached, and an estimate where one may have worked for it.
 */
export type Usage = {
  input_tokens: number;
  /** A part of `input_tokens`. */
  cached_tokens: number;
  output_tokens: number;
  estimated: boolean;
};

/** A try that failed and was made again. */
export type Retry = { reason: string; status: number | null; waited_ms: number };

/**
 * How a call ended. `cut`: the answer reached its limit of tokens, or filled the server's window, which `problem` then says. `refused`: the model, or a filter before it, declined.
 * `failed`: no answer at all, after the retries; `problem` says why and what to do. An abort is none of these: it throws.
 */
export type ChatOutcome = "answered" | "called_tools" | "cut" | "refused" | "empty" | "failed";

export type ChatAnswer = {
  outcome: ChatOutcome;
  /** What the model said; its refusal when it refused; "" when it said nothing. */
  text: string;
  tool_calls: ToolCall[];
  usage: Usage;
  /** The model that the server says it used. */
  served_by: string;
  retries: Retry[];
  /** US dollars; null: not known, 0 where no model was reached. */
  cost_usd: number | null;
  /** Where the price comes from, as `genai-prices 0.1.8, openai/gpt-5`; null when there is none. */
  priced_by: string | null;
  problem: ChatProblem | null;
};

/** `unsupported`: the server refuses the tools or the format of the request; another rung of the ladder may do. */
export type ChatProblem = ProblemShape & {
  kind: ChatFailure;
  /** Where it was too long: question and answer together, in tokens, where the server says what it has room for. */
  window?: number;
  /** Where the format was unsupported: what of it the server may take, where it says. A schema may do without lengths and counts. */
  takes?: ChatFormat["kind"];
};
const chatFailures = [
  "unsupported",
  "unknown_model",
  "unauthorized",
  "no_quota",
  "rate_limited",
  "too_long",
  "server_error",
  "timed_out",
  "unreachable",
  "unreadable",
  "too_large",
  "refused_request",
  "budget",
  "switched_off",
] as const;
export type ChatFailure = (typeof chatFailures)[number];

/** Whose call it is: a run's, a test's, or nobody's. */
export type AskedBy = { run_id: string | null; test_id: string | null };

/** Hears each time that an answer has grown; `soFar` is what it says by then, without thoughts and calls. */
export type Hearing = (soFar: () => string) => void;

/** The one way to a model: asked for as a stream where somebody hears it. Never throws but on abort, with the signal's reason. */
export type Chat = (request: ChatRequest, signal: AbortSignal, by?: AskedBy, hear?: Hearing) => Promise<ChatAnswer>;

/** On what terms a run asks; usually: keeps nothing, gives way to nothing, all or none. */
export type Terms = {
  /** What has still to be written after the call, at the most: money and tokens are kept for it. */
  keep: MostTokens;
  /** The call is only made where that can be paid, too. */
  yields: boolean;
  /** So few output tokens may do, where a cap leaves no more; null: none but what is asked for. */
  least: number | null;
};
export type MostTokens = Pick<Usage, "input_tokens" | "output_tokens">;
/** The models as a run asks them. */
export type RunChat = (request: ChatRequest, signal: AbortSignal, terms?: Terms, hear?: Hearing) => Promise<ChatAnswer>;

/** What a server was found to understand; null: not tried yet. Remembered per server and model. */
export type Capabilities = {
  tools: boolean | null;
  format: ChatFormat["kind"] | null;
  /** Whether a schema may also say how long and how many. */
  bounds: boolean | null;
  /** How it wants a conversation, where it refused the usual form, and how much there is room for. */
  shape: Record<string, string | number> | null;
};
