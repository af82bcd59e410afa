import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { Item, ItemKind, LedgerLine, Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, citation, normalise } from "../../webhooks/contract/report-text.ts";
import { isTooLong, lengthOfText, MAX_MESSAGE_CHARS, MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { escapeText } from "./escape.ts";
import { peopleOf } from "./plan/people.ts";
import { inMergedOrder } from "./plan/reverts.ts";

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
/** These are found at their own place, always. */
const NEVER_HIGHLIGHTED = new Set<ItemKind>(["breaking", "security", "rolled_back"]);
const MAX_CREDITS = 3;

type Context = { byRef: Map<string, PullRequest>; evidence: readonly PullRequest[]; sources: readonly Source[] };

/**
 * The report as markdown. Citations, names and counts come from the evidence, so no writer can get them wrong.
 *
 * @throws {Problem} `invalid` when it is longer than an update's text may be.
 */
export function renderReport(
  report: Report,
  evidence: PullRequest[],
  sources: Source[],
  sections: readonly [ItemKind, string][] = SECTIONS,
): string {
  const context: Context = { byRef: new Map(evidence.map((pr) => [pr.ref, pr])), evidence, sources };
  const parts = [`# ${escapeText(report.headline) || "What shipped"}`];
  const intro = report.intro ? escapeText(report.intro) : "";
  if (intro) parts.push(intro);
  for (const [heading, items] of sectionsOf(report.items, sections)) {
    parts.push(`## ${heading}`, items.map((item) => itemLine(item, context)).join("\n"));
  }
  const groups = report.grouped.filter(({ prs }) => prs.length > 0);
  if (groups.length > 0)
    parts.push(`## ${ALSO_MERGED}`, groups.flatMap((group) => groupLines(group, context)).join("\n"));
  const markdown = normalise(parts.join("\n\n"));
  if (isTooLong(markdown)) throw tooLong(lengthOfText(markdown));
  return markdown;
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
  const others = [...sections, ...SECTIONS.filter(([kind]) => !known.has(kind))].map(
    ([kind, heading]): [string, Item[]] => [
      heading,
      items.filter((item) => item.kind === kind && !highlights.has(item)),
    ],
  );
  const all: [string, Item[]][] = [[HIGHLIGHTS, [...highlights]], ...others];
  return all.filter(([, section]) => section.length > 0);
}

function itemLine({ area, text, prs }: Item, context: Context): string {
  const where = area.trim() ? `**${escapeText(area.replaceAll("`", ""))}**: ` : "";
  return `- ${where}${escapeText(text)}${sourceOf(prs, context)}`;
}

/** " (#12, mira)", " (#1, #2; mira, okafor)" */
function sourceOf(prs: readonly string[], { byRef, evidence, sources }: Context): string {
  if (prs.length === 0) return "";
  const cites = [...new Set(prs)].map((ref) => citation(ref, sources)).join(", ");
  const pulls = prs.flatMap((ref) => byRef.get(ref) ?? []);
  const people = peopleOf(pulls, evidence).slice(0, MAX_CREDITS).map(escapeText).join(", ");
  if (!people) return ` (${cites})`;
  return ` (${cites}${prs.length > 1 ? ";" : ","} ${people})`;
}

/** More than one Slack message takes becomes several lines, each with its own count. */
function groupLines({ label, prs }: Report["grouped"][number], context: Context): string[] {
  return inMessages([...new Set(prs)], label.length, context).map((refs) => {
    const counted = label.replace(/^\s*\d+\s+/, `${refs.length} `);
    return `- ${escapeText(counted)} (${refs.map((ref) => citation(ref, context.sources)).join(", ")})`;
  });
}

/** A citation in Slack, besides its words and its address: `[](), `. */
const LINK_CHARS = 6;
/** What a label may grow to where each of its characters is escaped, as `&lt;`. */
const ESCAPED = 4;

function inMessages(refs: readonly string[], labelChars: number, { byRef, sources }: Context): string[][] {
  const room = MAX_MESSAGE_CHARS - ESCAPED * labelChars - LINK_CHARS;
  const messages: string[][] = [[]];
  let used = 0;
  for (const ref of refs) {
    const chars = citation(ref, sources).length + (byRef.get(ref)?.url.length ?? 0) + LINK_CHARS;
    if (used + chars > room && used > 0) [used] = [0, messages.push([])];
    used += chars;
    messages.at(-1)?.push(ref);
  }
  return messages;
}

/**
 * Where each pull request ended, one line each, in merged order. What the report shows counts as shown, whatever else is said of it.
 *
 * @param cancelled Merged and undone in the window.
 * @param ignored Left out on request; they may or may not be part of the evidence.
 */
export function ledgerOf(
  report: Report,
  evidence: PullRequest[],
  cancelled: string[],
  ignored: PullRequest[],
): LedgerLine[] {
  const places = new Map<string, Pick<LedgerLine, "disposition" | "reason">>();
  // From the weakest to the strongest: a later one replaces an earlier one.
  for (const { pr, reason } of report.omitted) places.set(pr, { disposition: "omitted", reason });
  for (const pr of cancelled) places.set(pr, { disposition: "cancelled", reason: "reverted" });
  for (const { ref } of ignored) places.set(ref, { disposition: "omitted", reason: "ignored" });
  for (const pr of report.grouped.flatMap(({ prs }) => prs)) places.set(pr, { disposition: "grouped", reason: null });
  for (const pr of report.items.flatMap(({ prs }) => prs)) places.set(pr, { disposition: "cited", reason: null });

  const all = new Map([...evidence, ...ignored].map((pr) => [pr.ref, pr]));
  return inMergedOrder([...all.values()]).map(({ ref, title, url, author, merged_at }) => ({
    pr: ref,
    title,
    url,
    author: author.login,
    merged_at,
    ...(places.get(ref) ?? { disposition: "omitted", reason: "policy" }),
  }));
}
