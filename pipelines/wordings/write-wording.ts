import type { Run } from "../../db/pipelines/tables.ts";
import { type ProblemShape, Problem } from "../../webhooks/contract/problem.ts";
import type { WordingAnswer, WordingRequest } from "../../webhooks/contract/wordings.ts";
import type { Deps } from "../deps.ts";
import { refusalNow } from "../models/budget.ts";
import type { ChatAnswer, ChatProblem, RunChat } from "../models/chat.ts";
import { writtenWording } from "../report/agent/answer.ts";
import { asker } from "../report/agent/ask.ts";
import { type Draft, isOpen } from "../report/agent/draft.ts";
import { wordingForm } from "../report/agent/form.ts";
import { sentenceIn } from "../report/agent/mend.ts";
import { repairMessage } from "../report/agent/prompt.ts";
import { TEXT_CHARS } from "../report/agent/share.ts";
import { OTHER_MODEL, turn } from "../report/agent/turn.ts";
import { escapeText } from "../text/escape.ts";
import type { BegunWording } from "./begin-wording.ts";
import { type JudgedWording, judgeWording } from "./judge-wording.ts";
import { keepCalls } from "./keep-calls.ts";

/** What was asked and answered so far, also of a conversation that breaks off. */
export type MadeCalls = ChatAnswer[];

/**
 * Asks the model, and once more where its answer has faults, with these named. Each call is kept with the run's.
 *
 * @throws {Problem} where no model may be asked: nothing was paid.
 */
export async function writeWording(
  deps: Deps,
  run: Run,
  asked: WordingRequest,
  begun: BegunWording,
  { signal, made }: { signal: AbortSignal; made: MadeCalls },
): Promise<WordingAnswer> {
  const { model, brief, spec, takes } = begun;
  const { llm_model } = run.parameters;
  const refused = await refusalNow(deps, llm_model, { ...takes, output_tokens: takes.least }, run.id);
  if (refused) throw asProblem(refused);
  const chat: RunChat = async (request, within, _terms, hear) => {
    const answer = await model.chat(request, within, { keep: NOTHING, yields: false, least: takes.least }, hear);
    if (made.length === 0 && isUnasked(answer)) throw asProblem(answer.problem);
    return answer;
  };
  const input = {
    ask: asker(keepCalls(deps, run, signal, made), { ...model, chat }, llm_model),
    form: wordingForm(),
    schema: writtenWording,
    settle: ({ text }: { text: string }) => ({ answer: sentenceIn(text, TEXT_CHARS), replaced: [], noted: [] }),
    tools: [],
    limits: spec.limits,
    brief,
  };
  let { draft } = begun;
  let judged: JudgedWording | null = null;
  while (isOpen(draft)) {
    draft = await turn(draft, input);
    if (isOpen(draft) || draft.answer === null) continue;
    judged = judgeWording(draft.answer, asked, begun, run);
    if (judged.faults.length > 0 && draft.tries_left > 0 && !draft.is_final) draft = reopened(draft, judged);
  }
  return { run_id: run.id, ...outcomeOf(draft, judged, made), ...paidFor(made) };
}

const NOTHING = { input_tokens: 0, output_tokens: 0 };

function isUnasked(answer: ChatAnswer): answer is ChatAnswer & { problem: ChatProblem } {
  return answer.problem?.kind === "budget" || answer.problem?.kind === "switched_off";
}

const asProblem = ({ code, message, remedy }: ProblemShape): Problem => new Problem(code, message, remedy);

function reopened(draft: Draft<string>, { faults }: JudgedWording): Draft<string> {
  return { ...draft, phase: "writing", messages: [...draft.messages, repairMessage(faults)], mending: true };
}

type Outcome = Pick<WordingAnswer, "text" | "problem" | "findings">;

function outcomeOf({ answer, tried }: Draft<string>, judged: JudgedWording | null, made: MadeCalls): Outcome {
  if (answer !== null && judged) {
    const { faults, findings, because: message } = judged;
    if (faults.length === 0) return { text: escapeText(answer), problem: null, findings };
    return { text: null, problem: { code: "upstream", message, remedy: AGAIN }, findings };
  }
  const failure = made.at(-1)?.problem;
  const problem: ProblemShape = failure
    ? { code: failure.code, message: failure.message, remedy: failure.remedy }
    : { code: "upstream", message: (tried.at(-1) ?? UNANSWERED).replace(` ${OTHER_MODEL}`, ""), remedy: AGAIN };
  return { text: null, problem, findings: [] };
}

const UNANSWERED = "The model did not answer.";
const AGAIN = "Ask once more, or write it by hand.";

/** Also of calls whose conversation broke off. */
export function paidFor(made: MadeCalls): Pick<WordingAnswer, "model_calls" | "tokens" | "cost_usd" | "served_by"> {
  const isKnown = made.every(({ cost_usd }) => cost_usd !== null);
  return {
    model_calls: made.length,
    tokens: made.reduce((sum, { usage }) => sum + usage.input_tokens + usage.output_tokens, 0),
    cost_usd: isKnown ? made.reduce((sum, { cost_usd }) => sum + (cost_usd ?? 0), 0) : null,
    served_by: made.findLast(({ outcome }) => outcome !== "failed")?.served_by ?? null,
  };
}
