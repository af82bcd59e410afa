import type { z } from "zod";
import type { ChatAnswer, ChatRequest, ToolDefinition } from "../../models/chat.ts";
import { withCallsTold } from "../../models/openai/conversation.ts";
import { type AnswerForm, formatOf } from "./form.ts";
import { type Draft, giveUp, type Rung } from "./draft.ts";
import { clause } from "../../words.ts";
import { nudgeMessage, repairMessage, writeMessage, type WritersBrief } from "./prompt.ts";
import type { Readable } from "./ask.ts";
import { readWritten } from "./read-answer.ts";
import { textsSoFar } from "./so-far.ts";
import { answerTokens, isSmall, readingTokens, roomAfter } from "./room.ts";
import { inputTokensOf } from "../../models/tokens.ts";
import type { Limits } from "../../templates/specification.ts";

/** What a turn needs: the model behind one recorded call, and what may be asked of it. */
type TurnInput<S extends z.ZodObject, Answer> = {
  ask: (request: Omit<ChatRequest, "model">, label: string, readable?: Readable) => Promise<ChatAnswer>;
  form: AnswerForm;
  /** Reads what was written, however well it keeps to the form. */
  schema: S;
  /** What code makes of it. */
  settle: (written: z.infer<S>, draft: Draft<Answer>) => Settled<Answer>;
  tools: ToolDefinition[];
  /** Of one round of reading. */
  limits: Pick<Limits, "calls_per_round" | "reading_tokens">;
  brief: WritersBrief;
};

type Settled<Answer> = Pick<Draft, "replaced" | "noted"> & Partial<Pick<Draft, "fell">> & { answer: Answer };

/** One call to the model, and what follows from its answer. The draft that comes back may be open still. */
export async function turn<S extends z.ZodObject, Answer>(
  draft: Draft<Answer>,
  input: TurnInput<S, Answer>,
): Promise<Draft<Answer>> {
  if (draft.phase === "reading") return read(draft, input);
  return draft.phase === "writing" ? write(draft, input) : draft;
}

async function read<S extends z.ZodObject, Answer>(
  draft: Draft<Answer>,
  input: TurnInput<S, Answer>,
): Promise<Draft<Answer>> {
  const { ask, tools, limits } = input;
  const max_output_tokens = readingTokens(draft, limits, tools);
  const request = { messages: draft.messages, tools, format: { kind: "text" as const }, max_output_tokens };
  const answer = await ask(request, `reading for ${draft.title}`);
  const next = { ...draft, used: addUse(draft.used, answer), room: roomAfter(draft.room, answer, "") };
  switch (answer.outcome) {
    case "called_tools": {
      const calls = answer.tool_calls.slice(0, limits.calls_per_round);
      const said = { role: "assistant" as const, content: answer.text, tool_calls: calls };
      const messages = [...draft.messages, said];
      const room = next.room && { ...next.room, tools: true };
      return { ...next, room, messages, pending: calls, rounds: draft.rounds + 1 };
    }
    case "failed":
      return failedReading(next, answer, request);
    case "refused":
      return giveUp(next, declined(answer));
    case "cut":
      return answer.problem ? failedReading(next, answer, request) : { ...next, phase: "writing" };
    default:
      // Ready, or nothing usable: what it has read is what it writes from.
      return { ...next, phase: "writing" as const };
  }
}

function failedReading<Answer>(draft: Draft<Answer>, answer: ChatAnswer, request: Asked): Draft<Answer> {
  const { problem } = answer;
  const why = problem?.message ?? "The model did not answer.";
  if (problem?.kind === "unsupported") {
    return {
      ...draft,
      room: draft.room && { ...draft.room, tools: false },
      phase: "writing",
      tried: [...draft.tried, "The model’s server looks nothing up: the model wrote from titles and descriptions."],
    };
  }
  if (problem?.kind === "too_long" && hasRead(draft)) return { ...withoutReading(draft), tried: [...draft.tried, why] };
  // What the answer itself takes is kept for it.
  if (problem?.kind === "budget") return { ...draft, phase: "writing", wrap_up: clause(why) };
  return failed(draft, answer, request);
}

type Asked = Omit<ChatRequest, "model">;

