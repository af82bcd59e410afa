import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { CheckFacts } from "./facts.ts";
import { type KnownNumbers, knownNumbers } from "./numerals.ts";
import { tokensOf } from "./tokens.ts";

const places = new WeakMap<readonly PullRequest[], Map<string, number>>();

/** In the order of the evidence, each once. */
export function pullsNamed(prs: readonly string[], { evidence }: CheckFacts): PullRequest[] {
  const place = places.get(evidence) ?? new Map(evidence.map(({ ref }, index) => [ref, index]));
  places.set(evidence, place);
  const cited = [...new Set(prs)].flatMap((ref) => place.get(ref) ?? []);
  return cited.sort((a, b) => a - b).flatMap((index) => evidence[index] ?? []);
}

/** Everything that was read of these pull requests, what a writer looked up included. */
export function evidenceText(prs: readonly string[], facts: CheckFacts): string {
  return readings(prs, facts)
    .map(({ text }) => text)
    .join("\n");
}

/** The numbers of each of these pull requests. */
export function evidenceNumbers(prs: readonly string[], facts: CheckFacts): KnownNumbers[] {
  return readings(prs, facts).map((reading) => (reading.numbers ??= knownNumbers(reading.text)));
}

/** The telling words of each of these pull requests. */
export function evidenceWords(prs: readonly string[], facts: CheckFacts): Set<string>[] {
  return readings(prs, facts).map((reading) => (reading.words ??= tokensOf(reading.text)));
}

type Reading = { text: string; numbers?: KnownNumbers; words?: Set<string> };

const readings = eachOnce(readingOf);

/** Thousands of lines may cite the same pull request: what is made of it is made once for all of them. */
export function eachOnce<Made>(make: (pull: PullRequest, facts: CheckFacts) => Made) {
  const known = new WeakMap<CheckFacts, Map<string, Made>>();
  return (prs: readonly string[], facts: CheckFacts): Made[] => {
    const byRef = known.get(facts) ?? new Map<string, Made>();
    known.set(facts, byRef);
    return pullsNamed(prs, facts).map((pull) => {
      const made = byRef.get(pull.ref) ?? make(pull, facts);
      byRef.set(pull.ref, made);
      return made;
    });
  };
}

function readingOf(pull: PullRequest, facts: CheckFacts): Reading {
  const { ref, body, labels, author, co_authors } = pull;
  const told = [...titlesOf(pull), body, ...labels, author.login, ...co_authors, facts.read?.[ref] ?? ""];
  return { text: told.join("\n").normalize("NFKC") };
}

/** Titles are what the rules writer repeats: a word from there may be a name of the product. */
export function isInTitle(piece: string, prs: readonly string[], facts: CheckFacts): boolean {
  const wanted = piece.toLowerCase();
  return pullsNamed(prs, facts)
    .flatMap(titlesOf)
    .some((title) => title.toLowerCase().includes(wanted));
}

/** Its own, and those of what it took out, brought back or closed. */
const titlesOf = ({ title, fate, closes = [] }: PullRequest): string[] => [
  title,
  ...(fate?.of ?? []).map((other) => other.title),
  ...closes.map((issue) => issue.title),
];
