import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, normalise, splitCitations, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { sentenceOf } from "../text/rules/sentence.ts";
import { escapeText } from "../text/escape.ts";
import { possibleAreas } from "../text/plan/area.ts";
import { readTitle } from "../text/title.ts";
import { withoutSecrets } from "../text/secrets.ts";
import { introOf } from "./claim-recall.ts";
import { eachOnce } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { listOf } from "./finding.ts";
import { codeSpans } from "./markdown-lines.ts";

/** A piece of an update as a reader meets it, with the pull requests that stand behind it. */
export type Passage = {
  part: "headline" | "intro" | "item" | "group" | "aside";
  /** As it was written. */
  raw: string;
  /** Without code spans, citations and credit. */
  text: string;
  /** With the words of its code spans, which may be all that it says. */
  said: string;
  code: string[];
  /** What stands in the brackets beside the citations. */
  credit: string;
  prs: string[];
  /** 1-based; null in a report that is not rendered yet. */
  line: number | null;
  /** Says what the rules writer says: the title of one of its pull requests, and its area. */
  isTitle: boolean;
};

const CODE = /(?<!`)`([^`]+)`(?!`)/g;

export function passagesOfReport({ headline, intro, items, grouped }: Report, facts: CheckFacts): Passage[] {
  return [
    passage("headline", headline),
    ...(intro ? [passage("intro", intro)] : []),
    ...items.map(({ area, text, prs }) => ({
      ...passage("item", area.trim() ? `${area}: ${text}` : text, prs),
      isTitle: isOwnTitle(text, area, prs, facts),
    })),
    ...grouped.map(({ label, prs }) => passage("group", label, prs)),
  ];
}

function passage(part: Passage["part"], raw: string, prs: string[] = []): Passage {
  const code = [...raw.matchAll(CODE)].map(([, content = ""]) => content.trim());
  const [text, said] = [raw.replace(CODE, " "), raw.replaceAll("`", " ")];
  return { part, raw, text, said, code, credit: "", prs, line: null, isTitle: false };
}

export function passagesOfText(markdown: string, blocks: readonly TextBlock[], facts: CheckFacts): Passage[] {
  const lines = markdown.split("\n");
  const intro = new Set(introOf(blocks));
  const told = blocks.map((block, index): Passage => {
    const { kind, prs, section, line } = block;
    const part = partOf(index === 0 && kind === "heading", intro.has(block), kind === "heading" ? [] : prs, section);
    const code = codeSpans(lines, line, blocks[index + 1]?.line);
    const raw = lines[line - 1] ?? "";
    const isTitle = part === "item" && isTitleLine(raw, prs, facts);
    const told = withoutSource(block.text, facts);
    const said = code.length > 0 ? withoutSource(raw.replaceAll("`", " "), facts).text : told.text;
    return { part, raw, ...told, said, code, prs: part === "intro" ? [] : prs, line, isTitle };
  });
  return [...told, ...fences(lines)];
}

/** Every line, also where nothing is a passage: in fenced code, in link definitions. */
export function everyLine(markdown: string, passages: readonly Passage[]): Passage[] {
  const byLine = new Map(passages.map((one) => [one.line, one]));
  return markdown.split("\n").map((raw, index) => {
    const line = index + 1;
    return { ...(byLine.get(line) ?? passage("aside", raw)), raw, line };
  });
}

function partOf(isHeadline: boolean, isIntro: boolean, prs: readonly string[], section: string): Passage["part"] {
  if (isHeadline) return "headline";
  if (isIntro) return "intro";
  if (prs.length === 0) return "aside";
  return section === ALSO_MERGED ? "group" : "item";
}

/** Readers do not see what language a fence names, but a writer that names one answered a machine. */
function fences(lines: readonly string[]): Passage[] {
  return lines.flatMap((text, index) =>
    /^ {0,3}(?:`{3,}|~{3,})\s*\w/.test(text) ? [{ ...passage("aside", text), line: index + 1 }] : [],
  );
}

/** "Add a map (#12, mira)" → "Add a map" and "mira" */
function withoutSource(text: string, { sources }: CheckFacts): { text: string; credit: string } {
  const pieces = splitCitations(text, sources);
  const bare = pieces.map(({ text: piece, ref }) => (ref ? CITED : piece)).join("");
  const start = bare.lastIndexOf(`(${CITED}`);
  if (start < 0) return { text: bare.replaceAll(CITED, " "), credit: "" };
  const end = /\)\s*$/.test(bare) ? bare.trimEnd().length - 1 : bare.indexOf(")", start);
  const [credit, after] = end < 0 ? [bare.slice(start + 1), ""] : [bare.slice(start + 1, end), bare.slice(end + 1)];
  const shown = `${bare.slice(0, start)}${after}`.replaceAll(CITED, " ");
  return { text: shown, credit: credit.replaceAll(CITED, "").replace(/^[\s,;]+/, "") };
}
/** Stands for a citation; a text that went through `normalise` cannot hold it. */
const CITED = "\0";

/** Whether an item says what the rules writer makes of its pull requests. */
function isOwnTitle(text: string, area: string, prs: readonly string[], facts: CheckFacts): boolean {
  const own = ownTitles(prs, facts);
  return own.some(({ title }) => title === text) && (area === "" || own.some((one) => one.area === area));
}

/** Whether a line is what the rules writer would make of it: an area or none, a title, and behind it nothing but its citations and names. */
function isTitleLine(raw: string, prs: readonly string[], facts: CheckFacts): boolean {
  if (!raw.startsWith("- ")) return false;
  const own = ownTitles(prs, facts);
  const starts = ["- ", ...own.map(({ start }) => start)].filter((start) => raw.startsWith(start));
  return [...new Set(starts)].some((start) =>
    own.some(
      ({ begin }) => raw.startsWith(begin, start.length) && isSource(raw.slice(start.length + begin.length), facts),
    ),
  );
}

/** "#12, mira)" or "[#12](…), mira)": what stands in the brackets behind an item, to their end. */
function isSource(rest: string, { sources }: CheckFacts): boolean {
  const bare = rest.replace(/^\[/, "");
  const [first] = splitCitations(bare, sources);
  return Boolean(first?.ref) && bare.indexOf(")") >= 0 && /\)\s*$/.test(bare);
}

/** What the rules writer makes of a pull request, as a fix or not, below an area or not: its words, and how they stand in a line. */
const ownTitlesOfOne = eachOnce((pr, { sources }) => {
  const titles = [pr, ...(pr.fate?.of ?? [])].map(({ title }) => readTitle(title));
  const areas = new Set(titles.flatMap((title) => possibleAreas(pr, title, sources)));
  return [...areas].flatMap((told) =>
    [true, false].map((isFix) => {
      const title = withoutSecrets(sentenceOf(pr, { area: told, isFix }));
      const area = withoutSecrets(told);
      const shown = escapeText(area.replaceAll("`", ""));
      const start = shown ? normalised(`- **${shown}**: `) : "- ";
      return { title, area, start, begin: normalised(`${escapeText(title)} (`) };
    }),
  );
});

const ownTitles = (prs: readonly string[], facts: CheckFacts) => ownTitlesOfOne(prs, facts).flat();

/** As a text is before it is judged; the blank at the end of a beginning belongs to it. */
function normalised(text: string): string {
  return normalise(`${text}|`).slice(0, -2);
}

/** What the rules writer can only repeat is shown to people; a writer that chose its words has to choose others. */
export function severityOf({ isTitle }: Passage, { by }: CheckFacts): Finding["severity"] {
  return by === "agent" && !isTitle ? "fault" : "flag";
}

/** "The item of #12", "The opening": how a finding names its place. */
export function passagePlace({ part, prs }: Pick<Passage, "part" | "prs">, facts: CheckFacts): string {
  const shown = listOf(prs, facts);
  if (part === "intro") return "The opening";
  if (part === "headline") return "The headline";
  if (!shown) return "The text";
  return `The ${part === "group" ? "group" : "item"} of ${shown}`;
}