/** Given up; where the window was too small, with how large it is, so that smaller shares can be made. */
function failed<Answer>(draft: Draft<Answer>, { problem, usage }: ChatAnswer, request: Asked): Draft<Answer> {
  const up = giveUp(draft, sentence(problem), problem?.kind);
  if (problem?.kind !== "too_long" || draft.answer !== null) return up;
  const asked = inputTokensOf({ ...request, format: { kind: "text" } });
  const window = problem.window ?? Math.floor((asked + request.max_output_tokens) / 2);
  // In tokens as we guess them: its server may count otherwise.
  const ours = usage.estimated || usage.input_tokens === 0 ? 1 : Math.min(1, asked / usage.input_tokens);
  return { ...up, outgrew: Math.floor(window * ours) };
}

/** The server read no more of the question than its window holds, so the answer is about something else. */
function isAboutLess({ problem, usage }: ChatAnswer): boolean {
  return problem?.kind === "too_long" && problem.window === usage.input_tokens;
}

async function write<S extends z.ZodObject, Answer>(
  draft: Draft<Answer>,
  input: TurnInput<S, Answer>,
): Promise<Draft<Answer>> {
  const { form, brief } = input;
  const question = draft.mending ? [] : [writeMessage(draft, form, brief)];
  const messages = [...draft.messages, ...question];
  const max_output_tokens = answerTokens(draft, messages);
  const calm = isSmall(draft.room?.window ?? null) ? { temperature: 0 } : {};
  const request = { messages, tools: [], format: formatOf(draft, form), max_output_tokens, ...calm };
  const readable = (soFar: string) => textsSoFar(soFar, draft, brief.nonce);
  const answer = await input.ask(request, `writing ${draft.title}`, readable);
  const read = readWritten(answer.text, draft.rung, brief.nonce, input.schema);
  const room = roomAfter(draft.room, answer, objectIn(answer.text));
  const next = { ...draft, room, used: addUse(draft.used, answer), tries_left: draft.tries_left - 1 };
  if (answer.outcome === "failed") return failedWriting(next, answer, request);
  if (answer.outcome === "refused") return giveUp(next, declined(answer));
  const said = { role: "assistant" as const, content: answer.text, tool_calls: [] };
  if (read.ok && !isAboutLess(answer)) {
    const settled = input.settle(read.answer, draft);
    return { ...next, ...settled, phase: "done", messages: [...messages, said], mending: false };
  }
  if (answer.outcome === "cut") return cutOff(next, answer, request, draft.room?.thinks !== true);
  if (answer.outcome !== "answered") {
    const why = answer.outcome === "empty" ? NOTHING : ASKED_ON;
    // Who sees calls that were made goes on calling.
    const told = why === ASKED_ON ? withCallsTold(messages) : messages;
    return slipped(next, why, [...told, nudgeMessage(NUDGES[why], draft, form, brief)]);
  }
  const asked = [...messages, said, repairMessage(read.ok ? [] : read.faults)];
  if (read.ok || !read.isJson) return slipped(next, UNREADABLE, asked);
  return again(next, UNREADABLE, (open) => ({ ...open, messages: asked, mending: true }));
}

/** What may be an answer, or the beginning of one: behind all thoughts that can be seen. */
function objectIn(text: string): string {
  const thoughts = Math.max(0, text.lastIndexOf("</think>"), text.lastIndexOf("<|message|>"));
  const from = text.indexOf("{", thoughts);
  return from < 0 ? "" : text.slice(from);
}

const UNREADABLE = "The model’s answer could not be read as a text.";
const NOTHING = "The model answered with nothing.";
const ASKED_ON = "The model asked to look things up where it was to write.";
const NUDGES = {
  [NOTHING]: "Your answer was empty.",
  [ASKED_ON]: "Nothing more can be looked up: answer with what you have.",
};

/** The first time it is asked again with what was wrong; when it happens again, its server may not know the form. */
function slipped<Answer>(draft: Draft<Answer>, why: string, messages: Draft["messages"]): Draft<Answer> {
  const slips = draft.slips + 1;
  if (slips === 1) return again(draft, why, (open) => ({ ...open, slips, messages, mending: true }));
  if (draft.rung === "text" || why === ASKED_ON) return giveUp(draft, `${why} ${OTHER_MODEL}`, "useless");
  return again(draft, why, (open) => stepDown({ ...open, slips }));
}

