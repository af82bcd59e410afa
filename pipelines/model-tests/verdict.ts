import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { ModelTestResult } from "../../webhooks/contract/model-tests.ts";
import { tokenCount } from "../models/budget/money.ts";
import { modelsItems } from "../report/agent/merge.ts";
import { counted } from "../words.ts";
import { remarks, type LittleJob } from "./remarks.ts";
import { totalsOf, type MadeCall } from "./test-recorder.ts";

type Verdict = Pick<ModelTestResult, "writes" | "sentence" | "more" | "problem">;

/** What people will get of a model that did the little job so. */
export function testVerdict(job: LittleJob): Verdict {
  const own = modelsItems(job.drafts).length;
  if (own === 0) return unwritten(job);
  return { writes: true, sentence: sentenceOf(job, own), more: remarks(job), problem: null };
}

function sentenceOf({ drafts, lead, made }: LittleJob, own: number): string {
  const items = drafts.reduce((sum, { answer }) => sum + (answer?.items.length ?? 0), 0);
  const can = [
    ...(made.some(({ answer }) => answer?.outcome === "called_tools") ? ["tools"] : []),
    ...(drafts[0]?.rung === "json_schema" ? ["schema"] : []),
    ...(lead?.answer?.intro ? ["opening"] : []),
  ];
  const how =
    own === items ? "Writes well" : `Writes ${own} of ${counted(items, "sentence")} itself, the rules the rest`;
  return can.length > 0 ? `${how}: ${can.join(", ")}.` : `${how}.`;
}

const OTHER_MODEL = "Test again, or choose another model in LLM_MODELS.";

/** Why the rules would write, the true reason first: a server that refuses, a bound, then what the model did with its chance. */
function unwritten({ drafts, made }: LittleJob): Verdict {
  const last = made.findLast(({ answer }) => answer !== null)?.answer;
  const said = drafts.at(-1)?.tried.at(-1) ?? "";
  if (last?.problem) {
    const { code, message, remedy } = last.problem;
    return { writes: false, sentence: message, more: [], problem: { code, message, remedy } };
  }
  const isAnswered = drafts.some(({ answer }) => answer !== null);
  const message = !last
    ? said || "The model was not asked."
    : (boundReached(made) ?? (isAnswered ? UNSOUND : `${USELESS[last.outcome] ?? UNREADABLE}: the rules will write.`));
  const more = last?.outcome === "refused" && said ? [said] : [];
  return { writes: false, sentence: message, more, problem: { code: "upstream", message, remedy: OTHER_MODEL } };
}

const UNREADABLE = "Answers, but nothing that could be read as a draft";
const UNSOUND = "Writes, but no sentence that is right about its pull request: the rules will write.";
const USELESS: Record<string, string> = {
  called_tools: "Goes on looking things up where it is to write",
  refused: "Declines to write",
  empty: "Answers with nothing",
  cut: "Never comes to an end of its answer",
};

function boundReached(made: readonly MadeCall[]): string | null {
  const { calls, tokens } = LIMITS.model_test;
  const used = totalsOf(made);
  if (used.tokens >= tokens) return `Takes more than a test may: ${tokenCount(used.tokens)}.`;
  return used.model_calls >= calls ? `Was asked ${calls} times, as often as a test may, without a draft.` : null;
}
