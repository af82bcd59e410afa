import type { Feedback } from "../task.ts";

/** What people name: any of these, each by all of its words. "API and quiet hours" is [[api], [quiet, hours]]. */
export type Named = string[][];

/** The handful of wishes that are understood. Whatever else a text asks for, tools and channels above all, is not even read. */
export type Wishes = {
  shorter: boolean;
  longer: boolean;
  /** At most so many items; null: nothing was said. */
  most_items: number | null;
  /** What stands first. */
  first: Named;
  /** What it is about; the rest is told in fewer items. */
  focus: Named;
  leave_out: Named;
  by_area: boolean;
  no_intro: boolean;
  thanks: boolean;
  /** Fixes before features: the last text looked at the wrong things. */
  other_focus: boolean;
  /** Nothing that users notice is only counted. */
  everything: boolean;
  /** Titles alone: what was taken from descriptions was not correct. */
  titles_only: boolean;
  /** References that people named: "#12 is missing". */
  named: string[];
};

const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const COUNT = `(\\d{1,3}|${NUMBERS.join("|")})`;
const ITEMS = "(?:items?|points?|bullets?|lines?|entries|things|changes|sentences)";
const MOST_ITEMS = [
  new RegExp(`\\b(?:at most|no more than|not more than|max(?:imum)?(?: of)?)\\s+${COUNT}\\b`),
  new RegExp(`\\b(?:up to|only|just|top|in|limit(?:ed)? (?:it )?to)\\s+${COUNT}\\s+${ITEMS}\\b`),
];
const NO_INTRO =
  /\b(?:no|without|skip|leave out|omit|drop)\s+(?:an?\s+|the\s+|any\s+)?(?:intro(?:duction)?|opening|preamble)\b/;
const SHORTER = /\b(?:short(?:er)?|brief(?:er|ly)?|concise(?:ly)?|compact|less text|fewer (?:items|words))\b/;
const LONGER = /\b(?:longer|more detail(?:s|ed)?|in (?:more )?detail|more context)\b/;
const BY_AREA = /\b(?:by|per|for each)\s+(?:area|component|module|part of the product)\b/;
const THANKS = /\b(?:thank(?:s| you)?|say thanks|kudos|shout-?outs?)\b/;
const FIRST = /\b(?:lead|start|begin|open)\s+with\b|\bput\s+(?=[^\s.,;][^.,;]{0,40}\sfirst\b)/;
const FOCUS = /\b(?:focus(?:ed)?\s+on|concentrate\s+on|emphasi[sz]e|stress|mostly\s+about|above\s+all)\b/;
const LEAVE_OUT = /\b(?:leave\s+out|omit|exclude|without|skip|drop|(?:do\s+not|don['’]?t|never)\s+mention)\b/;
const REFERENCE = /(?:(?<![\w.-])[\w.-]+\/[\w.-]+)?#\d{1,10}\b/g;

/** @param said What people said of an earlier text; its words count as wishes, too. */
export function readWishes(custom: string, said: Feedback | null): Wishes {
  const text = `${custom}\n${said?.text ?? ""}`.toLowerCase();
  const rest = text.replace(NO_INTRO, ";");
  const has = (reason: Feedback["reasons"][number]) => said?.reasons.includes(reason) ?? false;
  return {
    shorter: SHORTER.test(rest) || has("too_long"),
    longer: LONGER.test(rest) || has("too_short"),
    most_items: mostItems(rest),
    first: namedAfter(FIRST, rest),
    focus: namedAfter(FOCUS, rest),
    leave_out: namedAfter(LEAVE_OUT, rest),
    by_area: BY_AREA.test(rest),
    no_intro: NO_INTRO.test(text),
    thanks: THANKS.test(rest),
    other_focus: has("wrong_focus"),
    everything: has("missing"),
    titles_only: has("not_correct"),
    named: said ? [...said.text.matchAll(REFERENCE)].map(([reference]) => reference) : [],
  };
}

function mostItems(text: string): number | null {
  const written = MOST_ITEMS.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  if (written === undefined) return null;
  const count = NUMBERS.includes(written) ? NUMBERS.indexOf(written) + 1 : Number(written);
  return Math.max(1, count);
}

/** A wish ends with its clause. */
const CLAUSE_END =
  /[.;:!?\n]|,\s*(?!and\b)|\b(?:and then|but|and (?:leave|lead|focus|skip|omit|keep|mention|thank|group|make|put|start)|first|please)\b/;
const MOST_WISH_CHARS = 60;
const STOP_WORDS = new Set(
  (
    "the a an all any every and or of in on to for with about anything everything things thing changes change items item pull " +
    "requests request prs pr work related stuff our my your it them this that what is are was were updates update new news from"
  ).split(" "),
);

function namedAfter(pattern: RegExp, text: string): Named {
  const wishes = [...text.matchAll(new RegExp(pattern, "g"))].map((match) => {
    const rest = text.slice(match.index + match[0].length).slice(0, MOST_WISH_CHARS);
    return rest.slice(0, CLAUSE_END.exec(rest)?.index);
  });
  const alternatives = wishes.flatMap((wish) => wish.split(/\b(?:and|or|as well as)\b|[&/]/));
  const words = alternatives.map((each) => each.match(/[\p{L}\p{N}][\p{L}\p{N}-]+/gu) ?? []);
  return words.map((each) => each.filter((word) => !STOP_WORDS.has(word))).filter((each) => each.length > 0);
}
