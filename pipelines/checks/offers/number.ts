import type { EvidenceOffer } from "../../../webhooks/contract/offer.ts";
import { evidenceText } from "../evidence-text.ts";
import type { CheckFacts } from "../facts.ts";
import { type Numeral, numeralsIn } from "../numerals.ts";
import type { Passage } from "../passages.ts";
import { tokensOf } from "../tokens.ts";
import { offered, theOnly } from "./offered.ts";

/**
 * The number that is meant: its pull requests say one of that kind and no other, and the text says none of theirs. Of a kind are two that
 * measure in the same unit, two shares, two versions, or two that count the same.
 */
export function numberOffer(
  passage: Passage,
  stray: Numeral,
  said: string,
  facts: CheckFacts,
): EvidenceOffer | undefined {
  const kind = kindOf(stray, said);
  if (!kind || numeralsIn(said).filter((one) => kindOf(one, said) === kind).length > 1) return undefined;
  const evidence = evidenceText(passage.prs, facts);
  const meant = theOnly(
    numeralsIn(evidence).filter((one) => kindOf(one, evidence) === kind),
    ({ value }) => value,
  );
  const to = meant && written(stray, meant);
  if (!meant || !to) return undefined;
  const shown = `${meant.shown.trim()}${unitBehind(evidence, meant)}`;
  return offered(passage, { from: stray.shown.trim(), to, evidence: shown }, facts);
}

const VERSION = /^v\d|\d\.\d+\.\d/i;
const NEXT_WORD = /^[ \u00a0-]{1,2}(\p{L}{2,24})(?![\p{L}\p{N}])/u;

/** Null for a number that says nothing of what it counts. */
function kindOf({ shown, value, sort, measure, at }: Numeral, text: string): string | null {
  if (/^cve-/i.test(value)) return "cve";
  if (sort !== "plain") return sort;
  if (measure) return `in ${measure}`;
  if (VERSION.test(shown)) return "version";
  const counted = wordBehind(text, at + shown.length);
  const [noun] = counted ? [...tokensOf(counted)] : [];
  return noun ? `of ${noun}` : null;
}

const wordBehind = (text: string, at: number): string => NEXT_WORD.exec(text.slice(at, at + 30))?.[1] ?? "";

function unitBehind(text: string, { shown, at }: Numeral): string {
  return NEXT_WORD.exec(text.slice(at + shown.length, at + shown.length + 30))?.[0] ?? "";
}

const DIGITS = /\d(?:[\d.,]*\d)?/;

/** In the form that the text has: of "30s" and "38 seconds" it is "38s". "" where that would be another number. */
function written(stray: Numeral, meant: Numeral): string {
  const [digits] = DIGITS.exec(meant.shown) ?? [];
  if (!digits) return "";
  const to = DIGITS.test(stray.shown) ? stray.shown.trim().replace(DIGITS, digits) : digits;
  return numeralsIn(to)[0]?.value === meant.value ? to : "";
}
