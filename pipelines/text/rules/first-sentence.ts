import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import type { Item } from "../../../webhooks/contract/report.ts";
import { firstCitation } from "../../../webhooks/contract/report-text.ts";
import { addressesIn } from "../addresses.ts";
import { isWork } from "./tally.ts";
import { listed } from "../../../base/listed.ts";

/** What nobody may miss, as the opening calls it. */
const FIRST: readonly (readonly [ItemKind, string])[] = [
  ["breaking", "Breaking"],
  ["security", "Security"],
];
const MOST_NAMED = 2;
const MOST_CHARS = 160;

/**
 * What matters most, in the items' own words: what breaks or closes something; else what was marked as a highlight; else the areas that
 * more than half of it is in. Null where nothing of that can be said.
 */
export function firstSentence(items: readonly Item[]): string | null {
  const musts = FIRST.map(([kind, label]) =>
    named(
      label,
      items.filter((item) => item.kind === kind),
    ),
  );
  const highlights = items.filter(({ highlight, kind }) => highlight && kind !== "rolled_back");
  const said = musts.some(Boolean) ? musts : [named("Highlights", highlights) || mostIn(items)];
  return said.filter(Boolean).join(" ") || null;
}

/** "Breaking in API: Drop v1; Rename the key; and more." Sentences stand whole, or not at all. */
function named(label: string, items: readonly Item[]): string {
  const [first, ...others] = [...new Set(items.map(({ text }) => text.replace(/^Fixed: /, "")))];
  if (first === undefined) return "";
  const areas = [...new Set(items.map(({ area }) => area))];
  const where = areas.length <= MOST_NAMED && areas.every(Boolean) ? `${label} in ${listed(areas)}` : label;
  const shown = [first, ...others].filter(standsAlone).slice(0, MOST_NAMED);
  while (shown.join("; ").length > MOST_CHARS) shown.pop();
  if (shown.length === 0) return where === label ? "" : `${where}.`;
  const rest = shown.length <= others.length ? ["and more"] : [];
  return `${where}: ${[...shown, ...rest].join("; ")}.`.replace(/([.!?])\.$/, "$1");
}

/** Beside another one it is the same: it was not cut, no code is left open in it, and it leads nowhere. */
const standsAlone = (text: string): boolean =>
  !text.endsWith("…") && text.split("`").length % 2 === 1 && !firstCitation(text) && addressesIn(text).length === 0;

const FEWEST_ITEMS = 6;
const FEWEST_OF_AREA = 2;
const MOST_AREAS = 3;

function mostIn(items: readonly Item[]): string {
  const news = items.filter(({ kind }) => !isWork(kind));
  const byArea = Map.groupBy(news, ({ area }) => area.toLowerCase());
  const areas = [...byArea].filter(([name, of]) => name !== "" && of.length >= FEWEST_OF_AREA);
  let held = 0;
  const shown = areas
    .toSorted(([, a], [, b]) => b.length - a.length)
    .flatMap(([, of], at) => {
      const enough = 2 * held > news.length || at >= MOST_AREAS;
      held += enough ? 0 : of.length;
      return enough ? [] : [of[0]?.area ?? ""];
    });
  return news.length >= FEWEST_ITEMS && 2 * held > news.length ? `Mostly ${listed(shown)}.` : "";
}
