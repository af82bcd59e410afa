import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { Item, ItemKind, Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, normalise } from "../../webhooks/contract/report-text.ts";
import { isTooLong, lengthOfText, MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { escapeText } from "./escape.ts";
import { groupLines, itemLines, type Context } from "./lines.ts";

export const HIGHLIGHTS = "Highlights";
export const ROLLED_BACK = "Rolled back";

/** Sections in the order in which they stand, where an analysis type says nothing else. */
const SECTIONS: [ItemKind, string][] = [
  ["breaking", "Breaking changes"],
  ["security", "Security"],
  ["feature", "New"],
  ["improvement", "Improved"],
  ["performance", "Faster"],
  ["fix", "Fixed"],
  ["rolled_back", ROLLED_BACK],
  ["docs", "Documentation"],
  ["internal", "Under the hood"],
];

/** A section of highlights makes sense when there is something that it stands out from. */
const MIN_HIGHLIGHTS = 2;
const MIN_ITEMS_FOR_HIGHLIGHTS = 6;
/** Nobody may miss these: they stand above everything. */
const FIRST = new Set<ItemKind>(["breaking", "security"]);
/** These are found at their own place, always. */
const NEVER_HIGHLIGHTED = new Set<ItemKind>(["breaking", "security", "rolled_back"]);

/**
 * The report as markdown. Citations, names and counts come from the evidence, so no writer can get them wrong.
 *
 * @throws {Problem} `invalid` when it is longer than an update's text may be: only for a report that did not go through `fitReport`.
 */
export function renderReport(
  report: Report,
  evidence: readonly PullRequest[],
  sources: readonly Source[],
  sections: readonly [ItemKind, string][] = SECTIONS,
): string {
  const markdown = drawer(evidence, sources)(report, sections);
  if (isTooLong(markdown)) throw tooLong(lengthOfText(markdown));
  return markdown;
}

/** Says of one report after the other how long its text is. */
export function measure(evidence: readonly PullRequest[], sources: readonly Source[]): (report: Report) => number {
  const drawn = drawer(evidence, sources);
  return (report) => lengthOfText(drawn(report, SECTIONS));
}

type Sections = readonly [ItemKind, string][];

/** With every repository's name at each number where that fits, else once for a run of them. */
function drawer(evidence: readonly PullRequest[], sources: readonly Source[]) {
  const byRef = new Map(evidence.map((pr) => [pr.ref, pr]));
  const context = (short: boolean): Context => ({ byRef, evidence, sources, short, drawn: new Map() });
  const [long, short] = [context(false), context(true)];
  return (report: Report, sections: Sections): string => {
    const markdown = draw(report, long, sections);
    return sources.length > 1 && markdown.length > SHORT_FROM_CHARS ? draw(report, short, sections) : markdown;
  };
}

/** From here on a name at each number makes a text longer and nothing clearer. */
const SHORT_FROM_CHARS = MAX_TEXT_CHARS / 2;

function draw(report: Report, context: Context, sections: readonly [ItemKind, string][]): string {
  const parts = [`# ${escapeText(report.headline) || "What shipped"}`];
  const intro = report.intro ? escapeText(report.intro) : "";
  if (intro) parts.push(intro);
  for (const [heading, items] of sectionsOf(report.items, sections)) {
    parts.push(`## ${heading}`, items.flatMap((item) => itemLines(item, context)).join("\n"));
  }
  const groups = report.grouped.filter(({ prs }) => prs.length > 0);
  if (groups.length > 0)
    parts.push(`## ${ALSO_MERGED}`, groups.flatMap((group) => groupLines(group, context)).join("\n"));
  return normalise(parts.join("\n\n"));
}

function tooLong(length: number): Problem {
  const [has, fit] = [length.toLocaleString("en"), MAX_TEXT_CHARS.toLocaleString("en")];
  return new Problem(
    "invalid",
    `Too much was merged for one update: its text would have ${has} characters; ${fit} fit.`,
    "Choose a shorter time, fewer repositories, or leave pull requests out.",
  );
}

function sectionsOf(items: readonly Item[], sections: readonly [ItemKind, string][]): [string, Item[]][] {
  const candidates = items.filter(({ highlight, kind }) => highlight && !NEVER_HIGHLIGHTED.has(kind));
  const areShown = candidates.length >= MIN_HIGHLIGHTS && items.length >= MIN_ITEMS_FOR_HIGHLIGHTS;
  const highlights = new Set(areShown ? candidates : []);
  // A kind that the analysis type does not know keeps its usual place at the end.
  const known = new Set(sections.map(([kind]) => kind));
  const inOrder = [...sections, ...SECTIONS.filter(([kind]) => !known.has(kind))].map(([kind, heading]) => {
    const members = items.filter((item) => item.kind === kind && !highlights.has(item));
    return { isFirst: FIRST.has(kind), section: [heading, members] as [string, Item[]] };
  });
  const { first = [], others = [] } = Object.groupBy(inOrder, ({ isFirst }) => (isFirst ? "first" : "others"));
  const all = [...first, { section: [HIGHLIGHTS, [...highlights]] as [string, Item[]] }, ...others];
  return all.map(({ section }) => section).filter(([, members]) => members.length > 0);
}
