import { type EvidenceOffer, withOffer } from "../../../webhooks/contract/offer.ts";
import { peopleOf } from "../../text/plan/people.ts";
import { type CheckFacts, mergedOf } from "../facts.ts";
import type { Numeral } from "../numerals.ts";

/** What an opening counts in so many words that one answer is right: what a product holds are people and repositories, too. */
const COUNTED: readonly { before: RegExp; behind: RegExp; of: (facts: CheckFacts) => Told }[] = [
  {
    before: /$/,
    behind: /^ (?:merged (?:pull requests|PRs)|(?:pull requests|PRs)(?: (?:were|have been))? merged)\b/i,
    of: (facts) => {
      const merged = mergedOf(facts).filter(({ stands }) => !stands);
      return told(merged.length, "pull request was merged", "pull requests were merged");
    },
  },
  ...[
    { before: /\b(?:by|from) $/i, behind: /^ (?:people|contributors|authors)\b/i },
    {
      before: /$/,
      behind: /^ (?:people|contributors|authors) (?:made|merged|wrote|worked|contributed|landed|shipped)\b/i,
    },
  ].map((words) => ({
    ...words,
    of: (facts: CheckFacts) =>
      told(peopleOf(mergedOf(facts)).length, "person made these changes", "people made these changes"),
  })),
  {
    before: /\b(?:merged|changes|pull requests|PRs) (?:across|from|in) $/i,
    behind: /^ (?:repositories|repos)\b/i,
    of: ({ sources }) => told(sources.length, "repository was read", "repositories were read"),
  },
];
const LOOKED = 40;

/** @param text What the opening says; the numeral is of it. */
export function countOffer(
  text: string,
  raw: string,
  { shown, at }: Numeral,
  facts: CheckFacts,
): EvidenceOffer | undefined {
  const [before, behind] = [text.slice(Math.max(0, at - LOOKED), at), text.slice(at + shown.length).slice(0, LOOKED)];
  const counted = COUNTED.find((one) => one.before.test(before) && one.behind.test(behind));
  if (!counted) return undefined;
  const { count, says } = counted.of(facts);
  const offer = { from: shown.trim(), to: count.toLocaleString("en"), says };
  return count > 1 && withOffer(raw, offer) !== null ? offer : undefined;
}

type Told = { count: number; says: string };

function told(count: number, one: string, many: string): Told {
  return { count, says: `${count.toLocaleString("en")} ${count === 1 ? one : many}.` };
}
