import type { EvidenceOffer } from "../../../webhooks/contract/offer.ts";
import { evidenceText } from "../evidence-text.ts";
import type { CheckFacts } from "../facts.ts";
import type { Passage } from "../passages.ts";
import { offered, theOnly } from "./offered.ts";

const MONTH = "January|February|March|April|May|June|July|August|September|October|November|December";
/** "Friday", "Fridays", "3 March", "March": each is held against days of its own kind. */
const KINDS = [
  /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g,
  /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days\b/g,
  new RegExp(String.raw`\b\d{1,2} (?:${MONTH})\b`, "g"),
  new RegExp(String.raw`(?<!\d )\b(?:${MONTH})\b`, "g"),
];

/** The day that is meant: its pull requests name one of that kind and no other. */
export function dayOffer(passage: Passage, strange: string, facts: CheckFacts): EvidenceOffer | undefined {
  const evidence = evidenceText(passage.prs, facts);
  for (const kind of KINDS) {
    const [from] = strange.match(kind) ?? [];
    if (!from) continue;
    const meant = theOnly(evidence.match(kind) ?? [], (day) => day);
    // "may" at the beginning of a sentence is no month.
    if (!meant || meant === "May") return undefined;
    return offered(passage, { from, to: meant, evidence: meant }, facts);
  }
  return undefined;
}
