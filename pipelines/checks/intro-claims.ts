import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, splitCitations, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { introOf } from "./claim-recall.ts";
import type { CheckFacts } from "./facts.ts";
import { pullsNamed, titlesOf } from "./evidence-text.ts";
import { found, severityFor } from "./finding.ts";
import { countsInReport, countsInText } from "./intro-counts.ts";
import { clausesOf } from "./clauses.ts";
import { daysIn } from "./dates.ts";
import { NOUNS } from "../text/rules/tally.ts";
import { codeSpans } from "./markdown-lines.ts";
import { strangersIn } from "./names.ts";
import { isKnown, type KnownNumbers, knownNumbers, numeralsIn } from "./numerals.ts";
import { countOffer } from "./offers/count.ts";
import { withOffered } from "./offers/offered.ts";
import { passagesOfReport } from "./passages.ts";
import { isKnownWord, knownWords, type KnownWords, tokensOf } from "./tokens.ts";

const NAME = /(?<![\w@])@[A-Za-z0-9][\w-]*/g;
/** `--flag`, `snake_case`, `call()`: names of things, also without code marks. */
const IDENTIFIER = /(?<![\w-])--[a-z][\w-]+|(?<![\w.])[A-Za-z]\w*_\w+|(?<![\w.])[A-Za-z_][\w.]*\(\)/g;

/** What something that cites nothing may say: everything that items say, and what can be counted. */
type Held = {
  text: string;
  /** Of what the items cite: an opening may speak with their words. */
  titles: string;
  dates: string;
  code: ReadonlySet<string>;
  numbers: KnownNumbers;
  words: KnownWords;
};

/** `raw`: its line as it was written; "" where there is none yet. */
type Free = { part: "intro" | "heading" | "aside"; text: string; code: string[]; raw: string; line: number | null };

/**
 * H3, second half: what cites nothing says nothing of its own, only what the items say or what can be counted. That is the opening, and in a
 * person's text its headings and closing lines.
 */
export function checkIntroClaims(markdown: string, blocks: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const lines = markdown.split("\n");
  const all = blocks.map((block, index): Block => {
    return {
      ...block,
      index,
      text: withoutCitations(block.text, facts),
      asWritten: block,
      code: codeSpans(lines, block.line, blocks[index + 1]?.line),
    };
  });
  const opening = new Set(introOf(blocks).map(({ line }) => line));
  const intro = all.filter(({ line }) => opening.has(line));
  const [first] = intro;
  const free =
    facts.by === "agent" ? [] : all.filter((block) => block.index > 0 && isFree(block) && !opening.has(block.line));
  const areFree = new Set(free);
  const inOpening = first
    ? judge(
        { part: "intro", line: first.line, raw: lines[first.line - 1] ?? "", ...joined(intro) },
        heldBy(
          all.filter((block) => !opening.has(block.line)),
          facts,
        ),
        facts,
      )
    : [];
  if (free.length === 0) return inOpening;
  const held = heldBy(
    all.filter((block) => !areFree.has(block)),
    facts,
  );
  return [
    ...inOpening,
    ...free.flatMap(({ kind, text, code, line }) =>
      judge({ part: kind === "heading" ? kind : "aside", text, code, line, raw: "" }, held, facts),
    ),
  ];
}

type Block = TextBlock & {
  index: number;
  code: string[];
  /** With its citations, by which things are counted. */ asWritten: TextBlock;
};

/** What no list and no citation hold; what a list says without a citation is found anyhow. */
const isFree = ({ kind, prs, text }: TextBlock): boolean =>
  kind !== "list_item" && prs.length === 0 && text.trim() !== ALSO_MERGED;

const joined = (blocks: readonly { text: string; code: string[] }[]): Pick<Free, "text" | "code"> => ({
  text: blocks.map(({ text }) => text).join("\n"),
  code: blocks.flatMap(({ code }) => code),
});

function heldBy(blocks: readonly Block[], facts: CheckFacts): Held {
  const { text, code } = joined(blocks);
  const counts = countsInText(
    blocks.flatMap(({ index, asWritten }) => (index > 0 ? [asWritten] : [])),
    facts,
  );
  return heldOf({ text, code, prs: blocks.flatMap(({ prs }) => prs), counts }, facts);
}

type Told = { text: string; code: string[]; prs: string[]; counts: number[] };

function heldOf({ text, code, prs, counts }: Told, facts: CheckFacts): Held {
  const titles = pullsNamed(prs, facts).flatMap(titlesOf).join("\n");
  const dates = facts.window ? windowText(facts.window) : "";
  const names = facts.sources.map(({ repo }) => repo);
  return {
    text,
    titles,
    dates,
    code: new Set(code),
    numbers: knownNumbers([text, ...code, dates, ...counts].join("\n")),
    words: knownWords(tokensOf([text, titles, ...code, ...names].join("\n"))),
  };
}

