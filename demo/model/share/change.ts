import { descriptionOf, type Lookup } from "../conversation/lookups.ts";
import type { EvidencePull, ItemKind } from "../task.ts";
import { readArea } from "../text/area.ts";
import { readTitle, type Title } from "../text/title.ts";

/** What one or more pull requests changed: a back-port goes with what it brings back. */
export type Change = {
  prs: string[];
  kind: ItemKind;
  area: string;
  must: boolean;
  title: Title;
  /** Its own descriptions, as written: foreign words. */
  bodies: string[];
  labels: string[];
  /** Merged and rolled back again in the same share. */
  undone: boolean;
};

/** The changes of a share in the order of their evidence; each pull request in exactly one. */
export function readChanges(evidence: readonly EvidencePull[], lookups: readonly Lookup[]): Change[] {
  const changes: Change[] = [];
  const seen = new Set<string>();
  for (const pull of evidence) {
    if (seen.has(pull.pr)) continue;
    seen.add(pull.pr);
    const change = changeOf(pull, lookups);
    const same = changes.find((other) => isSame(other, change));
    if (same) join(same, change);
    else changes.push(change);
  }
  return changes;
}

function changeOf({ pr, title, kind, area, must, labels, body }: EvidencePull, lookups: readonly Lookup[]): Change {
  const bodies = [descriptionOf(pr, lookups), body].filter(Boolean);
  const where = readArea(area);
  return {
    prs: [pr],
    kind,
    must,
    labels,
    bodies,
    undone: false,
    area: where,
    title: withoutArea(readTitle(title), where),
  };
}

/** "Workflows: improve …" in the area Workflows */
function withoutArea(title: Title, area: string): Title {
  const isRepeated = area !== "" && title.sentence.toLowerCase().startsWith(`${area.toLowerCase()}: `);
  return isRepeated ? { ...title, sentence: title.sentence.slice(area.length + 2) } : title;
}

function isSame(a: Change, b: Change): boolean {
  return a.title.sentence !== "" && comparable(a) === comparable(b);
}

function comparable({ title }: Change): string {
  return title.sentence.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
}

function join(change: Change, other: Change): void {
  const isPair = isUndone(change) !== isUndone(other);
  // Of a change and its revert, the revert says why.
  change.bodies = isPair ? (isUndone(change) ? change : other).bodies : [...change.bodies, ...other.bodies];
  change.undone ||= isPair;
  change.prs.push(...other.prs);
  change.labels.push(...other.labels);
  change.area ||= other.area;
  change.must ||= other.must;
  if (change.undone) change.kind = "rolled_back";
}

/** A revert of a revert is in again. */
function isUndone({ title }: Change): boolean {
  return title.reverts % 2 === 1;
}
