import type { Feedback, ItemKind } from "./task.ts";

/** The few wishes that a recording can grant: those about form. Whatever else a text asks for is not even read. */
export type Wishes = {
  /** In the words that are recorded for the terse tone. */
  shorter: boolean;
  /** At most so many items; null: nothing was said. */
  most_items: number | null;
  no_intro: boolean;
  leave_out: ItemKind[];
  /** What else somebody wished for, in their words. */
  others: string[];
};

const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const MOST_ITEMS = new RegExp(
  `\\b(?:at most|no more than|only|just|up to)\\s+(\\d{1,3}|${NUMBERS.join("|")})\\s+(?:items?|points?|bullets?|lines?|things|changes)\\b`,
);
const NO_INTRO = /\b(?:no|without|skip|leave out|omit|drop)\s+(?:an?\s+|the\s+|any\s+)?(?:intro(?:duction)?|opening)\b/;
const SHORTER = /\b(?:short(?:er)?|brief(?:er|ly)?|concise(?:ly)?|compact)\b/;
/** And what is listed behind it: "fixes, docs and internals". */
const LEAVE_OUT = /\b(?:leave out|omit|exclude|without|skip|drop)\s+([a-z ,-]{2,80})/;
const BEFORE = /^(?:(?:leave out|omit|exclude|without|skip|drop)\s+)?(?:(?:all|the|any)\s+)?/;
/** "Do not leave out fixes", "not too short": nothing that is asked for. "No more than" is. */
const NEGATED = /\b(?:not|never|don['’]?t|nothing)\b/;
/** How people call what may be left out. Breaking and security changes are told whatever they wish. */
const KINDS: [ItemKind, RegExp][] = [
  ["feature", /^features?\b/],
  ["improvement", /^improvements?\b/],
  ["performance", /^(?:performance|speed-?ups?)\b/],
  ["fix", /^(?:bug ?)?fix(?:es)?\b/],
  ["docs", /^doc(?:s|umentation)\b/],
  ["internal", /^internals?\b/],
];

export function readWishes(custom: string, said: Feedback | null): Wishes {
  const clauses = clausesIn(`${custom}\n${said?.text ?? ""}`.toLowerCase()).filter((clause) => !NEGATED.test(clause));
  const left = clauses.flatMap((clause) => (LEAVE_OUT.exec(clause)?.[1] ?? "").split(/,|\band\b|\bor\b/));
  const named = left.map((what) => what.trim().replace(BEFORE, ""));
  const count = clauses.flatMap((clause) => MOST_ITEMS.exec(clause)?.[1] ?? [])[0];
  return {
    shorter: clauses.some((clause) => SHORTER.test(clause)) || (said?.reasons.includes("too_long") ?? false),
    most_items: count === undefined ? null : Math.max(1, NUMBERS.indexOf(count) + 1 || Number(count)),
    no_intro: clauses.some((clause) => NO_INTRO.test(clause)),
    leave_out: KINDS.filter(([, called]) => named.some((what) => called.test(what))).map(([kind]) => kind),
    others: clausesIn(custom).filter((clause) => !UNDERSTOOD.some((form) => form.test(clause.toLowerCase()))),
  };
}

const UNDERSTOOD = [MOST_ITEMS, NO_INTRO, SHORTER, LEAVE_OUT];

function clausesIn(text: string): string[] {
  const clauses = text.split(/[.;!?\n]|,\s*but\b|\bbut\b/i).map((clause) => clause.trim());
  return clauses.filter((clause) => clause !== "");
}
