import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { Item, Report } from "../../webhooks/contract/report.ts";
import { citation, repoOf } from "../../webhooks/contract/report-text.ts";
import { escapeText } from "./escape.ts";
import { farOf } from "./far.ts";
import { peopleOf } from "./plan/people.ts";

/** Of one list item as Slack gets it, links written out: two of them fit into a message by far. */
const MAX_LINE_CHARS = 5_000;
const MAX_CREDITS = 3;
/** A citation in Slack, besides its words and its address: `[](), `. */
const LINK_CHARS = 6;
/** What text may grow to where each of its characters is escaped, as `&lt;`. */
const ESCAPED = 4;

export type Context = {
  byRef: Map<string, PullRequest>;
  evidence: readonly PullRequest[];
  sources: readonly Source[];
  /** A repository is named once for the numbers that follow: `acme/harbor#12, #13`. */
  short: boolean;
  /** What was drawn before. */
  drawn: Map<Item, string[]>;
};

/** "- **API**: Add a map (#12, mira)"; more citations than a line takes become several lines that say the same. */
export function itemLines(item: Item, context: Context): string[] {
  const lines = context.drawn.get(item) ?? drawItem(item, context);
  context.drawn.set(item, lines);
  return lines;
}

function drawItem({ area, text, prs }: Item, context: Context): string[] {
  const where = area.trim() ? `**${escapeText(area.replaceAll("`", ""))}**: ` : "";
  const said = `- ${where}${escapeText(text)}`;
  const refs = [...new Set(prs)];
  if (refs.length === 0) return [said];
  return inLines(refs, said.length, context).map((some) => `${said}${sourceOf(some, context)}`);
}

/** " (#12, mira)", " (#1, #2; mira, okafor)", " (#12, mira; not released yet)" */
function sourceOf(refs: readonly string[], context: Context): string {
  const pulls = refs.flatMap((ref) => context.byRef.get(ref) ?? []);
  const people = peopleOf(pulls, context.evidence).slice(0, MAX_CREDITS).map(escapeText).join(", ");
  const cites = citationsOf(refs, context);
  const credited = people ? `${cites}${refs.length > 1 ? ";" : ","} ${people}` : cites;
  return ` (${[credited, ...farOf(pulls, context.evidence)].join("; ")})`;
}

/** "- 12 internal changes (#3, #4 …)"; more than a line takes become several lines, each with its own count. */
export function groupLines({ label, prs }: Report["grouped"][number], context: Context): string[] {
  const refs = context.short ? byRepository(prs) : [...new Set(prs)];
  return inLines(refs, label.length, context).map((some) => {
    const counted = label.replace(/^\s*\d+\s+/, `${some.length} `);
    return `- ${escapeText(counted)} (${citationsOf(some, context)})`;
  });
}

/** Each once, those of one repository together. */
export function byRepository(prs: readonly string[]): string[] {
  return [...Map.groupBy(new Set(prs), repoOf).values()].flat();
}

function citationsOf(refs: readonly string[], { sources, short }: Context): string {
  return refs
    .map((ref, index) => {
      const isNamed = short && index > 0 && repoOf(refs[index - 1] ?? "") === repoOf(ref);
      return isNamed ? ref.slice(ref.indexOf("#")) : citation(ref, sources);
    })
    .join(", ");
}

function inLines(refs: readonly string[], textChars: number, { byRef, sources }: Context): string[][] {
  const room = MAX_LINE_CHARS - ESCAPED * textChars;
  const lines: string[][] = [[]];
  let used = 0;
  for (const ref of refs) {
    const chars = citation(ref, sources).length + (byRef.get(ref)?.url.length ?? 0) + LINK_CHARS;
    if (used + chars > room && used > 0) [used] = [0, lines.push([])];
    used += chars;
    lines.at(-1)?.push(ref);
  }
  return lines;
}
