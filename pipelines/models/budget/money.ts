import type { Micros } from "../../../db/pipelines/reservations.ts";

const MICROS = 1_000_000;
const CENT = MICROS / 100;
/** Below this a cent says too little. */
const SMALL = 10 * CENT;
const SMALLEST_SHOWN = 100;

/** Rounded up: what is set aside is never too little. Calculation leaves crumbs, which count for nothing. */
export function microsOf(usd: number): Micros {
  return Math.max(0, Math.ceil(usd * MICROS - 1e-6));
}

export function usdOf(micros: Micros): number {
  return micros / MICROS;
}

/** `$4.80`, and `$0.0125` where cents would say nothing. */
export function moneyText(micros: Micros): string {
  if (micros > 0 && micros < SMALLEST_SHOWN) return "less than $0.0001";
  const cents = micros >= SMALL || micros % CENT === 0;
  return `$${(micros / MICROS).toFixed(cents ? 2 : 4)}`;
}

export function tokenCount(tokens: number): string {
  return `${tokens.toLocaleString("en")} tokens`;
}
