import { literalCode } from "./literal.ts";

/** Stand-ins for marks until it is known what is around them; no text of ours has such characters. */
export const STRONG = ["\u0001", "\u0002"] as const;
export const EM = ["\u0003", "\u0004"] as const;
export const STRIKE = ["\u0005", "\u0006"] as const;
const CODE = "\u0007";

/** What stands for a pair, and the sign that is written for both. A pair inside another of its kind is read before it. */
const PAIRS: [RegExp, string][] = [
  [/\u0001([^\u0001\u0002\n]*)\u0002/g, "*"],
  [/\u0003([^\u0003\u0004\n]*)\u0004/g, "_"],
  [/\u0005([^\u0005\u0006\n]*)\u0006/g, "~"],
];
const STAND_INS = /[\u0001-\u0006]/g;

/** One character, or none where a text begins or ends. */
const BEFORE = /^[\s([{"']?$/;
const AFTER = /^[\s.,:;!?)\]}"']?$/;

export const asCode = (content: string): string => `${CODE}${content}${CODE}`;

/**
 * Writes the marks that Slack is sure to read. Any other would stand there as a character, so it goes, and its words stay.
 *
 * Slack says little about where it reads them, so a pair is written only where there is no doubt: in one line, between blanks or
 * common punctuation, right around its words, and where its sign stands nowhere as a word.
 */
export function marked(text: string): string {
  return PAIRS.reduce((all, [pair, sign]) => {
    if (all.includes(`\u2060${sign}`)) return all;
    return all.replace(pair, (written: string, words: string, at: number) => {
      const [before, after] = [all.charAt(at - 1), all.charAt(at + written.length)];
      const isRead = !words.includes(sign) && stands(before, words.replace(STAND_INS, ""), after);
      return isRead ? `${sign}${words}${sign}` : written;
    });
  }, withCode(text)).replace(STAND_INS, "");
}

/** The same words without any marks. */
export function unmarked(text: string): string {
  return text
    .split(CODE)
    .map((part, at) => (isCode(at) ? literalCode(part) : part))
    .join("")
    .replace(STAND_INS, "");
}

function withCode(text: string): string {
  const parts = text.split(CODE);
  const isClear = !text.includes("`");
  const around = parts.map((part) => `${CODE}${part.replace(STAND_INS, "")}${CODE}`);
  // A text begins and ends outside of code.
  around[0] = around[0]?.slice(1) ?? "";
  around.push(around.pop()?.slice(0, -1) ?? "");
  return parts
    .map((part, at) => {
      if (!isCode(at)) return part;
      const [before, after] = [around[at - 1]?.at(-2) ?? "", around[at + 1]?.at(1) ?? ""];
      return isClear && stands(before, part, after) ? `\`${part}\`` : literalCode(part);
    })
    .join("");
}

/** Between one stand-in and the next. */
const isCode = (at: number): boolean => at % 2 === 1;

const stands = (before: string, words: string, after: string): boolean =>
  BEFORE.test(before) && /^[^\s\u2060]/.test(words) && /[^\s\u2060]$/.test(words) && AFTER.test(after);
