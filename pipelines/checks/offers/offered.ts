import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { type EvidenceOffer, withOffer } from "../../../webhooks/contract/offer.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { evidenceText } from "../evidence-text.ts";
import type { CheckFacts } from "../facts.ts";
import type { Passage } from "../passages.ts";

/** `evidence`: the words as they stand there. */
type Answer = { from: string; to: string; evidence: string };

/** The answer as an offer, where its words can be found in the line; a report has no lines yet. */
export function offered(
  { raw, line, prs }: Pick<Passage, "raw" | "line" | "prs">,
  { from, to, evidence }: Answer,
  facts: CheckFacts,
): EvidenceOffer | undefined {
  if (from === to || line === null || from.length > LIMITS.offer_chars || to.length > LIMITS.offer_chars)
    return undefined;
  if (withOffer(raw, { from, to }) === null) return undefined;
  const source = prs.find((pr) => evidenceText([pr], facts).includes(evidence)) ?? prs[0];
  const says = source ? `${citation(source, facts.sources)} says “${evidence}”.` : "";
  return { from, to, says };
}

/** The one among these, if they are all the same; anything else would be a guess. */
export function theOnly<One>(all: readonly One[], keyOf: (one: One) => string): One | undefined {
  const [first] = all;
  return first !== undefined && all.every((one) => keyOf(one) === keyOf(first)) ? first : undefined;
}

/** A finding's `offer`, where there is one. */
export const withOffered = (offer: EvidenceOffer | undefined): { offer?: EvidenceOffer } => (offer ? { offer } : {});
