import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { EvidenceOffer } from "../../../webhooks/contract/offer.ts";
import { peopleOf } from "../../text/plan/people.ts";
import { pullsNamed } from "../evidence-text.ts";
import type { CheckFacts } from "../facts.ts";
import type { Passage } from "../passages.ts";
import { nameLike } from "./name-like.ts";
import { offered } from "./offered.ts";

/** Stands for itself in markdown. */
const IS_PLAIN = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]*$/u;

/** Somebody of these pull requests, whose name was typed another way. */
export function nameOffer(passage: Passage, strange: string, facts: CheckFacts): EvidenceOffer | undefined {
  const people = authorsOf(pullsNamed(passage.prs, facts));
  const meant = nameLike(strange, [...people, ...people.flatMap((name) => name.split(" "))].filter(isPlain));
  return meant === undefined ? undefined : offered(passage, { from: strange, to: meant, evidence: meant }, facts);
}

/** Behind a citation stands who made the change: where that is one person, and one other is named, it is clear who is meant. */
export function creditOffer(passage: Passage, strange: string, facts: CheckFacts): EvidenceOffer | undefined {
  const [author, another] = authorsOf(pullsNamed(passage.prs, facts));
  const isAlone = passage.credit.trim().toLowerCase() === strange.toLowerCase();
  if (!author || another || !isAlone || !isPlain(author)) return undefined;
  const at = passage.raw.lastIndexOf(passage.credit.trim());
  const from = passage.raw.slice(at, at + passage.credit.trim().length);
  return offered(passage, { from, to: author, evidence: author }, facts);
}

const authorsOf = (pulls: readonly PullRequest[]): string[] => peopleOf(pulls);

const isPlain = (name: string): boolean => IS_PLAIN.test(name);