/** The same before anything is rendered. */
export function checkReportIntro(report: Report, facts: CheckFacts): Finding[] {
  const passages = passagesOfReport(report, facts);
  const intro = passages.find(({ part }) => part === "intro");
  if (!intro) return [];
  const others = passages.filter((passage) => passage !== intro);
  const prs = others.flatMap((one) => one.prs);
  const held = heldOf({ ...joined(others), prs, counts: countsInReport(report, facts) }, facts);
  return judge({ ...intro, part: "intro", raw: "" }, held, facts);
}

const PLACES = { intro: "The opening", heading: "A heading", aside: "A line" };

function judge({ part, text, code, line, raw }: Free, held: Held, facts: CheckFacts): Finding[] {
  const namesIn = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([name]) => name))];
  const hasDay = (day: string) =>
    [held.text, held.titles, held.dates].some((known) => known.toLowerCase().includes(day.toLowerCase()));
  const hasName = (name: string) => held.text.includes(name) || [...held.code].some((one) => one.includes(name));
  const { words } = held;
  const numbers = numeralsIn(text).filter((one) => !isKnown(one, [held.numbers]));
  const strays = [
    ...strangersIn(text, { known: [words, ABOUT], mayBeAnything: false, facts }),
    ...daysIn(text).filter((day) => !hasDay(day)),
    ...numbers.map(({ shown }) => shown.trim()),
    ...namesIn(NAME).filter((name) => !held.text.includes(name)),
    ...namesIn(IDENTIFIER).filter((name) => !hasName(name)),
    ...code.filter((one) => !held.code.has(one)).map((one) => `\`${one}\``),
  ];
  const place = {
    check: "H3",
    severity: severityFor(facts),
    line,
    part,
    looked_at: "the items and what can be counted",
  };
  const said = [...new Set(strays)].map((stray) => {
    const message = `${PLACES[part]} says ${stray}, which no item says.`;
    const fix = `Take ${stray} out${part === "intro" ? " of the opening" : ""}, or say it in an item that cites.`;
    const [number, another] = numbers.filter(({ shown }) => shown.trim() === stray);
    const offer = number && !another && raw ? countOffer(text.normalize("NFKC"), raw, number, facts) : undefined;
    return found({ ...place, message, fix, about: `${part} ${stray}`, ...withOffered(offer) });
  });
  const claims = clausesOf([text, ...code].join(" ")).filter(
    (clause) => isOwnClaim(clause.words, words) && !strays.some((stray) => clause.text.includes(stray)),
  );
  return [
    ...said,
    ...claims.slice(0, MOST_CLAIMS).map((clause) => {
      const shown = clause.text.replace(/\s+/g, " ").slice(0, 60);
      const message = `${PLACES[part]} says “${shown}”, of which no item says anything.`;
      return found({
        ...place,
        message,
        fix: "Take it out, or say it in an item that cites.",
        about: `${part} claims ${shown}`,
      });
    }),
  ];
}
const MOST_CLAIMS = 3;

/** What an opening may say of any update: its time, and that there is something. */
const ABOUT = knownWords(
  tokensOf(
    `${NOUNS.flatMap(([, ...nouns]) => nouns).join("s ")} ups week weeks month months day days time times sprint window period release releases update updates digest summary team teams everybody
    everyone people work works worked working focus focused change changes changed pull request requests merge merged merges shipped ship
    ships ships landed lands item items highlight highlights main mostly mainly several few many busy quiet big bigger biggest small smaller
    part parts thing things area areas product side rest around breaking security feature features fix fixes fixed improvement improvements
    performance bug bugs documentation internal user users customer customers reader readers first second last latest next good great nice
    better faster easier safer smoother simpler number numbers total count all user-facing facing undone rolled back cancel other others`,
  ),
);

/** A clause of two words and more of which the items know hardly any. */
function isOwnClaim(said: ReadonlySet<string>, known: KnownWords): boolean {
  const telling = [...said].filter((word) => !isKnownWord(word, ABOUT));
  const held = telling.filter((word) => isKnownWord(word, known)).length;
  return telling.length > 1 && held / telling.length < FEWEST_HELD;
}
const FEWEST_HELD = 0.34;

/** A number that only names a pull request says nothing about it. */
function withoutCitations(text: string, { sources }: CheckFacts): string {
  return splitCitations(text, sources)
    .map(({ text: piece, ref }) => (ref ? " " : piece))
    .join("");
}
