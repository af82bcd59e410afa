import type { BudgetAnswer } from "../../../webhooks/contract/runs.ts";
import { sumText } from "../../money.ts";

/** Calls to models whose cost nobody knows: not yet, or never. */
export type UnsettledView = {
  /** Being made, or not given up yet. */
  open: { calls: number; sum: string; until: string } | null;
  /** Given up: they count with the most that they may have cost. */
  lost: { calls: number; sum: string } | null;
  /** Why they could not be cleared. */
  tried: Tried | null;
};

type Tried = { message: string; remedy: string };

/** Null where every call is paid for. */
export function unsettledView({ open, lost }: BudgetAnswer, tried: Tried | null): UnsettledView | null {
  if (open.calls === 0 && lost.calls === 0 && !tried) return null;
  return {
    open: open.until === null ? null : { calls: open.calls, sum: sumOf(open), until: open.until },
    lost: lost.calls === 0 ? null : { calls: lost.calls, sum: sumOf(lost) },
    tried,
  };
}

/** Tokens where the price is not known. */
function sumOf({ usd, tokens }: BudgetAnswer["lost"]): string {
  return usd > 0 ? sumText(usd) : `${tokens.toLocaleString("en")} tokens`;
}
