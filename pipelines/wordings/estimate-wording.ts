import type { Run } from "../../db/pipelines/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import { wordingRequest, type WordingEstimate } from "../../webhooks/contract/wordings.ts";
import type { Deps } from "../deps.ts";
import { refusalNow } from "../models/budget.ts";
import { guessTokens } from "../models/tokens.ts";
import { getRun } from "../runs/get-run.ts";
import { knownText } from "../runs/known-text.ts";
import { beginWording, type BegunWording } from "./begin-wording.ts";

/** An item as long as most. @source the demo's own: nine of ten have 130 characters at most. */
const USUAL_TEXT = "x".repeat(120);
/** What a model says around it, as JSON; and of one that thinks aloud first, its thoughts. */
const LIKELY_TOKENS = { of_answer: guessTokens(USUAL_TEXT) + 15, of_thoughts: 600 };

/** What another wording of an item with one pull request would take: of that one whose evidence is as long as most. */
export async function estimateWording(deps: Deps, id: string): Promise<WordingEstimate> {
  const run = await getRun(deps, id);
  try {
    const known = await knownText(deps, run);
    const pulls = (known?.evidence ?? []).toSorted((one, other) => one.body.length - other.body.length);
    const prs = [pulls[Math.floor(pulls.length / 2)]?.ref ?? "no/evidence#1"];
    const begun = await beginWording(deps, run, wordingRequest.parse({ text: USUAL_TEXT, prs }));
    return { run_id: run.id, estimate: await estimateOf(deps, run, begun) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { run_id: run.id, estimate: { ...NOTHING, refused: shapeOf(error) } };
  }
}

const NONE = { likely: 0, most: 0 };
const NOTHING = { model_calls: NONE, input_tokens: NONE, output_tokens: NONE, cost_usd: null, priced_by: null };

async function estimateOf(
  deps: Deps,
  { id, parameters: { llm_model } }: Run,
  { takes, draft }: BegunWording,
): Promise<WordingEstimate["estimate"]> {
  const { calls } = LIMITS.wording;
  const thoughts = draft.room?.thinks === true ? LIKELY_TOKENS.of_thoughts : 0;
  const output = Math.min(takes.output_tokens, LIKELY_TOKENS.of_answer + thoughts);
  const input_tokens = { likely: takes.input_tokens, most: calls * (takes.input_tokens + takes.output_tokens) };
  const output_tokens = { likely: output, most: calls * takes.output_tokens };
  const priced = (which: "likely" | "most") => {
    const usage = { input_tokens: input_tokens[which], output_tokens: output_tokens[which] };
    return deps.prices.priceOf({ ...usage, cached_tokens: 0, estimated: true }, llm_model, deps.clock());
  };
  const [likely, most] = [priced("likely"), priced("most")];
  const refused = await refusalNow(deps, llm_model, { ...takes, output_tokens: takes.least }, id);
  return {
    model_calls: { likely: 1, most: calls },
    input_tokens,
    output_tokens,
    cost_usd: likely && most && { likely: likely.cost_usd, most: most.cost_usd },
    priced_by: likely?.priced_by ?? null,
    refused: refused && { code: refused.code, message: refused.message, remedy: refused.remedy },
  };
}
