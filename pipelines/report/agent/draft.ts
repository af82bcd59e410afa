import type { Replaced } from "../../../webhooks/contract/events.ts";
import type { ChatFailure, ChatFormat, ChatMessage, ToolCall } from "../../models/chat.ts";
import type { AnswerRoom } from "./room.ts";

export type Rung = ChatFormat["kind"];

/** What a writer has so far: of its share, of the opening, or of one item in other words. */
export type Draft<Answer = unknown> = AnswerRoom & {
  job: "share" | "lead" | "wording";
  /** The share's id, or the job. */
  id: string;
  title: string;
  phase: "reading" | "writing" | "done" | "given_up";
  messages: ChatMessage[];
  /** Asked for and not yet answered. */
  pending: ToolCall[];
  /** What each tool call asked for, in order; alike where two ask for the same. */
  asked: string[];
  /** Rounds of reading so far. */
  rounds: number;
  /** Tries at an answer that are left before the writer is given up. */
  tries_left: number;
  rung: Rung;
  /** The schema also says how long and how many, and of which pull requests: not every server takes that. */
  bounded: boolean;
  /** The last whole answer, mended by code. It stays while a better one is asked for. */
  answer: Answer | null;
  /** What code put into the answer, or took out of it. */
  replaced: Replaced[];
  /** Of each of its sentences that did not hold, so that the rules wrote it: its first pull request. What it left out is none. */
  fell: string[];
  /** What else code did with its pull requests, for their lines of the ledger. */
  noted: Noted[];
  /** The pull requests whose places the writer is asked to mend; null: any. */
  faulty: string[] | null;
  /** No better answer can be had: another one did not come. */
  is_final: boolean;
  /** Further evidence that was read with tools, by pull request. */
  read: Record<string, string>;
  used: { model_calls: number; tool_calls: number; tokens: number };
  /** The last message names faults: the question stands already. */
  mending: boolean;
  /** The bound that ended the reading, in words. */
  wrap_up: string | null;
  /** Answers that were of no use: nothing, no object, or calls. One is no incapacity. */
  slips: number;
  /** Answers that were cut off. */
  cuts: number;
  /** What went wrong on the way, in words, for people. */
  tried: string[];
  /** Why it was given up, for the others of its run; null: it was not, or for nothing that concerns them. */
  met: Met | null;
  /** The window that its conversation did not fit into, in tokens; null: it met none. */
  outgrew: number | null;
};

/** `useless`: answers came, and no text in them. */
export type Met = ChatFailure | "useless";

/** `limit`: there was no room for it. A few words, as they stand behind a colon or a full stop. */
export type Noted = { pr: string; because: string; by?: "limit" };

type Begin = Pick<Draft, "job" | "id" | "title" | "messages" | "rung" | "bounded" | "answer_tokens" | "tries_left"> &
  Partial<Pick<Draft, "needs_tokens" | "room">> & { reads: boolean };

export function beginDraft<Answer>({ reads, ...begin }: Begin): Draft<Answer> {
  return {
    needs_tokens: 0,
    room: null,
    ...begin,
    least_tokens: 0,
    met: null,
    outgrew: null,
    phase: reads ? "reading" : "writing",
    pending: [],
    asked: [],
    rounds: 0,
    answer: null,
    replaced: [],
    fell: [],
    noted: [],
    faulty: null,
    is_final: false,
    read: {},
    mending: false,
    wrap_up: null,
    slips: 0,
    cuts: 0,
    tried: [],
    used: { model_calls: 0, tool_calls: 0, tokens: 0 },
  };
}

export function isOpen({ phase }: Pick<Draft, "phase">): boolean {
  return phase === "reading" || phase === "writing";
}

/**
 * Ends it: with the answer that it gave before, where it did.
 *
 * @param why In words, for people.
 */
export function giveUp<Answer>(draft: Draft<Answer>, why: string, met: Met | null = null): Draft<Answer> {
  const phase = draft.answer === null ? "given_up" : "done";
  return { ...draft, phase, met, pending: [], mending: false, is_final: true, tried: [...draft.tried, why] };
}
