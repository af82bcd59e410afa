import type { PlannedPull } from "../plan/plan.ts";
import { type Item, itemKinds } from "../../../webhooks/contract/report.ts";
import { cleanTitle } from "./clean-title.ts";

/** One item a cited pull request, back-ports with what they bring back. Those of one kind and area stand together. */
export function writeItems(planned: readonly PlannedPull[]): Item[] {
  const items: Item[] = [];
  const byText = new Map<string, Item[]>();
  for (const { pr, kind, area, highlight } of planned.filter(({ disposition }) => disposition === "cite")) {
    const item: Item = { kind, area, text: cleanTitle(pr.title), prs: [pr.ref], highlight };
    const text = comparable(item.text);
    const alike = byText.get(text) ?? [];
    const same = alike.find((other) => isSameArea(other, item));
    if (same) {
      join(same, item);
      continue;
    }
    items.push(item);
    alike.push(item);
    byText.set(text, alike);
  }
  return byKindAndArea(items);
}

function isSameArea(a: Item, b: Item): boolean {
  return a.area.toLowerCase() === b.area.toLowerCase() || !a.area || !b.area;
}

function comparable(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
}

function join(item: Item, other: Item): void {
  item.prs.push(...other.prs);
  item.area ||= other.area;
  item.highlight ||= other.highlight;
  if (itemKinds.indexOf(other.kind) < itemKinds.indexOf(item.kind)) item.kind = other.kind;
}

function byKindAndArea(items: Item[]): Item[] {
  const areas = [...new Set(items.map(({ area }) => area.toLowerCase()))];
  const place = ({ kind, area }: Item) => itemKinds.indexOf(kind) * 10_000 + areas.indexOf(area.toLowerCase());
  return items.sort((a, b) => place(a) - place(b));
}
