import type { EvidenceOffer } from "../../../webhooks/contract/offer.ts";
import { evidenceText } from "../evidence-text.ts";
import type { CheckFacts } from "../facts.ts";
import type { Passage } from "../passages.ts";
import { nameLike } from "./name-like.ts";
import { offered } from "./offered.ts";

const WORD = /[\w@./:()-]{3,80}/g;
/** Stands for itself in markdown, inside code and outside of it, and calls nobody. */
const IS_PLAIN = /^(?!.*__)[A-Za-z-][\w./:()-]*[A-Za-z0-9)]$/;

/** The name as the evidence has it, letter for letter. */
export function identifierOffer(passage: Passage, strange: string, facts: CheckFacts): EvidenceOffer | undefined {
  const words = evidenceText(passage.prs, facts).match(WORD) ?? [];
  const names = words
    .map((word) => word.replace(/^[.:(]+|(?<![.:,])[.:,]+$/g, ""))
    .map((word) => (word.includes("(") ? word : word.replaceAll(")", "")));
  const meant = nameLike(
    strange,
    names.filter((name) => IS_PLAIN.test(name)),
  );
  return meant === undefined ? undefined : offered(passage, { from: strange, to: meant, evidence: meant }, facts);
}
