import type { EvidenceOffer } from "../../../webhooks/contract/offer.ts";
import { withOffer } from "../../../webhooks/contract/offer.ts";
import { citation, splitCitations, type TextBlock } from "../../../webhooks/contract/report-text.ts";
import { peopleOf } from "../../text/plan/people.ts";
import { windowOf } from "../attribution.ts";
import { pullsNamed } from "../evidence-text.ts";
import type { CheckFacts } from "../facts.ts";
import { tokensOf } from "../tokens.ts";

/** How well a pull request has to fit, and how much worse the next one. */
const FITS = { least: 0.75, better_by: 0.25, words: 3 };

/**
 * The number that is meant instead of one that was not read: the words of the line stand in one pull request that the text does not
 * tell of yet, hardly in any other, and who is named behind it made that one.
 *
 * @param cited Everything that the text cites.
 */
export function citationOffer(
  { text, prs, line }: TextBlock,
  raw: string,
  cited: ReadonlySet<string>,
  facts: CheckFacts,
): EvidenceOffer | undefined {
  const [wrong, another] = prs;
  if (!wrong || another) return undefined;
  const pieces = splitCitations(text, facts.sources);
  const at = pieces.findIndex(({ ref }) => ref === wrong);
  const said = tokensOf(
    pieces
      .slice(0, at)
      .flatMap((piece) => piece.text)
      .join(" "),
  );
  const best = bestFor(said, cited, facts);
  if (!best || said.size < FITS.words) return undefined;
  const named = (pieces[at + 1]?.text ?? "")
    .replace(/^[\s,;]+/, "")
    .replace(/\)\s*$/, "")
    .trim()
    .toLowerCase();
  const people = peopleOf(pullsNamed([best], facts)).map((name) => name.toLowerCase());
  if (named !== "" && !named.split(", ").every((name) => people.includes(name))) return undefined;
  const [from, to] = [pieces[at]?.text ?? "", citation(best, facts.sources)];
  if (line === null || withOffer(raw, { from, to }) === null) return undefined;
  return { from, to, says: `What it says stands in ${to}.` };
}

function bestFor(said: ReadonlySet<string>, cited: ReadonlySet<string>, facts: CheckFacts): string | null {
  const window = windowOf(facts);
  const best = window.bestOf(said, new Set());
  if (!best || best.weight < FITS.least || cited.has(best.ref)) return null;
  const next = window.bestOf(said, new Set([best.ref]));
  return next && best.weight - next.weight < FITS.better_by ? null : best.ref;
}

/** A bare number of several repositories, of which one alone has it. */
export function repositoryOffer(number: string, raw: string, facts: CheckFacts): EvidenceOffer | undefined {
  const refs = facts.evidence.flatMap(({ ref }) =>
    ref.endsWith(number) && ref.slice(ref.indexOf("#")) === number ? [ref] : [],
  );
  const [ref, another] = refs;
  if (!ref || another || withOffer(raw, { from: number, to: ref }) === null) return undefined;
  return { from: number, to: ref, says: `Of what was read only ${ref} has this number.` };
}
