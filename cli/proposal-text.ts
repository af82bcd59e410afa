import type { OpenProposals } from "../webhooks/contract/app-api.ts";
import { bold, dim, onOneLine } from "./say.ts";
import { pullsText } from "./pulls-text.ts";

export type ShownProposal = OpenProposals["proposals"][number];

/** A question with its name, and why it is asked. */
export function proposalLines({ key, text, because, evidence, moves, moved }: ShownProposal): string[] {
  const some = (what: string, pulls: ShownProposal["moved"]) =>
    pulls.length === 0 ? [] : [dim(`  ${what}: ${pullsText(pulls)}`)];
  const count = moves === 1 ? "one pull request" : `${moves} pull requests`;
  return [
    `${bold(key)}  ${onOneLine(text)}`,
    `  ${onOneLine(because)}`,
    ...(moves === null ? [] : [`  It would have moved ${count}.`]),
    ...some("Moved", moved),
    ...some("Told", evidence?.told ?? []),
    ...some("Not told", evidence?.not_told ?? []),
  ];
}
