import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { evidenceWords, lookedAt, pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { isKnownWord, type KnownWords, tokensOf } from "./tokens.ts";

/** How much better another pull request has to fit, and how badly its own. @source measured on people's notes: see docs/writing.md */
const BOUNDS = [
  { hardly_fits: 0.4, fits: 0.6, better_by: 0.3 },
  { hardly_fits: 0.65, fits: 0.75, better_by: 0.25 },
];
const FEWEST_WORDS = 2;
const BUMP = tokensOf("dependency");

/** S2: what an item says stands in the pull request that it cites, rather than in another one of the window. */
export function attributed(passage: Passage, said: ReadonlySet<string>, facts: CheckFacts): Finding[] {
  const { prs, line } = passage;
  if (said.size < FEWEST_WORDS || pullsNamed(prs, facts).length === 0) return [];
  // Newer versions of the same things are told in the same words: which of them is meant, only the numbers say.
  const known = evidenceWords(prs, facts);
  if ([...BUMP].some((word) => said.has(word) && known.some(({ words }) => words.has(word)))) return [];
  const window = windowOf(facts);
  const own = window.weightOf(said, known);
  if (BOUNDS.every(({ hardly_fits }) => own >= hardly_fits)) return [];
  const other = window.bestOf(said, new Set(prs));
  const isOthers = BOUNDS.some((bound) => {
    return own < bound.hardly_fits && other && other.weight >= bound.fits && other.weight - own >= bound.better_by;
  });
  if (!other || !isOthers) return [];
  const shown = citation(other.ref, facts.sources);
  return [
    found({
      check: "S2",
      severity: severityOf(passage, facts),
      message: `${passagePlace(passage, facts)} says what stands in ${shown}.`,
      fix: `Cite ${shown} for it, or say what ${prs.length > 1 ? "these change" : "this one changes"}.`,
      about: `${prs.join(" ")} attribution ${shown}`,
      line,
      prs,
      part: passage.part,
      looked_at: lookedAt(prs, facts),
    }),
  ];
}

type Best = { ref: string; weight: number };
type Window = {
  /** The share of a text's words that stand there; rare ones of the window weigh more. */
  weightOf(said: ReadonlySet<string>, known: readonly KnownWords[]): number;
  bestOf(said: ReadonlySet<string>, without: ReadonlySet<string>): Best | null;
  /** In how many pull requests a word stands, and in how many of their titles. */
  countOf(word: string): number;
  countInTitles(word: string): number;
};

const windows = new WeakMap<readonly PullRequest[], Window>();

/** All pull requests that were read, by the words that stand in them. */
export function windowOf(facts: CheckFacts): Window {
  const { evidence } = facts;
  const known = windows.get(evidence) ?? readWindow(facts);
  windows.set(evidence, known);
  return known;
}

function readWindow(facts: CheckFacts): Window {
  const { evidence } = facts;
  const placesOf = new Map<string, number[]>();
  for (const [place, { ref }] of evidence.entries()) {
    for (const { words } of evidenceWords([ref], facts)) {
      for (const word of words) {
        const places = placesOf.get(word);
        if (places) places.push(place);
        else placesOf.set(word, [place]);
      }
    }
  }
  const countOf = (word: string) => placesOf.get(word)?.length ?? 0;
  const inTitles = new Map<string, number>();
  for (const word of evidence.flatMap(({ title }) => [...tokensOf(title)]))
    inTitles.set(word, (inTitles.get(word) ?? 0) + 1);
  const weigh = (word: string) => Math.log((evidence.length + 1) / (countOf(word) + 0.5));
  const whole = (said: ReadonlySet<string>) => [...said].reduce((sum, word) => sum + weigh(word), 0);
  return {
    countOf,
    countInTitles: (word) => inTitles.get(word) ?? 0,
    weightOf(said, known) {
      const all = whole(said);
      const held = [...said].filter((word) => known.some((words) => isKnownWord(word, words)));
      return all === 0 ? 1 : held.reduce((sum, word) => sum + weigh(word), 0) / all;
    },
    bestOf(said, without) {
      const weights = new Map<number, number>();
      for (const word of said) {
        for (const place of placesOf.get(word) ?? []) weights.set(place, (weights.get(place) ?? 0) + weigh(word));
      }
      let best: Best | null = null;
      const all = whole(said);
      for (const [place, held] of weights) {
        const ref = evidence[place]?.ref ?? "";
        if (!without.has(ref) && held / all > (best?.weight ?? 0)) best = { ref, weight: held / all };
      }
      return best;
    },
  };
}
