import type { Micros, Sums } from "../../../db/pipelines/reservations.ts";
import type { ChatProblem } from "../chat.ts";
import type { Cap, Caps } from "../settings.ts";
import { microsOf, moneyText, tokenCount } from "./money.ts";
import { monthAfter } from "./periods.ts";
import { listed } from "../../../base/listed.ts";

/** What shall be spent; `micros` is null when the price is not known. */
type Most = Amount & {
  model: string;
  for: "the next call" | "such a run" | "another wording";
  /** Must be left besides: what has still to be written. */
  kept?: Amount;
};
export type Amount = { micros: Micros | null; tokens: number };
export type AllSums = Record<Period, Sums>;
type Period = keyof Caps;
/** The longest wait first. */
const PERIODS = ["month", "day", "run"] as const satisfies readonly Period[];

/** Why the budget does not let this be spent; null: it does. */
export function budgetRefusal(caps: Caps, sums: AllSums, most: Most, now: Date): ChatProblem | null {
  for (const period of PERIODS) {
    const refused = refusedIn(period, caps[period], sums[period], most, now);
    if (refused) return { code: "unavailable", kind: "budget", ...refused };
  }
  return null;
}

type Refused = { message: string; remedy: string };

function refusedIn(period: Period, { usd, tokens }: Cap, sums: Sums, most: Most, now: Date): Refused | null {
  if (usd !== null && most.micros === null && tokens === null) return unpriced(period, most.model);
  const { spent_micros, reserved_micros, spent_tokens, reserved_tokens } = sums;
  const about = { period, for: most.for, now };
  const { kept = NO_AMOUNT } = most;
  const money = { spent: spent_micros, reserved: reserved_micros, most: most.micros ?? 0, kept: kept.micros ?? 0 };
  const counted = { spent: spent_tokens, reserved: reserved_tokens, most: most.tokens, kept: kept.tokens };
  return (
    (usd !== null && most.micros !== null && over({ ...about, ...money, cap: microsOf(usd), unit: "USD" })) ||
    (tokens !== null && over({ ...about, ...counted, cap: tokens, unit: "TOKENS" })) ||
    null
  );
}

/** What becomes of budgets in dollars where the price of a model is not known; null: there are none. */
export function unkeptBudgets(caps: Caps, model: string): { refused: boolean; sentence: string } | null {
  const all = PERIODS.map((period) => ({ period, ...caps[period] })).filter(({ usd }) => usd !== null);
  const closed = all.find(({ tokens }) => tokens === null);
  if (closed) {
    const { message, remedy } = unpriced(closed.period, model);
    return { refused: true, sentence: `${message} The rules write instead. ${remedy}` };
  }
  if (all.length === 0) return null;
  const names = listed(all.map(({ period }) => `BUDGET_${period.toUpperCase()}_USD`));
  const bounds = listed(all.map(({ period, tokens }) => `${tokenCount(tokens ?? 0)} a ${period}`));
  const sentence = `The price of ${model} is not known, so ${names} cannot be kept: ${bounds} are its bound. Set its price in LLM_PRICES.`;
  return { refused: false, sentence };
}

export const NO_AMOUNT: Amount = { micros: 0, tokens: 0 };

/** Nobody can keep to a sum of money while spending an unknown one. */
function unpriced(period: Period, model: string): Refused {
  return {
    message: `The price of ${model} is not known, so ${OWNER[period]} budget in dollars cannot be kept.`,
    remedy: `Set its price in LLM_PRICES, or a cap of tokens in BUDGET_${period.toUpperCase()}_TOKENS.`,
  };
}

type State = Record<"cap" | "spent" | "reserved" | "most" | "kept", number> &
  Pick<Most, "for"> & { period: Period; unit: "USD" | "TOKENS"; now: Date };

function over(state: State): Refused | null {
  const { period, cap, spent, reserved, most, kept, unit } = state;
  if (spent + reserved + most + kept <= cap) return null;
  const whole = unit === "USD" ? moneyText : tokenCount;
  const part = (amount: number) => whole(amount).replace(" tokens", "");
  const owner = (isOfUpdate(state) ? "this update's" : OWNER[period]).replace("t", "T");
  const used = `${part(spent)} spent, ${part(reserved)} set aside`;
  const message =
    spent + reserved >= cap
      ? `${owner} budget of ${whole(cap)} is used up: ${used}.`
      : kept > 0
        ? `The rest of ${OWNER[period]} budget of ${whole(cap)} is kept for writing, which may take ${whole(kept)} (${used}).`
        : `${owner} budget of ${whole(cap)} is too small for ${state.for}: ${used}, and it may take ${whole(most)}.`;
  return { message, remedy: remedyOf(state, `BUDGET_${period.toUpperCase()}_${unit}`) };
}

/** Who has the text before them knows nothing of runs. */
const isOfUpdate = (state: Pick<State, "for" | "period">): boolean =>
  state.for === "another wording" && state.period === "run";

function remedyOf(state: State, variable: string): string {
  const { period, cap, most, kept, now } = state;
  if (isOfUpdate(state)) return `Write it by hand, or raise ${variable}.`;
  // What alone is more than the cap fits on no other day either.
  if (most + kept > cap) return `Raise ${variable}.`;
  if (period === "run") return `Choose fewer days or fewer rounds; or raise ${variable}.`;
  const opens = period === "day" ? "00:00 UTC" : `00:00 UTC on ${monthAfter(now)}`;
  return `It opens again at ${opens}; or raise ${variable}.`;
}

const OWNER: Record<Period, string> = { run: "this run’s", day: "today’s", month: "this month’s" };
