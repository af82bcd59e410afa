import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { ItemKind } from "../../webhooks/contract/kinds.ts";
import type { Item, Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, normalise } from "../../webhooks/contract/report-text.ts";
import { isTooLong, lengthOfText, MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { escapeText } from "./escape.ts";
import { groupLines, itemLines, type Context } from "./lines.ts";
import { HIGHLIGHTS, isUrgent, placeIn, type Section, sectionsOf } from "./sections.ts";

/** A section of highlights makes sense when there is something that it stands out from. */
const MIN_HIGHLIGHTS = 2;
const MIN_ITEMS_FOR_HIGHLIGHTS = 6;
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
  sections: readonly Section[] = sectionsOf(),
): string {
  const markdown = drawer(evidence, sources)(report, sections);
  if (isTooLong(markdown)) throw tooLong(lengthOfText(markdown));
  return markdown;
}

/** Says of one report after the other how long its text is. */
export function measure(evidence: readonly PullRequest[], sources: readonly Source[]): (report: Report) => number {
  const drawn = drawer(evidence, sources);
  return (report) => lengthOfText(drawn(report, sectionsOf()));
}

/** With every repository's name at each number where that fits, else once for a run of them. */
function drawer(evidence: readonly PullRequest[], sources: readonly Source[]) {
  const byRef = new Map(evidence.map((pr) => [pr.ref, pr]));
  const context = (short: boolean): Context => ({ byRef, evidence, sources, short, drawn: new Map() });
  const [long, short] = [context(false), context(true)];
  return (report: Report, sections: readonly Section[]): string => {
    const markdown = draw(report, long, sections);
    return sources.length > 1 && markdown.length > SHORT_FROM_CHARS ? draw(report, short, sections) : markdown;
  };
}

/** From here on a name at each number makes a text longer and nothing clearer. */
const SHORT_FROM_CHARS = MAX_TEXT_CHARS / 2;

function draw(report: Report, context: Context, sections: readonly Section[]): string {
  const parts = [`# ${escapeText(report.headline) || "What shipped"}`];
  const intro = report.intro ? escapeText(report.intro) : "";
  if (intro) parts.push(intro);
  for (const [heading, items] of filledSections(report.items, sections)) {
    parts.push(`## ${escapeText(heading)}`, items.flatMap((item) => itemLines(item, context)).join("\n"));
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

function filledSections(items: readonly Item[], sections: readonly Section[]): [string, Item[]][] {
  const candidates = items.filter(({ highlight, kind }) => highlight && !NEVER_HIGHLIGHTED.has(kind));
  const areShown = candidates.length >= MIN_HIGHLIGHTS && items.length >= MIN_ITEMS_FOR_HIGHLIGHTS;
  const highlights = new Set(areShown ? candidates : []);
  const rest = Map.groupBy(
    items.filter((item) => !highlights.has(item)),
    (item) => placeIn(sections, item),
  );
  const firstCalm = sections.findIndex((section) => !isUrgent(section));
  const filled = sections.map(({ heading }, at): [string, Item[]] => [heading, rest.get(at) ?? []]);
  filled.splice(Math.max(0, firstCalm), 0, [HIGHLIGHTS, [...highlights]]);
  return filled.filter(([, members]) => members.length > 0);
}