/**
 * Twice the room, once: who rambles fills any.
 *
 * @param isNews Whether nobody knew that it thinks, if it does: then its share was made without room for that.
 */
function cutOff<Answer>(draft: Draft<Answer>, answer: ChatAnswer, request: Asked, isNews: boolean): Draft<Answer> {
  const { problem } = answer;
  if (problem) return hasRead(draft) ? again(draft, problem.message, withoutReading) : failed(draft, answer, request);
  const cuts = draft.cuts + 1;
  if (cuts > 1) return giveUp(draft, `${CUT_AGAIN} ${OTHER_MODEL}`, "useless");
  const more = { ...draft, cuts, least_tokens: request.max_output_tokens * 2 };
  const window = draft.room?.window ?? null;
  if (window !== null && answerTokens(more, request.messages) <= request.max_output_tokens) {
    const why = `The model’s answer needs more than its context window of ${window.toLocaleString("en")} tokens. ${LARGER}`;
    const up = giveUp(draft, why, "useless");
    return isNews && draft.room?.thinks ? { ...up, outgrew: window } : up;
  }
  return again(more, CUT);
}

const LARGER = "Give it a larger context on its server, or choose another model.";

const CUT = "The model’s answer was longer than it may be, and was cut off.";
const CUT_AGAIN = "The model’s answer was longer than it may be, with twice the room, too, and was cut off.";

function failedWriting<Answer>(draft: Draft<Answer>, answer: ChatAnswer, request: Asked): Draft<Answer> {
  const { problem } = answer;
  // What a server says of one keyword of a form is said in many ways.
  const isForm = problem?.kind === "unsupported" || problem?.kind === "refused_request";
  const isWholeForm = problem?.takes === "json_object" || problem?.takes === "text";
  if (draft.bounded && isForm && !isWholeForm) return { ...draft, bounded: false, tries_left: draft.tries_left + 1 };
  if (problem?.kind === "unsupported" && draft.rung !== "text") {
    return again(draft, NO_FORM, (open) => stepDown(open, problem.takes));
  }
  if (problem?.kind === "too_long" && hasRead(draft)) return again(draft, problem.message, withoutReading);
  return failed(draft, answer, request);
}

const NO_FORM = "The model’s server does not hold answers to a form, so a plainer one was asked for.";

/** Another try, if there is one left. */
function again<Answer>(
  draft: Draft<Answer>,
  why: string,
  change: (open: Draft<Answer>) => Draft<Answer> = (open) => open,
): Draft<Answer> {
  if (draft.tries_left > 0) return change({ ...draft, tried: [...draft.tried, why] });
  return giveUp(draft, `${why} ${OTHER_MODEL}`, "useless");
}

/** The next step behind many a reason. */
export const OTHER_MODEL = "Write it again, or choose another model.";

const LOWER: Record<Rung, Rung> = { json_schema: "json_object", json_object: "text", text: "text" };

/** @param takes What its server may take instead; absent: it does not say. */
function stepDown<Answer>(draft: Draft<Answer>, takes?: Rung): Draft<Answer> {
  const lower = takes === "text" ? "text" : LOWER[draft.rung];
  return { ...draft, rung: lower, bounded: false, mending: false };
}

const hasRead = ({ messages }: Pick<Draft, "messages">): boolean => messages.some(({ role }) => role === "tool");

/** Back to the evidence alone: what was looked up did not fit. */
function withoutReading<Answer>(draft: Draft<Answer>): Draft<Answer> {
  return { ...draft, phase: "writing", messages: draft.messages.slice(0, 2), mending: false, read: {}, pending: [] };
}

function addUse(used: Draft["used"], { usage }: ChatAnswer): Draft["used"] {
  const tokens = used.tokens + usage.input_tokens + usage.output_tokens;
  return { ...used, model_calls: used.model_calls + 1, tokens };
}

function declined({ text }: ChatAnswer): string {
  return text
    ? `The model declined: “${text.replace(/\s+/g, " ").slice(0, 120)}”.`
    : `The model declined to write. ${OTHER_MODEL}`;
}

function sentence(problem: ChatAnswer["problem"]): string {
  return problem ? `${problem.message} ${problem.remedy}` : "The model did not answer.";
}
