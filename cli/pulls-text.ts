import type { ShownPull } from "../webhooks/contract/policy-preview.ts";
import { onOneLine } from "./say.ts";

/** Of many; `--json` has all of them. */
const MOST_PULLS = 3;

export const pullText = ({ pr, title }: ShownPull): string => `${onOneLine(pr)} ${onOneLine(title)}`;

export function pullsText(pulls: readonly ShownPull[]): string {
  const more = pulls.length - MOST_PULLS;
  const shown = pulls.slice(0, MOST_PULLS).map(pullText).join("; ");
  return more > 0 ? `${shown}; and ${more} more` : shown;
}
