import type { ShareTask } from "../task.ts";
import { isNamed } from "../wishes/is-named.ts";
import type { Named, Wishes } from "../wishes/read-wishes.ts";
import type { Change } from "./change.ts";
import { rankOf } from "./emphasis.ts";

/** What becomes of each change. `items` in the order in which they are told. */
export type Chosen = { items: Change[]; grouped: Change[]; omitted: Change[] };

/** A text that was wished shorter keeps this part of its items, and so many at least. */
const SHORTER_PART = 0.6;
const SHORTER_LEAST = 3;
/** Besides what people want it to be about, this part of the rest is told. */
const BESIDE_FOCUS_PART = 1 / 3;

/** Breaking and security changes are told whatever people wish. */
export function choose(changes: readonly Change[], task: ShareTask, wishes: Wishes): Chosen {
  const chosen: Chosen = { items: [], grouped: [], omitted: [] };
  for (const change of changes) chosen[placeOf(change, task, wishes)].push(change);
  const order = changes.map((change, place) => ({ change, place, rank: urgency(change, task, wishes) }));
  const byUrgency = order.sort((a, b) => a.rank - b.rank || a.place - b.place).map(({ change }) => change);
  const candidates = byUrgency.filter((change) => chosen.items.includes(change));
  const told = new Set(candidates.slice(0, mostItems(candidates, task, wishes)));
  return {
    ...chosen,
    items: inOrder(
      candidates.filter((change) => told.has(change)),
      task,
      wishes,
    ),
    grouped: changes.filter(
      (change) => chosen.grouped.includes(change) || (candidates.includes(change) && !told.has(change)),
    ),
  };
}

function placeOf(change: Change, { analysis_type }: ShareTask, wishes: Wishes): keyof Chosen {
  const { kind, must, title } = change;
  if (must) return "items";
  if (fits(wishes.leave_out, change)) return "omitted";
  if (wasNamed(change, wishes) || fits([...wishes.first, ...wishes.focus], change)) return "items";
  if (kind === "internal" && analysis_type === "release_notes") return "omitted";
  if (!title.sentence) return "grouped";
  const isSmall = kind === "internal" || kind === "docs";
  return isSmall && !wishes.everything && !wishes.longer ? "grouped" : "items";
}

function urgency(change: Change, { analysis_type }: ShareTask, wishes: Wishes): number {
  if (change.must) return -3;
  if (wasNamed(change, wishes)) return -2;
  return fits([...wishes.first, ...wishes.focus], change) ? -1 : rankOf(change.kind, analysis_type, wishes);
}

function mostItems(candidates: readonly Change[], task: ShareTask, wishes: Wishes): number {
  const musts = candidates.filter(({ must }) => must).length;
  const inFocus = candidates.filter((change) => change.must || fits(wishes.focus, change)).length;
  const isFocused = inFocus > musts;
  const wished = [
    wishes.most_items ?? Infinity,
    wishes.shorter ? Math.max(SHORTER_LEAST, Math.ceil(candidates.length * SHORTER_PART)) : Infinity,
    isFocused ? inFocus + Math.ceil((candidates.length - inFocus) * BESIDE_FOCUS_PART) : Infinity,
  ];
  return Math.max(musts, Math.min(task.most_items, ...wished));
}

/** What people want first, then by area where they asked for that, then by what matters. */
function inOrder(items: readonly Change[], { analysis_type }: ShareTask, wishes: Wishes): Change[] {
  const areas = [...new Set(items.map(({ area }) => area.toLowerCase()))];
  const keyOf = (change: Change): number[] => [
    fits([...wishes.first, ...wishes.focus], change) ? 0 : 1,
    wishes.by_area ? areas.indexOf(change.area.toLowerCase()) : 0,
    rankOf(change.kind, analysis_type, wishes),
    areas.indexOf(change.area.toLowerCase()),
  ];
  return items
    .map((change) => ({ change, key: keyOf(change) }))
    .sort((a, b) => a.key.map((part, index) => part - (b.key[index] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ change }) => change);
}

export function fits(named: Named, { kind, area, title, labels }: Change): boolean {
  return isNamed(named, { kind, area, words: [title.sentence, title.scope ?? "", ...labels].join(" ") });
}

function wasNamed({ prs }: Change, { named }: Wishes): boolean {
  return prs.some((pr) => named.some((name) => pr === name || pr.endsWith(name) || name.endsWith(pr)));
}
