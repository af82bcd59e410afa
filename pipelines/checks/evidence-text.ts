import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { CheckFacts } from "./facts.ts";

export function pullsOf(prs: readonly string[], { evidence }: CheckFacts): PullRequest[] {
  const wanted = new Set(prs);
  return evidence.filter(({ ref }) => wanted.has(ref));
}

/** Everything that was read of these pull requests, what a writer looked up included. */
export function evidenceText(prs: readonly string[], facts: CheckFacts): string {
  const told = pullsOf(prs, facts).flatMap(({ ref, title, body, labels, author, co_authors }) => [
    ...[title, body, ...labels, author.login, ...co_authors],
    facts.read?.[ref] ?? "",
  ]);
  return told.join("\n").normalize("NFKC");
}

/** Titles are what the rules writer repeats: a word from there may be a name of the product. */
export function isInTitle(piece: string, prs: readonly string[], facts: CheckFacts): boolean {
  const wanted = piece.toLowerCase();
  return pullsOf(prs, facts).some(({ title }) => title.toLowerCase().includes(wanted));
}
