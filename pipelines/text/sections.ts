import { type ItemKind, isToCome } from "../../webhooks/contract/kinds.ts";
import type { Item } from "../../webhooks/contract/report.ts";
import type { PolicySection } from "../../webhooks/contract/policy.ts";

export const HIGHLIGHTS = "Highlights";
export const ROLLED_BACK = "Rolled back";

/** A section of a text: its heading, and the kinds that stand there unless a rule says otherwise. */
export type Section = { heading: string; kinds: readonly ItemKind[] };

/** What an analysis type calls the section of each kind, in their order. */
export type Headings = readonly (readonly [ItemKind, string])[];

/** In the order in which they stand, where an analysis type says nothing else. */
const USUAL: Headings = [
  ["breaking", "Breaking changes"],
  ["security", "Security"],
  ["feature", "New"],
  ["improvement", "Improved"],
  ["performance", "Faster"],
  ["fix", "Fixed"],
  ["rolled_back", ROLLED_BACK],
  ["docs", "Documentation"],
  ["internal", "Under the hood"],
  ["coming", "Merged, not released yet"],
  ["planned", "Planned, in review"],
  ["drafted", "Planned, still a draft"],
];

/** What the section of a kind is called, where neither an analysis type nor a team says otherwise. */
export const headingOf = (kind: ItemKind): string => USUAL.find(([one]) => one === kind)?.[1] ?? "";

/** Nobody may miss these: they stand above everything, where the team has no order of its own. */
const FIRST: readonly ItemKind[] = ["breaking", "security"];

/**
 * The sections of a text. A team's own come in its order; a kind that it puts nowhere keeps its usual place behind them, under the
 * usual name.
 *
 * @param usual Of the analysis type; a kind that it does not know keeps its usual place at the end.
 */
export function sectionsOf(own: readonly PolicySection[] = [], usual = USUAL): Section[] {
  const known = new Set(usual.map(([kind]) => kind));
  const all = [...usual, ...USUAL.filter(([kind]) => !known.has(kind))];
  const placed = new Set<ItemKind>(own.flatMap(({ kinds }) => kinds));
  const rest = all.filter(([kind]) => !placed.has(kind));
  const firstOnes = own.length > 0 ? [] : rest.filter(([kind]) => FIRST.includes(kind));
  const others = rest.filter((each) => !firstOnes.includes(each));
  const sections = [
    ...own.map(({ name, kinds }) => ({ heading: name, kinds })),
    ...[...firstOnes, ...others].map(([kind, heading]) => ({ heading, kinds: [kind] })),
  ];
  const byHeading = Map.groupBy(sections, ({ heading }) => heading.toLowerCase());
  return [...byHeading.values()].map((same) => {
    return { heading: same[0]?.heading ?? "", kinds: same.flatMap(({ kinds }) => kinds) };
  });
}

/** What was taken out, and what is to come, is found at its own place, always. */
export const hasOwnPlace = (kind: ItemKind): boolean => kind === "rolled_back" || isToCome(kind);

/** Where in these sections an item stands, from 0: in the one that a rule gives it, where there is that one, else in that of its kind; -1: in none. */
export function placeIn(sections: readonly Section[], { kind, section }: Pick<Item, "kind" | "section">): number {
  const own = hasOwnPlace(kind) ? undefined : section?.toLowerCase();
  const named = own === undefined ? -1 : sections.findIndex(({ heading }) => heading.toLowerCase() === own);
  return named >= 0 ? named : sections.findIndex(({ kinds }) => kinds.includes(kind));
}

/** Whether nothing but what nobody may miss stands there. */
export const isUrgent = ({ kinds }: Section): boolean =>
  kinds.length > 0 && kinds.every((kind) => FIRST.includes(kind));
