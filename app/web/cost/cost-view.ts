import type { BudgetAnswer, Estimate, ModelsAnswer } from "../../../webhooks/contract/runs.ts";
import { rangeText } from "../../money.ts";
import { spendView, type SpendView } from "./spend-view.ts";
import { choiceOf, writerOf } from "../../updates/offered.ts";

/** What Generate will cost, before it is pressed; and what was spent already. */
export type CostView = {
  /** In bold; "" when there is nothing to say yet. */
  main: string;
  rest: string;
  facts: string[];
  /** What becomes of a budget in dollars where the price is not known; "" otherwise. */
  unkept: string;
  /** Ticked, and listed. */
  counted: Counted | null;
  /** Null where no model is in reach of anybody. */
  spend: SpendView | null;
  /** True when what was spent should be here and could not be had. */
  spend_unknown: boolean;
  refusal: Refusal | null;
};

export type Counted = { included: number; total: number };

/** Why the model that was chosen will not be asked: the rules write instead. */
type Refusal =
  { kind: "stopped"; by: string; at: string; reason: string } | { kind: "budget"; message: string; remedy: string };

/** Each is null when it could not be had. */
type Known = {
  offered: ModelsAnswer | null;
  budget: BudgetAnswer | null;
  estimate: Estimate | null;
};

export function costView(llm_model: string, counted: Counted | null, known: Known): CostView {
  const { offered, budget } = known;
  const isRules = writerOf(llm_model, offered) === "rules";
  const onlyRules = offered?.models.every(({ kind }) => kind === "rules") ?? false;
  const refusal = isRules ? null : refusalOf(known);
  return {
    facts: [],
    unkept: isRules || refusal ? "" : (choiceOf(llm_model, offered)?.budget_note ?? ""),
    counted,
    refusal,
    ...wordsFor(llm_model, counted, known, refusal),
    spend: budget && !onlyRules ? spendView(budget) : null,
    spend_unknown: !budget && !onlyRules && !isRules,
  };
}

function refusalOf({ budget, estimate }: Known): Refusal | null {
  if (budget?.stopped) return { kind: "stopped", ...quotable(budget.stopped) };
  if (!estimate?.refused) return null;
  const { message, remedy } = estimate.refused;
  return { kind: "budget", message, remedy };
}

/** The reason as it stands inside of quotation marks, before a full stop. */
export function quotable(stopped: NonNullable<BudgetAnswer["stopped"]>): NonNullable<BudgetAnswer["stopped"]> {
  return { ...stopped, reason: stopped.reason.replace(/(?<![\s.])[\s.]+$/, "") };
}

type Words = Pick<CostView, "main" | "rest"> & Partial<Pick<CostView, "facts">>;

function wordsFor(
  llm_model: string,
  counted: Counted | null,
  { offered, estimate }: Known,
  refusal: Refusal | null,
): Words {
  if (writerOf(llm_model, offered) === "rules") return { main: "Free", rest: ", about 2 s" };
  if (refusal) return { main: "Free", rest: ": the rules will write this text" };
  if (!counted) return { main: "", rest: "The cost shows once the pull requests are read." };
  if (counted.included === 0) return { main: "Free", rest: ": there is nothing to write about" };
  if (!estimate) return { main: "Cost not known", rest: "" };
  const facts = [callsText(estimate)];
  if (choiceOf(llm_model, offered)?.stand_in) return { main: "Free", rest: " (stand-in)", facts };
  if (!estimate.cost_usd) return { main: "Cost not known", rest: "", facts: [tokensText(estimate), ...facts] };
  return { ...rangeText(estimate.cost_usd.likely, estimate.cost_usd.most), facts };
}

function callsText({ model_calls: { likely, most } }: Estimate): string {
  if (most > likely) return `${likely.toLocaleString("en")} to ${most.toLocaleString("en")} model calls`;
  return `${most.toLocaleString("en")} model ${most === 1 ? "call" : "calls"}`;
}

/** Two digits: more would claim more than an estimate knows. */
function tokensText({ input_tokens, output_tokens }: Estimate): string {
  const tokens = Number((input_tokens.likely + output_tokens.likely).toPrecision(2));
  return `about ${tokens.toLocaleString("en")} tokens`;
}
