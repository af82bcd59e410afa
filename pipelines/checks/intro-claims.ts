import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { splitCitations, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { introOf } from "./claim-recall.ts";
import type { CheckFacts } from "./facts.ts";
import { found, severityFor } from "./finding.ts";
import { countsInReport, countsInText } from "./intro-counts.ts";
import { codeSpans } from "./markdown-lines.ts";
import { isKnown, knownNumbers, numeralsIn } from "./numerals.ts";
import { passagesOfReport } from "./passages.ts";

const NAME = /(?<![\w@])@[A-Za-z0-9][\w-]*/g;
/** `--flag`, `snake_case`, `call()`: names of things, also without code marks. */
const IDENTIFIER = /(?<![\w-])--[a-z][\w-]+|(?<![\w.])[A-Za-z]\w*_\w+|(?<![\w.])[A-Za-z_][\w.]*\(\)/g;

type Opening = {
  text: string;
  code: string[];
  line: number | null;
  /** What everything below the opening says, with the headline. */
  told: string;
  toldCode: string[];
  counts: number[];
};

/** H3, second half: the intro says nothing of its own, only what the items say or what can be counted. */
export function checkIntroClaims(markdown: string, blocks: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const intro = introOf(blocks);
  const [first] = intro;
  if (!first) return [];
  const after = blocks.slice(blocks.indexOf(intro.at(-1) ?? first) + 1);
  const end = after[0]?.line;
  const lines = markdown.split("\n");
  const wordsOf = (some: readonly TextBlock[]) => some.map(({ text }) => withoutCitations(text, facts)).join("\n");
  return judge(
    {
      text: wordsOf(intro),
      code: codeSpans(lines, first.line, end),
      line: first.line,
      told: wordsOf([...after, ...blocks.slice(0, 1)]),
      toldCode: codeSpans(lines, end ?? Infinity),
      counts: countsInText(after, facts),
    },
    facts,
  );
}

/** The same before anything is rendered. */
export function checkReportIntro(report: Report, facts: CheckFacts): Finding[] {
  const passages = passagesOfReport(report, facts);
  const intro = passages.find(({ part }) => part === "intro");
  if (!intro) return [];
  const others = passages.filter((passage) => passage !== intro);
  const told = others.map(({ text }) => text).join("\n");
  const toldCode = others.flatMap(({ code }) => code);
  return judge({ ...intro, told, toldCode, counts: countsInReport(report, facts) }, facts);
}

function judge({ text, code, line, told, toldCode, counts }: Opening, facts: CheckFacts): Finding[] {
  const dates = facts.window ? windowText(facts.window) : "";
  const known = knownNumbers([told, ...toldCode, dates, ...counts].join("\n"));
  const everything = [told, ...toldCode].join();
  const namesIn = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([name]) => name))];
  const spans = new Set(toldCode);
  const strays = [
    ...numeralsIn(text).flatMap((one) => (isKnown(one, [known]) ? [] : [one.shown.trim()])),
    ...namesIn(NAME).filter((name) => !told.includes(name)),
    ...namesIn(IDENTIFIER).filter((name) => !everything.includes(name)),
    ...code.filter((one) => !spans.has(one)).map((one) => `\`${one}\``),
  ];
  return [...new Set(strays)].map((stray) =>
    found({
      check: "H3",
      severity: severityFor(facts),
      message: `The opening says ${stray}, which no item says.`,
      fix: `Take ${stray} out of the opening, or say it in an item that cites.`,
      about: `intro ${stray}`,
      line,
    }),
  );
}

/** A number that only names a pull request says nothing about it. */
function withoutCitations(text: string, { sources }: CheckFacts): string {
  return splitCitations(text, sources)
    .map(({ text: piece, ref }) => (ref ? " " : piece))
    .join("");
}
