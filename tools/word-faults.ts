import type { Refusal, SaidText } from "./said.ts";

/** A word that stands on no screen, and the glossary's in its place. */
type Forbidden = { word: string; instead: string };

type Said = { sentences: readonly SaidText[]; refusals: readonly Refusal[] };

/** What form alone can tell of words that are wrong, each a sentence with its place and what to do. */
export function wordFaults(said: Said, forbidden: readonly Forbidden[]): string[] {
  return [
    ...twoSpellings(said.sentences),
    ...otherWords(said.sentences, forbidden),
    ...straight(said.sentences),
    ...deadEnds(said.refusals),
  ];
}

/** The glossary's rows: `| word | meaning | not |`; what stands in the last column is said nowhere. */
export function forbiddenIn(glossary: string): Forbidden[] {
  return glossary.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const [, word = "", , not = ""] = cells;
    if (cells.length !== 5 || /^(?:word|-+)$/.test(word)) return [];
    return not
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean)
      .map((one) => ({ word: one, instead: word }));
  });
}

/** The same words in other signs or cases. Whether a full stop ends them depends on where they stand, and few words say little. */
function twoSpellings(sentences: readonly SaidText[]): string[] {
  const spelled = Map.groupBy(
    sentences.filter(({ text }) => /(?:\p{L}+\P{L}+){3}/u.test(text)),
    ({ text }) => folded(text),
  );
  return [...spelled.values()].flatMap((same) => {
    const forms = Map.groupBy(same, ({ text }) => text.replace(/[*_]|[.!?:]+$/g, ""));
    if (forms.size < 2) return [];
    const each = [...forms.values()].map(([one]) => `${one?.where} “${one?.text}”`);
    return [`${each.join(", ")}: say it in one spelling.`];
  });
}

function folded(text: string): string {
  const words = text.toLowerCase().replaceAll("&", "and");
  return words
    .replace(/[^\p{L}\p{N}… ]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

function otherWords(sentences: readonly SaidText[], forbidden: readonly Forbidden[]): string[] {
  const all = forbidden.map(({ word, instead }) => ({ word, instead, at: wholeWord(word) }));
  return sentences.flatMap(({ where, text }) =>
    all
      .filter(({ at }) => at.test(text))
      .map(({ word, instead }) => `${where} says “${word}”, which is called ${instead}: “${text}”`),
  );
}

const wholeWord = (word: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}_/.-])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", "[^.]{0,20}")}(?![\\p{L}_/]|\\.\\p{L})`,
    "iu",
  );

/** Signs of a typewriter, in what is no code. */
function straight(sentences: readonly SaidText[]): string[] {
  return sentences
    .filter(({ text }) => /\p{L}'\p{L}|(?<=^|\s)"[^"]+"/u.test(text) && !/[;=]|\brole\b|\bdatabase\b/.test(text))
    .map(({ where, text }) => `${where} has signs of a typewriter: write “ ”, ’: “${text}”`);
}

function deadEnds(refusals: readonly Refusal[]): string[] {
  return refusals.flatMap(({ where, message, remedy }) => {
    if (remedy === null) return [];
    const same = message !== null && folded(message) === folded(remedy);
    return remedy.trim() === "" || same ? [`${where} has no next step: say what its reader can do.`] : [];
  });
}
