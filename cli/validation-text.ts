import type { Estimate } from "../webhooks/contract/runs.ts";
import type { ValidateAnswer } from "../webhooks/contract/validation.ts";
import { windowText } from "../webhooks/contract/window-text.ts";
import { faultLines } from "./fault-text.ts";
import { bold, dim, green, onOneLine, red } from "./say.ts";

/** What a run would be, as one reads it from the top; then what keeps it from being one. */
export function validationLines({ compatible, details, notes, resolved, estimate }: ValidateAnswer): string[] {
  return [
    compatible ? green("It can be run. Nothing was started.") : red("It cannot be run."),
    ...faultLines(details),
    ...(resolved ? resolvedLines(resolved) : []),
    ...(compatible ? [priceLine(estimate)] : []),
    ...notes.map((note) => dim(onOneLine(note))),
  ];
}

function resolvedLines(of: NonNullable<ValidateAnswer["resolved"]>): string[] {
  const { template, timeframe, llm_model, max_steps } = of;
  return [
    `${bold("Window")}  ${windowText(timeframe, "short")} (${timeframe.time_zone})`,
    `${bold("By")}      ${onOneLine(template.name)}@${template.version}, ${onOneLine(llm_model)}, ${max_steps} steps at the most`,
  ];
}

function priceLine(estimate: Estimate | null): string {
  if (!estimate) return `${bold("Price")}   nothing: the rules write`;
  const { cost_usd, model_calls, refused } = estimate;
  const calls = `${model_calls.likely} calls to a model, ${model_calls.most} at the most`;
  const price =
    cost_usd === null ? "not known" : `about $${cost_usd.likely.toFixed(3)}, $${cost_usd.most.toFixed(3)} at the most`;
  const kept = refused ? red(` ${onOneLine(`${refused.message} ${refused.remedy}`)}`) : "";
  return `${bold("Price")}   ${price}; ${calls}.${kept}`;
}
