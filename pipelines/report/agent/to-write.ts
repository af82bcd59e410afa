import { readAnalysisType } from "../../templates/prompts.ts";
import type { MostTokens } from "../../models/chat.ts";
import { inputTokensOf, tokensOfBytes } from "../../models/tokens.ts";
import type { Limits } from "../../templates/specification.ts";
import type { Tools } from "../tools.ts";
import type { ShareAnswer } from "./answer.ts";
import { MAX_CONTENT_CHARS } from "./dispatch.ts";
import { type Draft, isOpen } from "./draft.ts";
import { type AnswerForm, formatOf, leadForm, MOST_ITEM_CHARS, shareForm } from "./form.ts";
import { ITEMS_OF_GRACE } from "./mend.ts";
import { answerTokens, readingTokens, type Room } from "./room.ts";
import type { Share } from "./share.ts";
import { briefOf, isWished, leadMessages, writeMessage, type WritersBrief } from "./prompt.ts";
import { toolDefinitions } from "./tools.ts";

/** What has still to be written in a run. */
export type ToWrite = {
  /** From now on this writer's answer is paid for by its own call. */
  begin: (id: string) => void;
  /** What all the others, and the opening, may take at their limits. */
  most: () => MostTokens;
};

/** An item with its pull requests as JSON, twice as long as most; and the frame of an answer, or an opening. */
const LEAST = { of_pull: 90, of_answer: 200 };

/** So few tokens may do for an answer about so many pull requests; none: the opening. */
export function leastAnswer(pulls: number): number {
  return LEAST.of_answer + pulls * LEAST.of_pull;
}

/** Everybody who writes in this run, as `State` has them. */
type Writers = Pick<WritersBrief, "parameters" | "window" | "nonce"> & {
  drafts: readonly Draft<ShareAnswer>[];
  lead: unknown;
  shares: readonly Share[];
};

/** As it stands at the beginning of a turn of all writers. */
export function toWrite(writers: Writers, { spec }: Pick<Tools, "spec">): ToWrite {
  const { drafts, lead, shares, parameters } = writers;
  const brief = briefOf(writers, spec);
  const kinds = readAnalysisType(spec.prompts, parameters.analysis_type).sections.map(([kind]) => kind);
  const left = new Map<string, MostTokens>();
  for (const draft of drafts) {
    const share = shares.find(({ id }) => id === draft.id);
    if (!share || !isOpen(draft) || draft.answer !== null) continue;
    left.set(draft.id, ofShare(draft, shareForm(kinds, share, parameters.sources), spec.limits, brief));
  }
  const items = shares.reduce((sum, { most_items }) => sum + most_items + ITEMS_OF_GRACE, 0);
  if (!lead) left.set("lead", ofLead(items, spec.limits, drafts[0]?.room ?? null, brief));
  return {
    begin: (id) => void left.delete(id),
    most: () => ({
      input_tokens: sum([...left.values()].map(({ input_tokens }) => input_tokens)),
      output_tokens: sum([...left.values()].map(({ output_tokens }) => output_tokens)),
    }),
  };
}

/** Whoever reads may come back with a round of look-ups more. */
function ofShare(draft: Draft<ShareAnswer>, form: AnswerForm, limits: Limits, brief: WritersBrief): MostTokens {
  const messages = [...draft.messages, writeMessage(draft, form, brief)];
  const looks = Math.min(limits.calls_per_round, limits.tool_calls - draft.used.tool_calls);
  const round = readingTokens(draft, limits, toolDefinitions()) + Math.max(0, looks) * tokensOfBytes(MAX_CONTENT_CHARS);
  return {
    input_tokens:
      inputTokensOf({ messages, tools: [], format: formatOf(draft, form) }) + (draft.phase === "reading" ? round : 0),
    output_tokens: answerTokens(draft, messages),
  };
}

function ofLead(items: number, { lead_tokens }: Limits, room: Room | null, brief: WritersBrief): MostTokens {
  const form = leadForm(items, isWished(brief));
  const question = writeMessage({ job: "lead", rung: "text", bounded: false }, form, brief);
  const messages = [...leadMessages([], { pull_requests: 0, people: 0, items }, brief), question];
  const told = items * tokensOfBytes(MOST_ITEM_CHARS);
  return {
    input_tokens: inputTokensOf({ messages, tools: [], format: { kind: "text" } }) + told,
    output_tokens: answerTokens(
      { room, answer_tokens: lead_tokens, needs_tokens: form.tokens, least_tokens: 0 },
      messages,
    ),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
