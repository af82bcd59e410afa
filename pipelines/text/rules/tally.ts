import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import type { Report } from "../../../webhooks/contract/report.ts";
import { counted } from "../../words.ts";

/** What one change of a kind is called, what matters most first; behind it what a group may call it besides. */
export const NOUNS: readonly (readonly [ItemKind, string, ...string[]])[] = [
  ["breaking", "breaking change"],
  ["security", "security fix"],
  ["feature", "new feature", "addition"],
  ["improvement", "improvement"],
  ["performance", "speed-up"],
  ["fix", "fix"],
  ["rolled_back", "change rolled back"],
  ["docs", "documentation change"],
  ["internal", "internal change"],
  ["coming", "change that no release has yet", "more change"],
  ["planned", "change in review"],
  ["drafted", "draft"],
];

/** Pull requests, not items: several may be told in one. */
type Tally = { told: Map<ItemKind, number>; grouped: Map<ItemKind, number> };

export function tallyOf({ items, grouped }: Pick<Report, "items" | "grouped">): Tally {
  const kinds = new Map(items.flatMap(({ kind, prs }) => prs.map((pr) => [pr, kind] as const)).reverse());
  const groups = grouped.flatMap(({ label, prs }) => {
    const kind = kindOfGroup(label);
    return kind ? [[kind, new Set(prs).size] as const] : [];
  });
  return { told: sums([...kinds.values()].map((kind) => [kind, 1] as const)), grouped: sums(groups) };
}

function sums(counts: readonly (readonly [ItemKind, number])[]): Map<ItemKind, number> {
  const sum = new Map<ItemKind, number>();
  for (const [kind, count] of counts) sum.set(kind, (sum.get(kind) ?? 0) + count);
  return sum;
}

/** "4 smaller fixes" → fix */
export function kindOfGroup(label: string): ItemKind | null {
  const found = NOUNS.find(([, ...nouns]) =>
    nouns.some((noun) => [1, 2].some((count) => label.endsWith(counted(count, noun).replace(/^\d /, " ")))),
  );
  return found?.[0] ?? null;
}

/** What nobody looks for: counted by its name only where some of it is told. */
export const isWork = (kind: ItemKind): boolean => kind === "docs" || kind === "internal";

/** How many there are of each kind that is worth a word, whether told or only counted. */
export function countsByKind({ told, grouped }: Tally): [ItemKind, number][] {
  return NOUNS.flatMap(([kind]): [ItemKind, number][] => {
    const count = (told.get(kind) ?? 0) + (grouped.get(kind) ?? 0);
    return told.has(kind) || (count > 0 && !isWork(kind)) ? [[kind, count]] : [];
  });
}

/** Merged and taken out again in the window, with what did that; not what undid something older. */
export function takenBack(pulls: readonly PullRequest[]): number {
  const refs = new Set(pulls.map(({ ref }) => ref));
  return pulls.filter(
    ({ fate }) =>
      fate?.is === "undone" || (fate?.is === "cancelled" && fate.of.some(({ ref }) => ref !== null && refs.has(ref))),
  ).length;
}
