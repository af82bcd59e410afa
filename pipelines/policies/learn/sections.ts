import { type MergedKind, mergedKinds } from "../../../webhooks/contract/kinds.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { PolicyParts, PolicySection } from "../../../webhooks/contract/policy.ts";
import { changedPolicy } from "../../../webhooks/contract/proposed-change.ts";
import { policyFaults } from "../../text/policy/faults.ts";
import type { Learned } from "./learned.ts";
import { surelyAtLeast } from "./chance.ts";
import type { Lesson } from "./lessons.ts";

const FEWEST = 3;
const FEWEST_WINDOWS = 2;
/** So many of a kind stand under one heading; with 95 % this is the least. `ALL`: so many of all that are told do as their kind does. */
const SURELY = 0.5;
const ALL = 0.75;

/** A section is called as the team calls it, and stands where it stands in their texts; none where the policy has them so. */
export function sectionsLearned(lessons: readonly Lesson[], held: PolicyParts): Learned[] {
  const placed = lessons.filter(isPlacedByKind);
  const usual = usualNames(lessons);
  const isNew = ({ kind, heading }: Lesson) => heading?.toLowerCase() !== usual.get(kind)?.toLowerCase();
  const fits = placed.filter(({ kind }) => usual.has(kind));
  const moved = fits.filter(isNew);
  if (moved.length === 0) return [];
  const names = inTheirOrder(placed, new Set(usual.values())).slice(0, LIMITS.policy.sections);
  const sections = names.map((name): PolicySection => {
    return { name, kinds: [...usual].flatMap(([kind, of]) => (of === name ? [kind] : [])) };
  });
  const change = { what: "sections", sections } as const;
  if (policyFaults(changedPolicy(held, change)).length > 0) return [];
  const agree = fits.filter(({ kind, section }) => usual.get(kind) === section).length;
  if (agree < ALL * placed.length) return [];
  return [{ change, when: [], way: "tell", fits, agree, moved }];
}

const isPlacedByKind = ({ told, section, heading }: Lesson): boolean => told && section !== null && heading !== null;

/** What most of each kind stand under in their texts, wherever a rule does not say so. */
export function usualNames(lessons: readonly Lesson[]): ReadonlyMap<MergedKind, string> {
  const placed = lessons.filter(isPlacedByKind);
  return new Map(mergedKinds.flatMap((kind) => usualName(placed, kind)));
}

function usualName(placed: readonly Lesson[], kind: MergedKind): [MergedKind, string][] {
  if (kind === "rolled_back") return [];
  const own = placed.filter((lesson) => lesson.kind === kind);
  const byName = Map.groupBy(own, ({ section }) => section ?? "");
  const [first] = [...byName].toSorted(([, a], [, b]) => b.length - a.length);
  if (!first) return [];
  const [name, all] = first;
  const windows = new Set(all.map(({ window }) => window)).size;
  const isUsual = all.length >= FEWEST && windows >= FEWEST_WINDOWS && surelyAtLeast(all.length, own.length) >= SURELY;
  return isUsual ? [[kind, name]] : [];
}

/** By how many others stand before it, on the average of the texts. */
export function inTheirOrder(placed: readonly Lesson[], wanted: ReadonlySet<string>): string[] {
  const places = new Map<string, number[]>();
  for (const window of Map.groupBy(placed, (lesson) => lesson.window).values()) {
    const names = [...new Set(window.toSorted((a, b) => a.place - b.place).map(({ section }) => section ?? ""))];
    for (const [at, name] of names.entries()) places.set(name, [...(places.get(name) ?? []), at]);
  }
  const average = (name: string) => {
    const all = places.get(name) ?? [];
    return all.reduce((sum, at) => sum + at, 0) / Math.max(1, all.length);
  };
  return [...wanted].toSorted((a, b) => average(a) - average(b));
}
