/** Words that say nothing of what changed: small words, and what every change does. */
const STOP = new Set(
  (
    "the and for with from into onto that this these those than then when where which while who whom whose what how its it's their them they " +
    "there here our your you are was were been being has have had will would can could may might must should shall not nor but also too very " +
    "more most less least much many some any all each every other others another such only just even still now already again after before " +
    "during until longer once upon over under between within without through across about against via per out off down both either neither same own " +
    "add adds added adding fix fixes fixed fixing support supports supported supporting use uses used using update updates updated updating " +
    "make makes made making allow allows allowed allowing improve improves improved improving change changes changed changing remove removes " +
    "need needs do does did done doing take takes taken took taking keep keeps kept keeping go goes gone going went come comes came coming give gives " +
    "given gave put puts thing things way ways anything nothing something everything nobody somebody everybody anybody someone everyone anyone " +
    "removed removing new now let lets get gets set sets enable enables enabled handle handles handled better instead"
  ).split(" "),
);

const ADDRESS = /\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi;
const MIN_LETTERS = 3;

/** The words of a text that tell what it is about: names split at their humps, small letters, endings off. */
export function tokensOf(text: string): Set<string> {
  return new Set(tokensInOrder(text));
}

/** The same as they follow each other. */
export function tokensInOrder(text: string): string[] {
  const parts = text
    .normalize("NFKC")
    .replace(ADDRESS, " ")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ")
    .toLowerCase();
  const words = parts.match(/\p{L}[\p{L}\p{N}]*(?:['’]\p{L}+)?/gu) ?? [];
  return words.filter((word) => word.length >= MIN_LETTERS && !STOP.has(word)).map(stem);
}

const ENDING = /(?:['’]s|ications?|ations?|ities|ings?|ied|ies|ers?|ments?|ness|ed|es|ly|s|e|y)$/;

function stem(word: string): string {
  // "mapped" and "mapping" are of "map".
  const short = word.replace(ENDING, "").replace(/([b-df-hj-np-rtv-z])\1$/, "$1");
  return short.length >= MIN_LETTERS ? short : word;
}

const BEGINNING = 6;
const SHORTEST_ROOT = 4;
const LONGEST_ROOT = 24;

/** Words to compare with: as they are, and by their beginnings. */
export type KnownWords = { words: ReadonlySet<string>; beginnings: ReadonlySet<string>; roots: ReadonlySet<string> };

export function knownWords(words: ReadonlySet<string>): KnownWords {
  const long = [...words].filter(({ length }) => length >= BEGINNING);
  const beginnings = new Set(long.map((word) => word.slice(0, BEGINNING)));
  return { words, beginnings, roots: new Set(long.map((word) => word.slice(0, BEGINNING - 1))) };
}

/** The same word, or one of its family: "config" and "configuration", "auth" and "authenticated". */
export function isKnownWord(word: string, { words, beginnings, roots }: KnownWords): boolean {
  if (words.has(word) || (word.length === BEGINNING - 1 && roots.has(word))) return true;
  if (word.length >= BEGINNING && beginnings.has(word.slice(0, BEGINNING))) return true;
  for (let end = SHORTEST_ROOT; end < Math.min(word.length, LONGEST_ROOT); end += 1)
    if (words.has(word.slice(0, end))) return true;
  return false;
}
