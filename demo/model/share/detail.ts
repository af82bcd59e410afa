import { isInstruction } from "../text/instructions.ts";
import { lowered } from "../text/clause.ts";
import { plain, wordsOf } from "../text/plain.ts";
import { visibleLines } from "../text/visible.ts";

/** Half a sentence is a handful of words: more would be somebody's description, copied. */
const LEAST_WORDS = 4;
const MOST_WORDS = 11;
const MOST_CHARS = 110;

/** Only words, numbers and the marks of a sentence: whatever needs cleaning is not quoted at all. */
const PLAIN_WORDS = /^[\p{L}\p{M}\p{N} '’"“”„,;:.%()–—/+…-]+$/u;
/** Lines that are no sentences: lists, quotes, tables, headings, fences, trailers. */
const NO_PROSE = /^\s*(?:[-*+>|#]|\d+[.)]\s|```|~~~|={3}|[A-Z][\w-]*-by:|BREAKING[ -]CHANGE:?\s*$)/;
/** Sentences about the pull request instead of the change. */
const ABOUT_THE_WORK = new RegExp(
  "^(?:bumps?|fix(?:es|ed)?|close[sd]?|resolve[sd]?|reverts?|relands?|backports?|needs?|refs?|see|link|found|reported|asked|" +
    "thanks?|thank|automated|for|after|this (?:pr|pull)|tried|translation of|first contribution|part of|depends|follow-?up|" +
    "no change|the only change|note|todo|prepares|would have|will come)\\b",
  "i",
);
const ABOUT_PEOPLE =
  /\b(?:I|I'm|I've|me|my|mine|we|us|our|ours|you|your|yours|let's|please|thanks|everybody|everyone)\b/i;
const SHOUTING = /\b\p{Lu}{4,}\b.*\b\p{Lu}{4,}\b/u;

/**
 * Half a sentence from a description that says more than the title does; null when there is none that can be quoted.
 *
 * @param sentence What the title says already.
 */
export function detailOf(bodies: readonly string[], sentence: string): string | null {
  const sentences = bodies.flatMap(sentencesOf);
  const found = sentences.map(quotable).find((detail) => detail !== null && saysMore(detail, sentence));
  return found ? lowered(found) : null;
}

/** A description that speaks to its writer anywhere is not quoted at all. */
function sentencesOf(body: string): string[] {
  const lines = visibleLines(body).split("\n");
  const prose = lines.map((line) => (NO_PROSE.test(line) ? "\n" : line.replace(/^BREAKING[ -]CHANGE:\s*/, "")));
  const paragraphs = prose.join("\n").split(/\n\s*\n/);
  const sentences = paragraphs.flatMap((paragraph) =>
    paragraph.replace(/\s+/g, " ").split(/(?<=[.!?])\s+(?=["“\p{Lu}\p{N}])/u),
  );
  return isInstruction(visibleLines(body).replace(/\s+/g, " ")) ? [] : sentences.map((each) => each.trim());
}

function quotable(sentence: string): string | null {
  const words = sentence.replaceAll("`", "").replace(/(?<![.!])[.!]+$/, "");
  const isCode = [...sentence.matchAll(/`([^`]*)(?=`)/g)].some(([, code = ""]) => /[^\w.-]/.test(code));
  const isProse = !isCode && /[.!]$/.test(sentence) && PLAIN_WORDS.test(words) && plain(words) === words.trim();
  if (!isProse || ABOUT_THE_WORK.test(words) || ABOUT_PEOPLE.test(words) || SHOUTING.test(words)) return null;
  const whole = fits(words) ? words : firstClause(words);
  return whole !== null && fits(whole) ? whole : null;
}

/** Up to the first mark that ends a thought. */
function firstClause(words: string): string | null {
  const end = /[;:]\s|\s[–—]\s|,\s(?=(?:so|and|but|which|because|as|with)\b)/.exec(words);
  return end ? words.slice(0, end.index) : null;
}

function fits(words: string): boolean {
  const count = wordsOf(words);
  const isClosed =
    (words.match(/["“”]/g)?.length ?? 0) % 2 === 0 && words.split("(").length === words.split(")").length;
  return count >= LEAST_WORDS && count <= MOST_WORDS && words.length <= MOST_CHARS && isClosed;
}

/** At least two words that the title does not have. */
function saysMore(detail: string, sentence: string): boolean {
  const known = new Set(wordsIn(sentence));
  return wordsIn(detail).filter((word) => word.length > 3 && !known.has(word)).length >= 2;
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
