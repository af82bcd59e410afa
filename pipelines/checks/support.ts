import type { Finding } from "../../webhooks/contract/finding.ts";
import { evidenceText, evidenceWords } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace } from "./passages.ts";
import { tokensOf } from "./tokens.ts";

/** @source reference/quality.md, S1: people's own notes stay above it in 92 to 98 of 100 cases. */
const MIN_SUPPORT = 0.3;

/** Promises; right only where the pull request makes them. */
const PROMISES =
  /\b(?:always|never|fully|completely|entirely|totally|perfectly|flawless(?:ly)?|seamless(?:ly)?|effortless(?:ly)?|guarantee[sd]?|eliminate[sd]?|significant(?:ly)?|dramatic(?:ally)?|drastically|massive(?:ly)?|hugely|blazing(?:ly)?|lightning[- ]fast|revolutionary|game[- ]chang\w+|world[- ]class|best[- ]in[- ]class|once and for all|bullet-?proof|rock[- ]solid)\b/gi;

/** S1 and S5, for an agent's items: it says what its pull requests say, and promises no more. */
export function checkSupport(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  if (facts.by === "person") return [];
  const told = passages.filter(({ part, isTitle, prs }) => part === "item" && !isTitle && prs.length > 0);
  return told.flatMap((passage) => {
    const evidence = evidenceText(passage.prs, facts);
    if (evidence === "") return [];
    return [...unsupported(passage, facts), ...promised(passage, evidence, facts)];
  });
}

function unsupported(passage: Passage, facts: CheckFacts): Finding[] {
  const said = tokensOf([passage.text, ...passage.code].join(" "));
  if (supportOf(said, evidenceWords(passage.prs, facts)) >= MIN_SUPPORT) return [];
  const { prs, line } = passage;
  return [
    found({
      check: "S1",
      severity: "flag",
      message: `${passagePlace(passage, facts)} says little that is in its ${pullsWord(prs)}.`,
      fix: `See whether it is about ${listOf(prs, facts)} at all, and use the words that stand there.`,
      about: `${prs.join(" ")} support`,
      line,
      prs,
    }),
  ];
}

/** The share of a text's telling words that its evidence has; 1 when it has none. */
function supportOf(said: ReadonlySet<string>, known: readonly ReadonlySet<string>[]): number {
  return said.size === 0 ? 1 : [...said].filter((word) => known.some((words) => words.has(word))).length / said.size;
}

function promised(passage: Passage, evidence: string, facts: CheckFacts): Finding[] {
  const { prs, line, text } = passage;
  const known = evidence.toLowerCase();
  const words = [...text.matchAll(PROMISES)]
    .map(([word]) => word.toLowerCase())
    .filter((word) => !known.includes(word));
  if (words.length === 0) return [];
  const shown = [...new Set(words)].map((word) => `“${word}”`).join(", ");
  return [
    found({
      check: "S5",
      severity: "flag",
      message: `${passagePlace(passage, facts)} promises ${shown}, which is nowhere in its ${pullsWord(prs)}.`,
      fix: "Say what it does, no more.",
      about: `${prs.join(" ")} ${shown}`,
      line,
      prs,
    }),
  ];
}

function pullsWord(prs: readonly string[]): string {
  return prs.length > 1 ? "pull requests" : "pull request";
}
