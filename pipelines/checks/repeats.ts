import type { Finding } from "../../webhooks/contract/finding.ts";
import { evidenceWords } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { supportOf } from "./support.ts";
import { tokensOf } from "./tokens.ts";

const ALIKE = 0.8;
const FEWEST_WORDS = 3;
const RIGHT = 0.5;
/** Of the items that share a word, so many are held against each new one: a text may have thousands. */
const MOST_TWINS = 60;
/** A sentence that nobody reads to its end. @source people's notes: nine of ten have 19 words at most, the longest 60. */
const MOST_WORDS = { agent: 45, person: 70 };

/** S6 and S8: nothing is told twice in the same words, and no item is a page. */
export function checkRepeats(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const items = passages.filter(({ part, isTitle, prs }) => part === "item" && !isTitle && prs.length > 0);
  const said = items.map((passage) => ({ passage, words: tokensOf([passage.text, ...passage.code].join(" ")) }));
  const byWord = new Map<string, number[]>();
  const repeats = said.flatMap(({ passage, words }, index) => {
    const shared = new Map<number, number>();
    for (const word of words) {
      for (const before of byWord.get(word) ?? []) shared.set(before, (shared.get(before) ?? 0) + 1);
      byWord.set(word, [...(byWord.get(word) ?? []).slice(-MOST_TWINS), index]);
    }
    if (words.size < FEWEST_WORDS) return [];
    const [twin] = [...shared].filter(([before, count]) => isAlike(count, words.size, said[before]?.words.size ?? 0));
    const first = twin && said[twin[0]]?.passage;
    // Two bumps may be told in the same words, and each be right.
    const areRight = first && [first, passage].every(({ prs }) => supportOf(words, evidenceWords(prs, facts)) >= RIGHT);
    return first && !areRight ? [repeated(passage, first, facts)] : [];
  });
  return [...repeats, ...items.flatMap((passage) => tooLong(passage, facts))];
}

const isAlike = (shared: number, one: number, other: number): boolean => shared / (one + other - shared) >= ALIKE;

function repeated(passage: Passage, first: Passage, facts: CheckFacts): Finding {
  const { prs, line, part } = passage;
  return found({
    check: "S6",
    severity: severityOf(passage, facts),
    message: `${passagePlace(passage, facts)} says what the item of ${listOf(first.prs, facts)} says already.`,
    fix: "Say each thing once: put the numbers together, or say what is different.",
    about: `${prs.join(" ")} repeats ${first.prs.join(" ")}`,
    line,
    prs,
    part,
  });
}

function tooLong(passage: Passage, facts: CheckFacts): Finding[] {
  const { text, prs, line, part } = passage;
  const words = text.split(/\s+/).filter(Boolean).length;
  const most = MOST_WORDS[facts.by];
  if (words <= most) return [];
  const message = `${passagePlace(passage, facts)} has ${words} words.`;
  const fix = "Say in one sentence what changed; the rest is a click away.";
  return [
    found({
      check: "S8",
      severity: severityOf(passage, facts),
      message,
      fix,
      about: `${prs.join(" ")} long`,
      line,
      prs,
      part,
    }),
  ];
}
