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
import { isKnown, knownNumbers, numeralsIn } from "./numerals.ts";
import { passagesOfReport } from "./passages.ts";
import { isKnownWord, knownWords, type KnownWords, tokensOf } from "./tokens.ts";

const NAME = /(?<![\w@])@[A-Za-z0-9][\w-]*/g;
/** `--flag`, `snake_case`, `call()`: names of things, also without code marks. */
const IDENTIFIER = /(?<![\w-])--[a-z][\w-]+|(?<![\w.])[A-Za-z]\w*_\w+|(?<![\w.])[A-Za-z_][\w.]*\(\)/g;

type Opening = {
  part: "intro" | "heading" | "aside";
  text: string;
  code: string[];
  line: number | null;
  /** What everything below the opening says, with the headline. */
  told: string;
  /** What the items cite, whose titles an opening may speak with. */
  prs: string[];
  toldCode: string[];
  counts: number[];
};

/**
 * H3, second half: what cites nothing says nothing of its own, only what the items say or what can be counted. That is the opening, and in a
 * person's text its headings and closing lines.
 */
export function checkIntroClaims(markdown: string, blocks: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const intro = introOf(blocks);
  const lines = markdown.split("\n");
  const wordsOf = (some: readonly TextBlock[]) => some.map(({ text }) => withoutCitations(text, facts)).join("\n");
  const judged = (some: readonly TextBlock[], part: Opening["part"]) => {
    const [first] = some;
    if (!first) return [];
    const others = blocks.filter((block) => !some.includes(block));
    const end = blocks[blocks.indexOf(some.at(-1) ?? first) + 1]?.line;
    return judge(
      {
        part,
        text: wordsOf(some),
        code: codeSpans(lines, first.line, end),
        line: first.line,
        told: wordsOf(others),
        prs: others.flatMap(({ prs }) => prs),
        toldCode: [...codeSpans(lines, 1, first.line), ...codeSpans(lines, end ?? Infinity)],
        counts: countsInText(others.slice(others[0]?.kind === "heading" ? 1 : 0), facts),
      },
      facts,
    );
  };
  const free =
    facts.by === "agent" ? [] : blocks.filter((block, index) => index > 0 && isFree(block) && !intro.includes(block));
  return [
    ...judged(intro, "intro"),
    ...free.flatMap((block) => judged([block], block.kind === "heading" ? "heading" : "aside")),
  ];
}

/** What no list and no citation hold; what a list says without a citation is found anyhow. */
const isFree = ({ kind, prs, text }: TextBlock): boolean =>
  kind !== "list_item" && prs.length === 0 && text.trim() !== ALSO_MERGED;

/** The same before anything is rendered. */
export function checkReportIntro(report: Report, facts: CheckFacts): Finding[] {
  const passages = passagesOfReport(report, facts);
  const intro = passages.find(({ part }) => part === "intro");
  if (!intro) return [];
  const others = passages.filter((passage) => passage !== intro);
  const told = others.map(({ text }) => text).join("\n");
  const toldCode = others.flatMap(({ code }) => code);
  const prs = others.flatMap((one) => one.prs);
  return judge({ ...intro, part: "intro", told, toldCode, prs, counts: countsInReport(report, facts) }, facts);
}

const PLACES = { intro: "The opening", heading: "A heading", aside: "A line" };

function judge({ part, text, code, line, told, toldCode, prs, counts }: Opening, facts: CheckFacts): Finding[] {
  const titles = pullsNamed(prs, facts).flatMap(titlesOf).join("\n");
  const dates = facts.window ? windowText(facts.window) : "";
  const known = knownNumbers([told, ...toldCode, dates, ...counts].join("\n"));
  const everything = [told, ...toldCode].join();
  const namesIn = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([name]) => name))];
  const spans = new Set(toldCode);
  const words = knownWords(tokensOf([told, titles, ...toldCode, ...facts.sources.map(({ repo }) => repo)].join("\n")));
  const people = strangersIn(text, { known: [words, ABOUT], mayBeAnything: false, facts });
  const strays = [
    ...people,
    ...daysIn(text).filter((day) => !`${told}\n${titles}\n${dates}`.toLowerCase().includes(day.toLowerCase())),
    ...numeralsIn(text).flatMap((one) => (isKnown(one, [known]) ? [] : [one.shown.trim()])),
    ...namesIn(NAME).filter((name) => !told.includes(name)),
    ...namesIn(IDENTIFIER).filter((name) => !everything.includes(name)),
    ...code.filter((one) => !spans.has(one)).map((one) => `\`${one}\``),
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
    return found({ ...place, message, fix, about: `${part} ${stray}` });
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
