import type { z } from "zod";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import type { ChatAnswer, ChatRequest, ToolDefinition } from "../../models/chat.ts";
import { readWritten } from "./answer.ts";
import { type Draft, giveUp, type Rung } from "./draft.ts";
import { type WritersBrief, formatOf, repairMessage, writeMessage } from "./prompt.ts";

/** What a turn needs: the model behind one recorded call, and what may be asked of it. */
type TurnInput<S extends z.ZodType> = {
  ask: (request: Omit<ChatRequest, "model">, label: string) => Promise<ChatAnswer>;
  schema: S;
  /** What the answer's shape cannot say; empty: it is fine. For the writer to mend. */
  faultsOf: (answer: z.infer<S>) => string[];
  tools: ToolDefinition[];
  calls_per_round: number;
  /** Of one round of reading. */
  reading_tokens: number;
  brief: WritersBrief;
};

/** One call to the model, and what follows from its answer. The draft that comes back may be open still. */
export async function turn<S extends z.ZodType>(draft: Draft<z.infer<S>>, input: TurnInput<S>) {
  if (draft.phase === "reading") return read(draft, input);
  return draft.phase === "writing" ? write(draft, input) : draft;
}

async function read<S extends z.ZodType>(draft: Draft<z.infer<S>>, input: TurnInput<S>) {
  const { ask, tools, calls_per_round, reading_tokens: max_output_tokens } = input;
  const request = { messages: draft.messages, tools, format: { kind: "text" as const }, max_output_tokens };
  const answer = await ask(request, `reading for ${draft.title}`);
  const next = { ...draft, used: addUse(draft.used, answer) };
  switch (answer.outcome) {
    case "called_tools": {
      const calls = answer.tool_calls.slice(0, calls_per_round);
      const said = { role: "assistant" as const, content: answer.text, tool_calls: calls };
      const asked = calls.map(({ name, arguments: args }) => `${name} ${digestOf(args)}`);
      const messages = [...draft.messages, said];
      return { ...next, messages, pending: calls, asked: [...draft.asked, ...asked], rounds: draft.rounds + 1 };
    }
    case "failed":
      return failedReading(next, answer);
    case "refused":
      return giveUp(next, declined(answer));
    default:
      // Ready, or nothing usable: what it has read is what it writes from.
      return { ...next, phase: "writing" as const };
  }
}

function failedReading<Answer>(draft: Draft<Answer>, { problem }: ChatAnswer): Draft<Answer> {
  const why = problem?.message ?? "The model did not answer.";
  if (problem?.kind === "unsupported") {
    return {
      ...draft,
      phase: "writing",
      tried: [...draft.tried, "The model's server takes no tools: nothing was looked up."],
    };
  }
  if (problem?.kind === "too_long" && draft.rounds > 0)
    return { ...withoutReading(draft), tried: [...draft.tried, why] };
  // The answer itself may be cheaper than another look.
  if (problem?.kind === "budget" && draft.rounds > 0) return { ...draft, phase: "writing", wrap_up: why };
  return giveUp(draft, sentence(problem));
}

async function write<S extends z.ZodType>(draft: Draft<z.infer<S>>, input: TurnInput<S>): Promise<Draft<z.infer<S>>> {
  const { schema, brief } = input;
  const question = draft.mending ? [] : [writeMessage(draft.job, draft.rung, schema, brief)];
  const messages = [...draft.messages, ...question];
  const format = formatOf(draft.job, draft.rung, schema);
  const request = { messages, tools: [], format, max_output_tokens: draft.answer_tokens };
  const answer = await input.ask(request, draft.job === "lead" ? "writing the opening" : `writing ${draft.title}`);
  const next = { ...draft, used: addUse(draft.used, answer), tries_left: draft.tries_left - 1 };
  if (answer.outcome === "failed") return failedWriting(next, answer);
  if (answer.outcome === "refused") return giveUp(next, declined(answer));
  if (answer.outcome === "cut")
    return again(next, `The answer was cut at ${draft.answer_tokens} tokens.`, (open) => ({
      ...open,
      answer_tokens: open.answer_tokens * 2,
    }));
  if (answer.outcome !== "answered") return again(next, "The answer was empty.");

  const read = readWritten(answer.text, draft.rung, brief.nonce, schema);
  const faults = read.ok ? input.faultsOf(read.answer) : read.faults;
  const said = { role: "assistant" as const, content: answer.text, tool_calls: [] };
  if (read.ok && faults.length === 0)
    return { ...next, phase: "done", answer: read.answer, messages: [...messages, said], mending: false };
  const why = `The answer did not have the agreed form (${faults[0] ?? "unreadable"}).`;
  if (!read.ok && !read.isJson) return again(next, why, stepDown);
  return again(next, why, (open) => ({
    ...open,
    messages: [...messages, said, repairMessage(faults)],
    mending: true,
  }));
}

function failedWriting<Answer>(draft: Draft<Answer>, { problem }: ChatAnswer): Draft<Answer> {
  if (problem?.kind === "unsupported" && draft.rung !== "text") {
    return again(draft, `The model's server does not take ${draft.rung}.`, stepDown);
  }
  if (problem?.kind === "too_long" && draft.rounds > 0) return again(draft, problem.message, withoutReading);
  return giveUp(draft, sentence(problem));
}

/** Another try, if there is one left. */
function again<Answer>(
  draft: Draft<Answer>,
  why: string,
  change: (open: Draft<Answer>) => Draft<Answer> = (open) => open,
): Draft<Answer> {
  const noted = { ...draft, tried: [...draft.tried, why] };
  return draft.tries_left > 0 ? change(noted) : { ...noted, phase: "given_up", pending: [] };
}

const LOWER: Record<Rung, Rung> = { json_schema: "json_object", json_object: "text", text: "text" };

function stepDown<Answer>(draft: Draft<Answer>): Draft<Answer> {
  return { ...draft, rung: LOWER[draft.rung], mending: false };
}

/** Back to the evidence alone: what was looked up did not fit. */
function withoutReading<Answer>(draft: Draft<Answer>): Draft<Answer> {
  return { ...draft, phase: "writing", messages: draft.messages.slice(0, 2), mending: false, read: {}, pending: [] };
}

function addUse(used: Draft["used"], { usage }: ChatAnswer): Draft["used"] {
  const tokens = used.tokens + usage.input_tokens + usage.output_tokens;
  return { ...used, model_calls: used.model_calls + 1, tokens };
}

function declined({ text }: ChatAnswer): string {
  return text ? `The model declined: “${text.replace(/\s+/g, " ").slice(0, 120)}”.` : "The model declined to write.";
}

function sentence(problem: ChatAnswer["problem"]): string {
  return problem ? `${problem.message} ${problem.remedy}` : "The model did not answer.";
}
