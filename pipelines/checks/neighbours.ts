import { eachOnce, evidenceProse } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { tokensInOrder } from "./tokens.ts";

/** One word may be left out between two. */
const NEAR = 2;

/**
 * The share of a sentence's neighbouring telling words that follow each other in what was written of its own pull requests, too. Where all
 * its words are there and none of them beside each other, it likely makes no sense. No judge of an honest writer, who says it otherwise.
 *
 * @returns 1 where it has no two of them.
 */
export function keptTogether(text: string, prs: readonly string[], facts: CheckFacts): number {
  const pairs = pairsOf(text, 1);
  const known = neighbours(prs, facts);
  return pairs.length === 0 ? 1 : pairs.filter((pair) => known.some((one) => one.has(pair))).length / pairs.length;
}

const neighbours = eachOnce(
  ({ ref }, facts): ReadonlySet<string> => new Set(pairsOf(evidenceProse([ref], facts), NEAR)),
);

/** Each word with each of so many that come next. */
function pairsOf(text: string, near: number): string[] {
  const words = tokensInOrder(text);
  return words.flatMap((word, at) => words.slice(at + 1, at + 1 + near).map((next) => `${word} ${next}`));
}
