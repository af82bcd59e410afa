import type { Item } from "../../../webhooks/contract/report.ts";
import { listed } from "../../words.ts";
import { readTitle } from "../title.ts";

/** "Bump @acme/map from 1.2.0 to 1.3.0", "Update acme-map to v2" */
const BUMP =
  /^(?:bump|update|upgrade) ([@\w][\w./@-]{0,80}) (?:from v?\d\S{0,40} )?to v?\d[\w.+-]{0,40}(?: in \S{1,120})?$/i;
/** Two are read as quickly as one line of both. */
const FEWEST = 3;
const MOST_NAMES = 4;

type Told = { item: Item; title: string };

/** Newer versions of one area in one line: "Update `a`, `b` and `c`". What must be told stands alone. */
export function joinBumps(told: readonly Told[]): Item[] {
  const bumps = told.filter(({ item, title }) => nameIn(title) !== null && CALM.has(item.kind) && !item.highlight);
  const groups = Map.groupBy(bumps, ({ item: { kind, area } }) => `${kind} ${area}`);
  const joined = new Map<Item, Item | null>();
  for (const group of [...groups.values()].filter(({ length }) => length >= FEWEST)) {
    const [first, ...others] = group.map(({ item }) => item);
    const names = [...new Set(group.map(({ title }) => `\`${nameIn(title)}\``))];
    const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), "others"] : names;
    for (const other of others) joined.set(other, null);
    if (first)
      joined.set(first, { ...first, text: `Update ${listed(shown)}`, prs: group.flatMap(({ item }) => item.prs) });
  }
  return told.flatMap(({ item }) => {
    const one = joined.get(item);
    return one === null ? [] : [one ?? item];
  });
}

const CALM: ReadonlySet<Item["kind"]> = new Set<Item["kind"]>(["improvement", "internal", "fix"]);

const nameIn = (title: string): string | null => BUMP.exec(readTitle(title).text)?.[1] ?? null;
