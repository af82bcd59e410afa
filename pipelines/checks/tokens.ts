/** Words that say nothing of what changed: small words, and what every change does. */
const STOP = new Set(
  (
    "the and for with from into onto that this these those than then when where which while who whom whose what how its it's their them they " +
    "there here our your you are was were been being has have had will would can could may might must should shall not nor but also too very " +
    "more most less least much many some any all each every other others another such only just even still now already again after before " +
    "during until once upon over under between within without through across about against via per out off down both either neither same own " +
    "add adds added adding fix fixes fixed fixing support supports supported supporting use uses used using update updates updated updating " +
    "make makes made making allow allows allowed allowing improve improves improved improving change changes changed changing remove removes " +
    "removed removing new now let lets get gets set sets enable enables enabled handle handles handled better instead"
  ).split(" "),
);

const ADDRESS = /\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi;
const MIN_LETTERS = 3;

/** The words of a text that tell what it is about: names split at their humps, small letters, endings off. */
export function tokensOf(text: string): Set<string> {
  const parts = text
    .normalize("NFKC")
    .replace(ADDRESS, " ")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ")
    .toLowerCase();
  const words = parts.match(/\p{L}[\p{L}\p{N}]*(?:['’]\p{L}+)?/gu) ?? [];
  return new Set(words.filter((word) => word.length >= MIN_LETTERS && !STOP.has(word)).map(stem));
}

const ENDING = /(?:['’]s|ications?|ations?|ities|ings?|ied|ies|ers?|ments?|ness|ed|es|ly|s|e|y)$/;

function stem(word: string): string {
  const short = word.replace(ENDING, "");
  return short.length >= MIN_LETTERS ? short : word;
}
