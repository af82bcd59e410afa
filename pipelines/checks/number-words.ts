/** A number in words, as digits would say it. */
type SpelledNumber = {
  shown: string;
  value: string;
  sort: "plain" | "percent" | "factor";
  at: number;
};

const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
const SCALE: Record<string, number> = {
  dozen: 12,
  hundred: 100,
  thousand: 1_000,
  million: 1_000_000,
  billion: 1_000_000_000,
};
const VALUES = new Map([
  ...UNITS.split(" ").map((word, value): [string, number] => [word, value]),
  ...TENS.split(" ").map((word, index): [string, number] => [word, (index + 2) * 10]),
]);
const NUMBER = `(?:${UNITS.replaceAll(" ", "|")}|${TENS.replaceAll(" ", "|")}|${Object.keys(SCALE).join("|")})`;
/** "twenty-five", "two hundred", "a dozen" */
const SPELLED = new RegExp(
  String.raw`(?<![\p{L}\p{N}_-])(?:an? (?=dozen|hundred|thousand|million|billion))?${NUMBER}(?:[ -](?:and )?${NUMBER}){0,5}(?![\p{L}\p{N}_])`,
  "giu",
);
/** "hundreds of", "dozens" */
const CROWDS = /(?<![\p{L}\p{N}_-])(?:dozens|hundreds|thousands|millions|billions)(?![\p{L}\p{N}_])/giu;
const SHARES: readonly [RegExp, SpelledNumber["value"], SpelledNumber["sort"]][] = [
  [
    /(?<![\p{L}\p{N}_-])(?:half(?![- ](?:open|closed|width|baked|life|done)|\w)|halv(?:e[sd]?|ing)\b)/giu,
    "50",
    "percent",
  ],
  [/(?<![\p{L}\p{N}_-])(?:a|one)[ -]third of\b/giu, "33", "percent"],
  [/(?<![\p{L}\p{N}_-])two[ -]thirds\b/giu, "66", "percent"],
  [/(?<![\p{L}\p{N}_-])(?:a|one)[ -]quarter of\b/giu, "25", "percent"],
  [/(?<![\p{L}\p{N}_-])three[ -]quarters\b/giu, "75", "percent"],
  [
    /(?<![\p{L}\p{N}_-])twice (?=(?:as|the|faster|more)\b)|(?<![\p{L}\p{N}_-])(?:doubl(?:e[sd]|ing)|twofold)\b|(?<![\p{L}\p{N}_-])double (?:the|as)\b/giu,
    "2",
    "factor",
  ],
  [/(?<![\p{L}\p{N}_-])(?:tripl(?:e[sd]|ing)|threefold)\b|(?<![\p{L}\p{N}_-])triple the\b/giu, "3", "factor"],
  [/(?<![\p{L}\p{N}_-])(?:quadrupl(?:e[sd]?|ing)|fourfold)\b/giu, "4", "factor"],
  [/(?<![\p{L}\p{N}_-])tenfold\b/giu, "10", "factor"],
];
const PERCENT_BEHIND = /^\s?(?:%|per ?cent)/i;
const FACTOR_BEHIND = /^[- ]?(?:fold\b|times (?:as|faster|slower|more|less|fewer|smaller|bigger|larger|cheaper)\b)/i;
/** "only one of them", "the two kinds": no count that anybody claims. */
const SAID_OFTEN = new Set(["zero", "one", "two"]);

/** The numbers that a text spells out. @param text In its NFKC form. */
export function spelledNumbers(text: string): SpelledNumber[] {
  const counts = [...text.matchAll(SPELLED)].flatMap(({ 0: shown, index: at }): SpelledNumber[] => {
    const rest = text.slice(at + shown.length, at + shown.length + 24);
    const sort = PERCENT_BEHIND.test(rest) ? "percent" : FACTOR_BEHIND.test(rest) ? "factor" : "plain";
    if (sort === "plain" && SAID_OFTEN.has(shown.toLowerCase())) return [];
    return [{ shown, value: String(valueOf(shown)), sort, at }];
  });
  const crowds = [...text.matchAll(CROWDS)].map(({ 0: shown, index: at }): SpelledNumber => {
    return { shown, value: shown.toLowerCase(), sort: "plain", at };
  });
  const shares = SHARES.flatMap(([pattern, value, sort]) =>
    [...text.matchAll(pattern)].map(({ 0: shown, index: at }): SpelledNumber => ({ shown, value, sort, at })),
  );
  return [...counts, ...crowds, ...shares];
}

/** "two hundred and five" → 205; "three four" is no number, and reads as its last. */
function valueOf(shown: string): number {
  let [total, open] = [0, 0];
  for (const word of shown.toLowerCase().split(/[ -]+/)) {
    const scale = SCALE[word];
    if (scale) {
      open = (open || 1) * scale;
      if (scale >= 1_000) [total, open] = [total + open, 0];
    } else if (VALUES.has(word)) {
      const value = VALUES.get(word) ?? 0;
      open = open % 10 === 0 && (open >= 20 || open % 100 === 0) ? open + value : value;
    }
  }
  return total + open;
}
