import type { Finding } from "../../webhooks/contract/finding.ts";
import { absent } from "./absent.ts";
import { attributed, windowOf } from "./attribution.ts";
import { clausesOf } from "./clauses.ts";
import { evidenceText, evidenceWords, isTold, lookedAt } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { isKnownWord, type KnownWords, tokensOf } from "./tokens.ts";

/**
 * The share of an item's telling words that its evidence has to have. A writer has nothing but the evidence; a colleague may know more, most
 * of all where its author wrote no more than a title.
 *
 * @source people's own notes: 92 to 98 of 100 are above 0.3.
 */
const FEWEST = { agent: 0.34, person: 0.3, untold: 0.2 };

/** S1, S2 and S5: an item says what its own pull requests say, in each of its clauses, and promises no more. */
export function checkSupport(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle, prs }) => part === "item" && !isTitle && prs.length > 0);
  return told.flatMap((passage) => {
    if (evidenceText(passage.prs, facts) === "") return [];
    const said = tokensOf([passage.text, ...passage.code].join(" "));
    const about = [...attributed(passage, said, facts), ...unsupported(passage, said, facts)].slice(0, 1);
    return [...about, ...(about.length === 0 ? appended(passage, facts) : []), ...promised(passage, facts)];
  });
}

function unsupported(passage: Passage, said: ReadonlySet<string>, facts: CheckFacts): Finding[] {
  const { prs } = passage;
  const fewest = facts.by === "agent" ? FEWEST.agent : isTold(prs, facts) ? FEWEST.person : FEWEST.untold;
  if (supportOf(said, evidenceWords(prs, facts)) >= fewest) return [];
  const message = `${passagePlace(passage, facts)} says little that is in its ${pullsWord(prs)}.`;
  const fix = `See whether it is about ${listOf(prs, facts)} at all, and use the words that stand there.`;
  return judged(passage, "S1", message, fix, "support", facts);
}

/** The share of a text's telling words that its evidence has; 1 when it has none. */
export function supportOf(said: ReadonlySet<string>, known: readonly KnownWords[]): number {
  if (said.size === 0) return 1;
  return [...said].filter((word) => known.some((words) => isKnownWord(word, words))).length / said.size;
}

/** Of so many words in a clause, this share has to be known; of two, one is enough. */
const CLAUSE = { words: 2, longer: 3, agent: 0.34, person: 0.25 };

/** A clause that speaks to its readers, or of somebody. */
const ABOUT_PEOPLE = /\b(?:please|you|your|we|our|they|their)\b/i;

/** Behind what is right something else may be said: ", live for everybody", "so customers save money". */
function appended(passage: Passage, facts: CheckFacts): Finding[] {
  const { prs, said } = passage;
  const isUntold = facts.by === "person" && !isTold(prs, facts);
  const known = evidenceWords(prs, facts);
  const isHeld = (word: string) => known.some((words) => isKnownWord(word, words)) || isCommon(word, facts);
  const [first] = clausesOf(said).filter(({ words, text }, index) => {
    const held = [...words].filter(isHeld).length;
    if (isUntold)
      return index > 0 && held === 0 && words.size >= (ABOUT_PEOPLE.test(text) ? CLAUSE.words : CLAUSE.longer);
    if (words.size < CLAUSE.longer) return words.size >= CLAUSE.words && held === 0;
    return held / words.size < CLAUSE[facts.by];
  });
  if (!first) return [];
  const shown = first.text.replace(/\s+/g, " ").slice(0, 60);
  const message = `${passagePlace(passage, facts)} says “${shown}”, of which nothing stands in its ${pullsWord(prs)}.`;
  const fix = "Take that part out, or use the words that stand there.";
  return judged(passage, "S1", message, fix, `clause ${shown}`, facts);
}

/** A word that many of the window's pull requests use is the product's own. */
function isCommon(word: string, facts: CheckFacts): boolean {
  return windowOf(facts).countOf(word) >= Math.max(MANY, facts.evidence.length / 10);
}
const MANY = 3;

/** Promises; right only where the pull request makes them. */
const PROMISES =
  /\b(?:always|never|fully|completely|totally|perfectly|flawless(?:ly)?|seamless(?:ly)?|effortless(?:ly)?|guarantee[sd]?|eliminate[sd]?|significant(?:ly)?|dramatic(?:ally)?|drastically|massive(?:ly)?|hugely|blazing(?:ly)?|lightning[- ]fast|revolutionary|game[- ]chang\w+|world[- ]class|best[- ]in[- ]class|once and for all|bullet-?proof|rock[- ]solid)\b/gi;

function promised(passage: Passage, facts: CheckFacts): Finding[] {
  const { prs, text } = passage;
  const known = evidenceText(prs, facts).toLowerCase();
  const words = [...text.matchAll(PROMISES)]
    .map(([word]) => word.toLowerCase())
    .filter((word) => !known.includes(word));
  if (words.length === 0) return [];
  const shown = [...new Set(words)].map((word) => `“${word}”`).join(", ");
  const message = `${passagePlace(passage, facts)} promises ${shown}, which is nowhere in its ${pullsWord(prs)}.`;
  return judged(passage, "S5", message, "Say what it does, no more.", shown, facts);
}

function judged(
  passage: Passage,
  check: string,
  message: string,
  fix: string,
  what: string,
  facts: CheckFacts,
): Finding[] {
  const { prs, line, part } = passage;
  const about = `${prs.join(" ")} ${what}`;
  const severity = severityOf(passage, facts);
  return absent(
    found({ check, severity, message, fix, about, line, prs, part, looked_at: lookedAt(prs, facts) }),
    facts,
  );
}

function pullsWord(prs: readonly string[]): string {
  return prs.length > 1 ? "pull requests" : "pull request";
}
