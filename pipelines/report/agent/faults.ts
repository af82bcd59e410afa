import type { Finding } from "../../../webhooks/contract/finding.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { readBlocks } from "../../../webhooks/contract/report-text.ts";
import { fullRef, type ShareAnswer } from "./answer.ts";
import type { Draft } from "./draft.ts";
import type { Share } from "./share.ts";

const MOST_NAMED = 12;
/** A writer may go a little beyond the number of items that it was given. */
const ITEMS_OF_GRACE = 2;

/** What only the share itself can tell of an answer: foreign, missing and doubled pull requests, and too many items. */
export function shareFaults(
  { items, grouped, omitted }: ShareAnswer,
  share: Share,
  sources: readonly Source[],
): string[] {
  const places = [...items.map(({ prs }) => prs), ...grouped.map(({ prs }) => prs), ...omitted.map(({ pr }) => [pr])];
  const placed = places.flatMap((prs) => [...new Set(prs.map((pr) => fullRef(pr, sources)))]);
  const own = new Set([...share.prs, ...share.also]);
  const known = new Set(placed);
  const foreign = [...known].filter((pr) => !own.has(pr));
  const missing = share.prs.filter((pr) => !known.has(pr));
  const doubled = [...new Set(placed.filter((pr, index) => placed.indexOf(pr) !== index))];
  const most = share.most_items + ITEMS_OF_GRACE;
  const unfounded = items.filter(({ prs }) => prs.length === 0);
  return [
    ...unfounded.map(
      ({ text }) => `“${text.slice(0, 60)}” names no pull request: name the one behind it, or take it out.`,
    ),
    ...named(foreign, "not in the evidence: take it out"),
    ...named(missing, "missing: put it into exactly one place"),
    ...named(doubled, "in more than one place: keep one"),
    ...(items.length > most ? [`${items.length} items are too many: at most ${share.most_items}, group the rest`] : []),
  ];
}

function named(prs: readonly string[], fault: string): string[] {
  const shown = prs.slice(0, MOST_NAMED).map((pr) => `${pr.slice(0, 80)} is ${fault}.`);
  return prs.length > MOST_NAMED ? [...shown, `${prs.length - MOST_NAMED} more are ${fault}.`] : shown;
}

/** Which writer has to mend what: by pull request, by line, and the opening's own. */
export function faultsByDraft(
  findings: readonly Finding[],
  { markdown, shares, sources, drafts }: { markdown: string; shares: Share[]; sources: Source[]; drafts: Draft[] },
): Map<string, string[]> {
  const blocks = readBlocks(markdown, sources);
  const byDraft = new Map<string, string[]>();
  for (const finding of findings.filter(({ severity }) => severity === "fault")) {
    const block = blocks.findLast(({ line }) => finding.line !== null && line <= finding.line);
    const prs = finding.prs.length > 0 ? finding.prs : (block?.prs ?? []);
    const owners = shares.filter((share) => share.prs.some((pr) => prs.includes(pr))).map(({ id }) => id);
    // Of paragraphs there is only the opening; what else has no pull request may be anybody's.
    const isOpening = block?.kind === "paragraph" || finding.message.startsWith("The opening");
    const everybody = isOpening ? ["lead"] : drafts.map(({ id }) => id);
    const text = `${finding.message} ${finding.fix}`;
    for (const id of owners.length > 0 ? owners : everybody) byDraft.set(id, [...(byDraft.get(id) ?? []), text]);
  }
  return byDraft;
}
