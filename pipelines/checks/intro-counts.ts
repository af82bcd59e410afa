import type { ItemKind } from "../../webhooks/contract/kinds.ts";
import { countLedger, type Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, firstCitation, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { peopleOf } from "../text/plan/people.ts";
import { HIGHLIGHTS } from "../text/sections.ts";
import { countsByKind, isWork, kindOfGroup, takenBack, tallyOf } from "../text/rules/tally.ts";
import { type CheckFacts, mergedOf, rulesOf } from "./facts.ts";

/** The numbers that an opening may say of a report: items and pull requests of each kind, and what of the window is left. */
export function countsInReport(report: Report, facts: CheckFacts): number[] {
  const items = [...Map.groupBy(report.items, ({ kind }) => kind).values()].map(({ length }) => length);
  const tally = tallyOf(report);
  const pulls = countsByKind(tally).map(([, count]) => count);
  const rest = mergedOf(facts).length - sumOf(pulls);
  return [...countsOf(report.items.length, facts), ...items, ...tally.told.values(), ...pulls, rest];
}

/** The same of a text, which does not say of what kind a section is. */
export function countsInText(blocks: readonly TextBlock[], facts: CheckFacts): number[] {
  const listed = blocks.filter(({ kind, prs }) => kind === "list_item" && prs.length > 0);
  const items = listed.filter(({ section }) => section !== ALSO_MERGED);
  const told = [...new Map(items.map((item) => [wordsOf(item), item])).values()];
  const own = ownSections(facts);
  const ofItems = [
    ...countsOf(told.length, facts),
    ...countsBySection(told, own),
    items.length,
    ...countsBySection(items, own),
  ];
  const groups = groupsOf(listed.filter(({ section }) => section === ALSO_MERGED));
  return [...ofItems, ...pullsBySection(items, groups, own), ...restsOf(items, groups, facts)];
}

/** Everything that code can count about the window. */
function countsOf(items: number, facts: CheckFacts): number[] {
  const pulls = mergedOf(facts);
  const ledger = Object.values(countLedger(facts.ledger));
  return [0, pulls.length, peopleOf(pulls).length, facts.sources.length, items, takenBack(pulls), ...ledger];
}

/** An item with more citations than a line takes stands in several lines, and is one; so may be two changes of one title, or not. */
function wordsOf({ section, text }: TextBlock): string {
  return `${section}\n${text.slice(0, firstCitation(text)?.index)}`;
}

/** Those that a rule of the policy fills, whatever stands there. */
function ownSections(facts: CheckFacts): ReadonlySet<string> {
  return new Set([HIGHLIGHTS, ...[...rulesOf(facts).values()].flatMap(({ section }) => section ?? [])]);
}

/** An item among the highlights, or in a section of its own, still counts as what it is: another section may count that many more. */
function countsBySection(items: readonly TextBlock[], own: ReadonlySet<string>): number[] {
  const bySection = Map.groupBy(items, ({ section }) => section);
  return withOwn(new Map([...bySection].map(([section, { length }]) => [section, length])), own);
}

function withOwn(counts: ReadonlyMap<string, number>, own: ReadonlySet<string>): number[] {
  const most = sumOf([...counts].flatMap(([section, count]) => (own.has(section) ? [count] : [])));
  return [0, ...counts.values()].flatMap((count) => Array.from({ length: most + 1 }, (_, more) => count + more));
}

/** How many pull requests the groups count, by the kind that they name. */
function groupsOf(lines: readonly TextBlock[]): Map<ItemKind, number> {
  const groups = new Map<ItemKind, number>();
  for (const { text, prs } of lines) {
    const kind = kindOfGroup(text.slice(0, firstCitation(text)?.index).replace(/ ?\($/, ""));
    if (kind) groups.set(kind, (groups.get(kind) ?? 0) + prs.length);
  }
  return groups;
}

/** A group may count more of what a section tells. */
function pullsBySection(
  items: readonly TextBlock[],
  groups: ReadonlyMap<ItemKind, number>,
  own: ReadonlySet<string>,
): number[] {
  const bySection = Map.groupBy(items, ({ section }) => section);
  const counts = withOwn(new Map([...bySection].map(([section, some]) => [section, pullsOf(some)])), own);
  return [0, ...groups.values()].flatMap((more) => counts.map((count) => count + more));
}

/** What is neither told nor counted as something that people look for; documentation may be either. */
function restsOf(items: readonly TextBlock[], groups: ReadonlyMap<ItemKind, number>, facts: CheckFacts): number[] {
  const ofKind = (work: boolean) => [...groups].filter(([kind]) => isWork(kind) === work).map(([, count]) => count);
  const rest = mergedOf(facts).length - pullsOf(items) - sumOf(ofKind(false));
  return ofKind(true).reduce((rests, count) => [...rests, ...rests.map((each) => each - count)], [rest]);
}

const pullsOf = (items: readonly TextBlock[]): number => new Set(items.flatMap(({ prs }) => prs)).size;

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
