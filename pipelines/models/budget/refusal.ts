import type { Micros, Sums } from "../../../db/pipelines/reservations.ts";
import type { ChatProblem } from "../chat.ts";
import type { Cap, Caps } from "../settings.ts";
import { microsOf, moneyText, tokenCount } from "./money.ts";
import { monthAfter } from "./periods.ts";

/** What shall be spent; `micros` is null when the price is not known. */
type Most = { model: string; micros: Micros | null; tokens: number; for: "the next call" | "such a run" };
export type AllSums = Record<Period, Sums>;
type Period = keyof Caps;

/** Why the budget does not let this be spent; null: it does. The longest wait is told first. */
export function budgetRefusal(caps: Caps, sums: AllSums, most: Most, now: Date): ChatProblem | null {
  for (const period of ["month", "day", "run"] as const) {
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
  const money = { spent: spent_micros, reserved: reserved_micros, most: most.micros ?? 0 };
  const counted = { spent: spent_tokens, reserved: reserved_tokens, most: most.tokens };
  return (
    (usd !== null && most.micros !== null && over({ ...about, ...money, cap: microsOf(usd), unit: "USD" })) ||
    (tokens !== null && over({ ...about, ...counted, cap: tokens, unit: "TOKENS" })) ||
    null
  );
}

/** Nobody can keep to a sum of money while spending an unknown one. */
function unpriced(period: Period, model: string): Refused {
  return {
    message: `The price of ${model} is not known, so ${OWNER[period]} budget in dollars cannot be kept.`,
    remedy: `Set its price in LLM_PRICES, or a cap of tokens in BUDGET_${period.toUpperCase()}_TOKENS.`,
  };
}

type State = Record<"cap" | "spent" | "reserved" | "most", number> &
  Pick<Most, "for"> & { period: Period; unit: "USD" | "TOKENS"; now: Date };

function over(state: State): Refused | null {
  const { period, cap, spent, reserved, most, unit } = state;
  if (spent + reserved + most <= cap) return null;
  const whole = unit === "USD" ? moneyText : tokenCount;
  const part = (amount: number) => whole(amount).replace(" tokens", "");
  const owner = OWNER[period].replace("t", "T");
  const used = `${part(spent)} spent, ${part(reserved)} set aside`;
  const message =
    spent + reserved >= cap
      ? `${owner} budget of ${whole(cap)} is used up: ${used}.`
      : `${owner} budget of ${whole(cap)} is too small for ${state.for}: ${used}, and it may take ${whole(most)}.`;
  return { message, remedy: remedyOf(state, `BUDGET_${period.toUpperCase()}_${unit}`) };
}

function remedyOf({ period, cap, most, now }: State, variable: string): string {
  // What alone is more than the cap fits on no other day either.
  if (most > cap) return `Raise ${variable}.`;
  if (period === "run") return `Choose fewer days or fewer rounds; or raise ${variable}.`;
  const opens = period === "day" ? "00:00 UTC" : `00:00 UTC on ${monthAfter(now)}`;
  return `It opens again at ${opens}; or raise ${variable}.`;
}

const OWNER: Record<Period, string> = { run: "this run's", day: "today's", month: "this month's" };
