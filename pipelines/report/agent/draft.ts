import type { ChatFormat, ChatMessage, ToolCall } from "../../models/chat.ts";

export type Rung = ChatFormat["kind"];

/** What a writer has so far: of its share, or of the opening. */
export type Draft<Answer = unknown> = {
  job: "share" | "lead";
  /** The share's id, or `lead`. */
  id: string;
  title: string;
  phase: "reading" | "writing" | "done" | "given_up";
  messages: ChatMessage[];
  /** Asked for and not yet answered. */
  pending: ToolCall[];
  /** Each tool call asked for, as `name arguments`, in order. */
  asked: string[];
  /** Rounds of reading so far. */
  rounds: number;
  /** Tries at an answer that are left before the writer is given up. */
  tries_left: number;
  rung: Rung;
  answer_tokens: number;
  answer: Answer | null;
  /** Further evidence that was read with tools, by pull request. */
  read: Record<string, string>;
  used: { model_calls: number; tool_calls: number; tokens: number };
  /** The last message names faults: the question stands already. */
  mending: boolean;
  /** The bound that ended the reading, in words. */
  wrap_up: string | null;
  /** What went wrong on the way, in words, for people. */
  tried: string[];
};

type Begin = Pick<Draft, "job" | "id" | "title" | "messages" | "rung" | "answer_tokens" | "tries_left"> & {
  reads: boolean;
};

export function beginDraft<Answer>({ reads, ...begin }: Begin): Draft<Answer> {
  return {
    ...begin,
    phase: reads ? "reading" : "writing",
    pending: [],
    asked: [],
    rounds: 0,
    answer: null,
    read: {},
    mending: false,
    wrap_up: null,
    tried: [],
    used: { model_calls: 0, tool_calls: 0, tokens: 0 },
  };
}

export function isOpen({ phase }: Pick<Draft, "phase">): boolean {
  return phase === "reading" || phase === "writing";
}

/** @param why In words, for people. */
export function giveUp<Answer>(draft: Draft<Answer>, why: string): Draft<Answer> {
  return { ...draft, phase: "given_up", pending: [], tried: [...draft.tried, why] };
}
