import type { Parameters } from "../../webhooks/contract/parameters.ts";
import type { Estimate } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { refusalNow } from "../models/budget.ts";
import { rememberedModel } from "../models/known-model.ts";
import { likelyShare } from "../report/agent/likely-share.ts";
import type { Limits } from "../templates/specification.ts";
import { modelOf } from "../templates/validate.ts";

/** A writer mostly reads once, looks at what it found, and writes; a small one writes, and mends what it wrote twice. */
const LIKELY_CALLS_PER_SHARE = 3;
/** The opening is written once, from the items. */
const LIKELY_CALLS_FOR_LEAD = 1;
/** An item with its pull requests as JSON, and what else a call says: which tools it wants, or the frame of the answer. */
const OUTPUT_PER_PULL = 45;
const OUTPUT_PER_CALL = 80;
/** Where nobody counted yet. */
const PULLS_IF_UNKNOWN = 20;

/**
 * What a run would take, by a simple model: the pull requests fill shares of `share_pulls`, or of as few as the model's window has room
 * for; each call of a share sends its whole prompt. Most: every share reads `max_iterations` times and needs every try at an answer, as far as the bounds of the run go.
 *
 * @param pullRequests In the window; undefined: nobody counted yet.
 * @returns null for the rules, which cost nothing.
 */
export async function estimateRun(
  deps: Pick<Deps, "db" | "clock" | "prices" | "settings">,
  limits: Limits,
  parameters: Parameters,
  pullRequests: number | undefined,
): Promise<Estimate | null> {
  const model = modelOf(parameters, deps.settings);
  if (model === "rules") return null;
  const tokens = Math.min(limits.tokens, deps.settings.caps.run.tokens ?? limits.tokens);
  const { models } = deps.settings;
  const window = models && (await rememberedModel(deps, models, model)).window;
  const size = sizeOf({ ...limits, tokens }, parameters, pullRequests ?? PULLS_IF_UNKNOWN, window);
  const { model_calls, input_tokens, output_tokens } = size;
  const at = deps.clock();
  const priced = (kind: "likely" | "most") => {
    const usage = { input_tokens: input_tokens[kind], output_tokens: output_tokens[kind] };
    return deps.prices.priceOf({ ...usage, cached_tokens: 0, estimated: true }, model, at);
  };
  const [likely, most] = [priced("likely"), priced("most")];
  // However small the bound of a run is, its first prompt has to fit.
  const first = model_calls.likely > 0 ? likelyShare(limits, window).prompt : 0;
  const refusal = await refusalNow(deps, model, {
    input_tokens: Math.max(input_tokens.likely, first),
    output_tokens: output_tokens.likely,
  });
  return {
    ...size,
    cost_usd: likely && most && { likely: likely.cost_usd, most: most.cost_usd },
    priced_by: likely?.priced_by ?? null,
    refused: refusal && { code: refusal.code, message: refusal.message, remedy: refusal.remedy },
  };
}

type Size = Pick<Estimate, "model_calls" | "input_tokens" | "output_tokens">;

/** Near the bound of a run, `tokens`, its writers end by themselves. */
function sizeOf(limits: Limits, { max_iterations }: Parameters, pulls: number, window: number | null): Size {
  if (pulls === 0) return { model_calls: NONE, input_tokens: NONE, output_tokens: NONE };
  const share = likelyShare(limits, window);
  const told = Math.ceil(pulls * share.told);
  const [shares, mostShares] = [told, pulls].map((some) => Math.ceil(some / share.pulls)) as [number, number];
  const prompt = share.prompt + share.ofPull * Math.ceil(told / shares);
  const likely = Math.min(shares * LIKELY_CALLS_PER_SHARE + LIKELY_CALLS_FOR_LEAD, limits.model_calls);
  const rounds = limits.answers + (share.reads ? max_iterations : 0);
  const most = Math.min(mostShares * rounds + limits.answers, limits.model_calls);
  const wanted = { input: likely * prompt, output: told * OUTPUT_PER_PULL + likely * OUTPUT_PER_CALL };
  const kept = Math.min(1, limits.tokens / (wanted.input + wanted.output));
  const [input, output] = [Math.floor(wanted.input * kept), Math.floor(wanted.output * kept)];
  const mostAnswer = Math.min(limits.answer_tokens, window ?? Infinity);
  return {
    model_calls: { likely, most: Math.max(likely, most) },
    input_tokens: { likely: input, most: Math.max(input, Math.min(most * prompt, limits.tokens)) },
    output_tokens: { likely: output, most: Math.max(output, Math.min(most * mostAnswer, limits.tokens)) },
  };
}

const NONE = { likely: 0, most: 0 };
