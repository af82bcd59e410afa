import { visible } from "./visible.ts";

type Rule = [RegExp, string];

/** What a reader calls HTML. Anything else between angle brackets is formatting, a command or a type. */
const ELEMENT =
  /<\/?(?:body|button|div|embed|form|html|iframe|img|input|link|meta|object|script|style|svg|table|video)\b[^<>]*>/gi;

/** Addresses of any kind, with or without a scheme. */
const LINKS: readonly Rule[] = [
  [/!?\[([^\][]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/g, "$1"],
  [/<[a-z][a-z0-9+.-]*:[^<>]*>/gi, " "],
  [/(?:\b[a-z][a-z0-9+.-]{0,30})?:\/\/\S*/gi, " "],
  [/\b(?:mailto|javascript|data|vbscript|tel|slack):\S+/gi, " "],
  [/www\.\S*/gi, " "],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, " "],
  [/(?<![\p{L}\p{N}-]|[\p{L}\p{N}-]\.)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+\/\S*/gu, " "],
  [
    /(?<![\p{L}\p{N}-]|[\p{L}\p{N}-]\.)(?:[\p{L}\p{N}-]+\.)+(?:com|net|org|io|dev|app|example|test|invalid|co|ai|xyz|info|me|site|online|link|click|top|biz|ru|cn|tk|ly|gg|page|zip|mov)(?::\d+)?(?![\w-]|\.\w)/gu,
    " ",
  ],
];

const MARKUP: readonly Rule[] = [
  [/&amp;/gi, "&"],
  [/&#?\w{1,31};/g, " "],
  [/<!--.*?(?:-->|$)/g, " "],
  [/(?<![>\s])(?:\s*<\/?[a-z][^<>]*>)+(?=\s*$)/gi, ""],
  [new RegExp(`(?:${ELEMENT.source}\\s*)+`, "gi"), " HTML "],
  [/<[!@#]?[^\s<>=][^<>]*>/g, " "],
];

const REFERENCE = String.raw`(?:(?:(?<![\w-])[A-Za-z0-9][\w-]*\/[\w.-]+)?#\d+|\bGH-\d+)`;
const REFERENCES: readonly Rule[] = [
  [new RegExp(String.raw`\([^()#]{0,20}${REFERENCE}(?:(?:,|\s+and)\s*${REFERENCE})*\)`, "g"), " "],
  [
    new RegExp(
      String.raw`(?:\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?|refs?|see|for|in|of|re):?\s*)?${REFERENCE}(?:(?:,|\s+and)\s*${REFERENCE})*`,
      "gi",
    ),
    " ",
  ],
  [/(?<![\p{L}\p{N}])#+/gu, ""],
];

const PINGS: readonly Rule[] = [
  // "… @channel: text" is an address; the text follows it.
  [/^.*@(?:channel|here|everyone|all)\s*:\s*/i, ""],
  [/(?<![\w@])@([a-z0-9~-][\w.~-]*\/[\w.~-]+)/gi, "$1"],
  [/@[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:\/[\w.-]+)?[:,]?/gu, " "],
  [/@/g, " "],
];

const SIGNS: readonly Rule[] = [
  [/(?:(?<!\s)\s+|(?<![=-]))[-=]+>\s*/g, " to "],
  [/\s>=\s/g, " at least "],
  [/\s<=\s/g, " at most "],
  [/\s<\s/g, " below "],
  [/\s>\s/g, " above "],
  [/:(?=[a-z0-9_+-]*[a-z_+-])[a-z0-9_+-]+:(?=\s|$)/gi, " "],
  [/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ""],
  [/~~|[`*|\\<>[\]{}]/g, ""],
];

const LEFTOVERS: readonly Rule[] = [
  [/\(\s*(?:[,;:.-]+\s*)?\)|"\s*"|“\s*”|'\s+'/g, " "],
  [/\s+/g, " "],
  [/(?<!\s)\s+([,;:!?)]|\.(?!\w))/g, "$1"],
  [/\(\s+/g, "("],
  [/([,;:])(?:\s*[,;:])+/g, "$1"],
  [/^[\s,;:.!?)\-–—/&+=]+(?![\d])|(?<![\s,;:(\-–—/&+=])[\s,;:(\-–—/&+=]+$/g, ""],
];

/** What looks like a key is nobody's words. */
const KEYS: readonly Rule[] = [
  [/\b(?:gh[a-z]_|github_pat_|sk-|xox[a-z]-|AKIA|AIza|eyJ)[\w.-]{8,}/g, " "],
  [/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{32,}/g, " "],
];

const RULES: readonly Rule[] = [...KEYS, ...MARKUP, ...LINKS, ...PINGS, ...REFERENCES, ...SIGNS, ...LEFTOVERS];
/** Taking one thing away may lay the next one open: `<<!here>!here>`. */
const MOST_PASSES = 6;

/** Foreign text as words alone: no ping, link, number of a pull request, markup or invisible character is left in it. */
export function plain(raw: string): string {
  let text = visible(raw);
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = text;
    text = RULES.reduce((rest, [pattern, put]) => rest.replace(pattern, put), text).trim();
    if (text === before) return text;
  }
  // Whatever is not done by now was made to outlast this.
  return "";
}

/** Cut between words; a longer word is cut, too. */
export function shorten(text: string, most: { words: number; chars: number }): string {
  const words = text.split(" ");
  const kept = words.slice(0, most.words).join(" ");
  if (kept.length <= most.chars && words.length <= most.words) return text;
  const room = kept.slice(0, most.chars - 1);
  const end = kept.length > room.length ? Math.max(room.lastIndexOf(" "), most.chars / 2) : room.length;
  const cut = room.slice(0, end).replace(/[\ud800-\udbff]$/, "");
  return `${withoutDangling(cut)}…`;
}

/** What no line should end with before its dots. */
const DANGLING = new Set("a an the of in on to for with and or by at from that which is are".split(" "));

function withoutDangling(text: string): string {
  let rest = text;
  for (;;) {
    rest = rest.replace(/(?<![\s,;:(–-])[\s,;:(–-]+$/, "");
    const space = rest.lastIndexOf(" ");
    if (space < 0 || !DANGLING.has(rest.slice(space + 1).toLowerCase())) return rest;
    rest = rest.slice(0, space);
  }
}

export function wordsOf(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
