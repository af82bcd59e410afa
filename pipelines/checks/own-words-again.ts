import type { Finding } from "../../webhooks/contract/finding.ts";
import { pullsNamed, titlesOf } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { tokensOf } from "./tokens.ts";

/** S6: a sentence does not say its own words again: "easier to manage and manage", "the lock file of the lock file". */
export function checkOwnWordsAgain(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle }) => !isTitle && (part === "item" || part === "intro"));
  return told.flatMap((passage) => {
    const again = saidAgain(passage.text) ?? sentenceAgain(passage.said);
    const { prs, line, part } = passage;
    if (
      again === null ||
      pullsNamed(prs, facts)
        .flatMap(titlesOf)
        .some((title) => [saidAgain(title), sentenceAgain(title)].includes(again))
    )
      return [];
    return found({
      check: "S6",
      severity: severityOf(passage, facts),
      message: `${passagePlace(passage, facts)} says “${again}” twice.`,
      fix: "Say it once.",
      about: `${prs.join(" ")} ${part} says again ${again}`,
      line,
      prs,
      part,
    });
  });
}

const SENTENCES = /[.!?;:](?=\s)/;
const WORDS = /[\p{L}\p{N}]+(?:[-'’._/][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;
const IS_WORD = /^[\p{L}\p{N}]/u;
/** A run of so many words is nothing that somebody means to say again; a name of two may come twice. @source people's notes. */
const RUN = { words: 4, telling: 2 };
const NAME = { words: 2, times: 3 };
const AT_ONCE = { least: 2, most: 8 };

/** What one of its sentences says again; null: nothing. */
export function saidAgain(text: string): string | null {
  for (const sentence of text.normalize("NFKC").toLowerCase().split(SENTENCES)) {
    const words = sentence.match(WORDS) ?? [];
    const again =
      doubled(words) ?? atOnce(words) ?? repeated(words, RUN.words, 2) ?? repeated(words, NAME.words, NAME.times);
    if (again !== null) return again;
  }
  return null;
}

const SHORTEST_SENTENCE = 3;
/** A colon and its list say one thing: "Breaking: …; …. Security: …; …." are two sentences, whatever is listed. */
const WHOLE_SENTENCES = /[.!?](?=\s)/;

/** "It is done by the team. It is done by the team.": who has nothing more to say goes on so. Null: it does not. */
export function sentenceAgain(text: string): string | null {
  const said = text.normalize("NFKC").toLowerCase().split(WHOLE_SENTENCES);
  const whole = said
    .map((sentence) => (sentence.match(WORDS) ?? []).filter((word) => IS_WORD.test(word)))
    .filter(({ length }) => length >= SHORTEST_SENTENCE)
    .map((words) => words.join(" "));
  return whole.find((sentence, at) => whole.indexOf(sentence) < at) ?? null;
}

/** "manage and manage", "manage manage" */
function doubled(words: readonly string[]): string | null {
  const isAgain = (word: string, at: number) =>
    words[at + 1] === word || (/^(?:and|or)$/.test(words[at + 1] ?? "") && words[at + 2] === word);
  return words.find((word, at) => isAgain(word, at) && isTelling(word)) ?? null;
}

/**
 * "a command that is not a command that is not": whatever its words are, nobody says that twice in one breath; nor two that tell
 * something, whatever signs stand between: "[c3] bump [c3] bump".
 */
function atOnce(all: readonly string[]): string | null {
  const words = all.filter((word) => IS_WORD.test(word));
  for (let length = AT_ONCE.least; length <= AT_ONCE.most; length += 1) {
    const at = words.findIndex((_, from) => {
      const run = words.slice(from, from + length);
      const next = words.slice(from + length, from + 2 * length);
      const isAgain = next.length === length && run.every((word, index) => word === next[index]);
      return isAgain && (length > AT_ONCE.least || run.every(isTelling));
    });
    if (at >= 0) return words.slice(at, at + length).join(" ");
  }
  return null;
}

function repeated(words: readonly string[], length: number, times: number): string | null {
  const counts = new Map<string, number>();
  for (let at = 0; at + length <= words.length; at += 1) {
    const run = words.slice(at, at + length);
    if (!run.every((word) => IS_WORD.test(word))) continue;
    const said = run.join(" ");
    const count = (counts.get(said) ?? 0) + 1;
    counts.set(said, count);
    if (count >= times && run.filter(isTelling).length >= RUN.telling) return said;
  }
  return null;
}

const isTelling = (word: string): boolean => tokensOf(word).size > 0;
