import { withoutNoiseBehind } from "./noise.ts";

const NUMBER_BEHIND = /(?<!\s)\s*\((?:(?:fix(?:es)?|close[sd]?|refs?|see|re)\s+)?(?:[\w.-]+\/[\w.-]+)?#\d+\)$/i;
/** What GitHub cuts off. */
const CUT_BEHIND = /(?<!\s)\s*\((?:fixes|closes|refs?)\b[^()]*…?\)?$/i;
const VERSION_BEHIND = /(?<!\s)\s*\((?:v?\d+(?:\.(?:\d+|x))*|back-?port|main|master)\)$/i;
/** Not of "…", of `&gt;` or of "src/." */
const STOP_BEHIND = /(?<=[\p{L}\p{N}\p{Pe}\p{Pf}"'`%!?])(?:\.|[.,]?,|(?<!&#?\w{1,8})\.?;)$|(?<=[\p{L}\p{N}])!{2,9}$/u;

const MOST_HANGING = 40;

/** A title's sentence without what hangs on it: numbers, stops, quotes and brackets that have no other half, doubled words. */
export function polished(text: string): string {
  let rest = text;
  for (let hanging = 0; hanging < MOST_HANGING; hanging += 1) {
    const before = rest;
    rest = withoutNoiseBehind(rest)
      .replace(NUMBER_BEHIND, "")
      .replace(CUT_BEHIND, "")
      .replace(VERSION_BEHIND, "")
      .replace(STOP_BEHIND, "")
      .trim();
    rest = withoutHalves(rest);
    if (rest === before) break;
  }
  return outsideCode(rest, (words) => words.replace(DOUBLED, (both) => both.slice(0, both.indexOf(" "))));
}

/** Only the words that English never says twice. */
const DOUBLED = new RegExp(
  `(?<![\\w-])(?:${"the a an and or of to is are for with from when if be this"
    .split(" ")
    .map((word) => `${word}(?: ${word}){1,9}`)
    .join("|")})(?![\\w-])`,
  "gi",
);

/** Signs that come in pairs, where the text begins or ends with one alone. */
function withoutHalves(text: string): string {
  const [first = "", last = ""] = [text.at(0), text.at(-1)];
  for (const sign of ['"', "`"]) {
    if (text.split(sign).length % 2 === 1) continue;
    if (first === sign) return text.slice(1).trim();
    if (last === sign && !/\d.$/.test(text)) return text.slice(0, -1).trim();
  }
  for (const [opens = "", closes = ""] of ["“”", "«»", "()", "[]"]) {
    const [opened, closed] = [text.split(opens).length, text.split(closes).length];
    if (first === opens && opened > closed) return text.slice(1).trim();
    if (last === opens) return text.slice(0, -1).trim();
    if (last === closes && closed > opened && !/[:;-].$/.test(text)) return text.slice(0, -1).trim();
  }
  return /^(?:"[^"]+"|“[^“”]+”|\[[^[\]]{2,}\])$/.test(text) ? text.slice(1, -1).trim() : text;
}

function outsideCode(text: string, change: (words: string) => string): string {
  return text
    .split("`")
    .map((part, at) => (at % 2 === 0 ? change(part) : part))
    .join("`");
}
