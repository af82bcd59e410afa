import type { RunRow } from "../webhooks/contract/run-history.ts";

/** "$0.0041", "free", "–" where nobody knows. */
export const runCostText = ({ cost_usd }: Pick<RunRow, "cost_usd">): string =>
  cost_usd === null ? "–" : cost_usd === 0 ? "free" : `$${cost_usd.toFixed(4)}`;

export const secondsText = ({ seconds }: Pick<RunRow, "seconds">): string =>
  seconds === null ? "–" : `${seconds.toFixed(1)} s`;
