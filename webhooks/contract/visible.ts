/*
 * What of a text nobody can see. Joiners, selectors and tags belong to some scripts and emoji and are seen by what they do to their
 * neighbours; anywhere else they hide something, and so do controls, fillers and marks that turn the direction.
 */

/** A flag's tags come as one, and so do joiners, spaces without a width and what is never seen where several stand side by side; the rest one by one. */
const SUSPECT =
  /[\u200c\u200d]+|[\u{e0020}-\u{e007e}]{1,6}\u{e007f}|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e001f}\u{e0080}-\u{e00ff}\u{e01f0}-\u{e0fff}]+|\u200b+|[\u180b-\u180f\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]/gu;
/** What is seen beside some signs begins with one of these; nothing else is ever seen. */
const SOMETIMES_SEEN = /^[\u180b-\u180f\u200b-\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]/u;
/** Most texts have nothing else than these, and nothing of these is invisible. */
const UNUSUAL = /[^\t\n -~]/;

/** Letters that take another form beside their neighbour, and the marks on them. */
const CURSIVE =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Manichaean}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}\p{Script=Phags_Pa}]$/u;
/** Scripts that write several consonants as one sign. */
const INDIC =
  /^[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Balinese}\p{Script=Javanese}\p{Script=Sundanese}\p{Script=Newa}\p{Script=Tirhuta}\p{Script=Grantha}]$/u;
/** What takes the vowel of the consonant before it. @source Unicode, canonical combining class 9. */
const VIRAMA =
  /^[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0f84\u1039\u103a\u17d2\u1b44\u1baa\u1bab\ua9c0\u{11442}\u{114c2}\u{1134d}]$/u;
/** Scripts without spaces: where a line may end is seen. */
const UNSPACED = /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u;
const WORD_SIGN = /^[\p{L}\p{M}]$/u;
const MARK = /^\p{M}$/u;
const PICTURE = /^\p{Extended_Pictographic}$/u;
/** Where an emoji may end: its sign, its skin, its selector, its tags. */
const PICTURE_END = /^[\p{Extended_Pictographic}\p{EMod}\ufe0f\u{e007f}]$/u;
/** Signs that have several looks. */
const SEVERAL_LOOKS =
  /^[\p{Emoji}\p{Extended_Pictographic}\p{Script=Han}\p{Script=Myanmar}\p{Script=Phags_Pa}\p{Script=Manichaean}\u2190-\u2bff\u3000-\u303f]$/u;
const HAN = /^\p{Script=Han}$/u;
const MONGOLIAN = /^\p{Script=Mongolian}$/u;
/** A country's part as CLDR names it, in tags: gbsct. */
const SUBDIVISION = /^[\u{e0061}-\u{e007a}]{2}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,4}\u{e007f}$/u;
const BLACK_FLAG = "\u{1f3f4}";

export const withoutInvisible = (text: string): string => replaceInvisible(text, () => "");

/** "U+200B", each once, in the order in which they come. */
export function invisibleIn(text: string): string[] {
  const codes = new Set<string>();
  replaceInvisible(text, (sign) => {
    codes.add(codePointOf(sign));
    return "";
  });
  return [...codes];
}

export const codePointOf = (sign: string): string =>
  `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** @param instead Gets each sign that nobody sees. */
export function replaceInvisible(text: string, instead: (sign: string) => string): string {
  if (!UNUSUAL.test(text)) return text;
  return text.replace(SUSPECT, (signs, at: number) => {
    const seen = SOMETIMES_SEEN.test(signs) ? seenOf(text, at, signs) : "";
    return seen + [...signs.slice(seen.length)].map(instead).join("");
  });
}

/** How much of it is seen, from its beginning. Of several joiners one does the work. */
function seenOf(text: string, at: number, signs: string): string {
  const [before, after] = [signBefore(text, at), signAt(text, at + signs.length)];
  const [sign = ""] = signs;
  if (sign === "\u200c" || sign === "\u200d") return joins(text, at, sign, before, after) ? sign : "";
  return isSeen(signs, before, after) ? signs : "";
}

function isSeen(sign: string, before: string, after: string): boolean {
  if (sign === "\u200b") return UNSPACED.test(before) && UNSPACED.test(after);
  if (sign.endsWith("\u{e007f}")) return before === BLACK_FLAG && SUBDIVISION.test(sign);
  if (/^[\ufe00-\ufe0f]$/.test(sign)) return SEVERAL_LOOKS.test(before);
  if (/^[\u{e0100}-\u{e01ef}]$/u.test(sign)) return HAN.test(before);
  return /^[\u180b-\u180f]$/.test(sign) && MONGOLIAN.test(before) && WORD_SIGN.test(before);
}

/** @source RFC 5892, appendix A.1 and A.2; Unicode core specification, 9.2 (Arabic), 12.1 (Devanagari), 12.2 (Bengali). */
function joins(text: string, at: number, sign: string, before: string, after: string): boolean {
  if (VIRAMA.test(before)) return true;
  if (sign === "\u200d" && PICTURE.test(after) && PICTURE_END.test(before)) return isPicture(text, at);
  const isWord = WORD_SIGN.test(before) && WORD_SIGN.test(after);
  if (isWord && INDIC.test(before) && INDIC.test(after)) return true;
  const letter = WORD_SIGN.test(before) ? letterBefore(text, at) : "";
  if (CURSIVE.test(letter)) return sign === "\u200d" || (WORD_SIGN.test(after) && CURSIVE.test(after));
  return sign === "\u200d" && !isWord && WORD_SIGN.test(after) && CURSIVE.test(after);
}

/** A selector ends an emoji only where it stands behind one. */
function isPicture(text: string, at: number): boolean {
  const end = signBefore(text, at);
  return end !== "\ufe0f" || PICTURE.test(signBefore(text, at - end.length));
}

const MOST_MARKS = 8;

/** The letter that the marks before this place stand on. */
function letterBefore(text: string, at: number): string {
  let sign = signBefore(text, at);
  for (let marks = 0, end = at; marks < MOST_MARKS && MARK.test(sign); marks++) {
    end -= sign.length;
    sign = signBefore(text, end);
  }
  return sign;
}

function signBefore(text: string, at: number): string {
  const code = text.codePointAt(at - 2) ?? 0;
  return code > 0xffff ? String.fromCodePoint(code) : text.charAt(at - 1);
}

function signAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}
