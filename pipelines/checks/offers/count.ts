import { type EvidenceOffer, withOffer } from "../../../webhooks/contract/offer.ts";
import { peopleOf } from "../../text/plan/people.ts";
import { type CheckFacts, ignoredOf } from "../facts.ts";
import type { Numeral } from "../numerals.ts";

/** What an opening counts in so many words that one answer is right. */
const COUNTED: readonly [RegExp, (facts: CheckFacts) => { count: number; says: string }][] = [
  [
    /^ (?:merged (?:pull requests|PRs)|(?:pull requests|PRs)(?: (?:were|have been))? merged)\b/i,
    (facts) => told(windowOf(facts).length, "pull request was merged", "pull requests were merged"),
  ],
  [
    /^ (?:people|contributors|authors)\b/i,
    (facts) => told(peopleOf(windowOf(facts)).length, "person made these changes", "people made these changes"),
  ],
  [
    /^ (?:repositories|repos)\b/i,
    ({ sources }) => told(sources.length, "repository was read", "repositories were read"),
  ],
];

/** @param text What the opening says; the numeral is of it. */
export function countOffer(
  text: string,
  raw: string,
  { shown, at }: Numeral,
  facts: CheckFacts,
): EvidenceOffer | undefined {
  const behind = text.slice(at + shown.length, at + shown.length + 40);
  const counted = COUNTED.find(([noun]) => noun.test(behind));
  if (!counted) return undefined;
  const { count, says } = counted[1](facts);
  const offer = { from: shown.trim(), to: count.toLocaleString("en"), says };
  return count > 1 && withOffer(raw, offer) !== null ? offer : undefined;
}

const windowOf = (facts: CheckFacts) => {
  const ignored = ignoredOf(facts);
  return facts.evidence.filter(({ ref }) => !ignored.has(ref));
};

function told(count: number, one: string, many: string): { count: number; says: string } {
  return { count, says: `${count.toLocaleString("en")} ${count === 1 ? one : many}.` };
}
