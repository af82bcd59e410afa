import type { Item } from "../../../webhooks/contract/report.ts";
import { readTitle } from "../title.ts";
import { listed } from "../../../base/listed.ts";

/** "Bump @acme/map from 1.2.0 to 1.3.0", "Update dependency acme-map to v2", "Update acme/setup action to v4" */
const BUMP =
  /^(?:bump|update|upgrade) (?:(?:dependency|module|package|rust crate|helm release) )?([@\w][\w./@-]{0,80}) (?:(?:action|digest|docker tag|monorepo|orb|packages?|plugin) )?(?:from v?\w\S{0,40} )?to (?:v?\d[\w.+-]{0,40}|[0-9a-f]{7,40})(?: in \S{1,120})?$/i;
/** "Bump the map group across 1 directory with 2 updates" @source Dependabot's titles. */
const GROUP =
  /^(?:bump|update|upgrade) the ([@\w][\w./@-]{0,80}) group(?: across \d{1,4} director(?:y|ies)| in \S{1,120})?(?: with \d{1,4} updates?)?$/i;
/** Two are read as quickly as one line of both, unless both say the same. */
const FEWEST = 3;
const MOST_NAMES = 4;

/** `byMachine`: nobody's own words, so that what says the same once more is no other news. */
type Told = { item: Item; title: string; byMachine: boolean };

/** Newer versions of one area in one line, "Update `a`, `b` and `c`", and what a machine says again and again. What must be told stands alone. */
export function joinBumps(told: readonly Told[]): Item[] {
  const calm = told.filter(({ item }) => CALM.has(item.kind) && !item.highlight);
  const groups = Map.groupBy(calm, ({ item: { kind, area, text }, title, byMachine }) => {
    const what = nameIn(title) !== null ? "versions" : byMachine ? text : null;
    return what === null ? null : `${kind} ${area} ${what}`;
  });
  groups.delete(null);
  const joined = new Map<Item, Item | null>();
  for (const group of groups.values()) {
    const [first, ...others] = group;
    const names = [...new Set(group.map(({ title }) => nameIn(title)))];
    if (!first || others.length === 0 || (names.length > 1 && group.length < FEWEST)) continue;
    for (const { item } of others) joined.set(item, null);
    const prs = group.flatMap(({ item }) => item.prs);
    joined.set(first.item, { ...first.item, text: textOf(names, first.item.text), prs });
  }
  return told.flatMap(({ item }) => {
    const one = joined.get(item);
    return one === null ? [] : [one ?? item];
  });
}

function textOf(names: readonly (string | null)[], said: string): string {
  const named = names.filter((name) => name !== null);
  if (named.length === 0) return said;
  return `Update ${listed(named.length > MOST_NAMES ? [...named.slice(0, MOST_NAMES), "others"] : named)}`;
}

const CALM: ReadonlySet<Item["kind"]> = new Set<Item["kind"]>(["improvement", "internal", "fix"]);

function nameIn(title: string): string | null {
  const { text } = readTitle(title);
  const group = GROUP.exec(text)?.[1];
  if (group) return `the \`${group}\` group`;
  const name = BUMP.exec(text)?.[1];
  return name ? `\`${name}\`` : null;
}
