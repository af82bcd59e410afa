import type { BudgetAnswer } from "../../../webhooks/contract/runs.ts";
import type { Spending } from "../../../webhooks/contract/spending.ts";
import { sumText } from "../../money.ts";

/** What models have cost so far, and how much of the cap that is. */
export type SpendView = {
  lines: SpendLine[];
  /** Calls of this month that are in no sum. */
  unpriced: number;
};

type SpendLine = {
  label: string;
  /** "$3.20 of $20.00", "$3.20", "81.2K of 2M tokens" */
  text: string;
  meter: Meter | null;
};

/** Percent, for SVG. */
export type Meter = {
  spent: string;
  /** Where what is set aside for calls under way begins, and how much of it there is. */
  from: string;
  reserved: string;
  tone: "calm" | "near" | "full";
  label: string;
};

const NEAR = 0.8;
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export function spendView({ day, month }: BudgetAnswer): SpendView {
  return { lines: [...linesOf("This month", month), ...linesOf("Today", day)], unpriced: month.unpriced_calls };
}

/** Money, and tokens where they are capped: only what is capped has a meter. */
function linesOf(label: string, { spent_usd, reserved_usd, tokens, cap_usd, cap_tokens }: Spending): SpendLine[] {
  const money = {
    label,
    text: cap_usd === null ? sumText(spent_usd) : `${sumText(spent_usd)} of ${sumText(cap_usd)}`,
    meter: cap_usd === null ? null : meterOf(label, spent_usd, reserved_usd, cap_usd),
  };
  if (cap_tokens === null) return [money];
  const text = `${compact.format(tokens)} of ${compact.format(cap_tokens)} tokens`;
  const counted = { label, text, meter: meterOf(label, tokens, 0, cap_tokens) };
  return cap_usd === null && spent_usd === 0 ? [counted] : [money, counted];
}

function meterOf(label: string, spent: number, reserved: number, cap: number): Meter {
  const part = (amount: number) => (cap === 0 ? 1 : Math.min(1, Math.max(0, amount / cap)));
  const [used, taken] = [part(spent), part(spent + reserved)];
  const percent = (of: number) => `${Math.round(of * 1_000) / 10}%`;
  const aside = taken > used ? `, ${percent(taken - used)} set aside` : "";
  return {
    spent: percent(used),
    from: percent(used),
    reserved: percent(taken - used),
    tone: taken >= 1 ? "full" : taken >= NEAR ? "near" : "calm",
    label: `${label}: ${percent(used)} of the budget spent${aside}`,
  };
}
