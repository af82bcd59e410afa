import type { Update } from "../../../db/app/tables.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import { visible } from "../page/visible.ts";
import { listed } from "../../../base/listed.ts";

/** What was merged, taken back and brought back, in its order, and what the product has of it at the end. */
export type Chain = { steps: ChainStep[]; end: string; stands: boolean };

/** `address`: of all that the ledger says of it; "" where that is nothing. `at`: when it was merged; null before the window. */
type ChainStep = { label: string; address: string; words: string; at: string | null };

/** More steps than these are no picture: those between them are counted. */
const FIRST_STEPS = 5;
const LAST_STEPS = 6;

/**
 * The chains of reverts in a ledger, each by the pull request whose row it belongs to: the first that brought something of its own, or
 * the last one where all that did are older than the window.
 */
export function chainsOf(lines: readonly LedgerLine[], update: Pick<Update, "id" | "brief">): Map<string, Chain> {
  const links = linksOf(lines);
  const chains = new Map<string, Chain>();
  for (const members of groupsOf(links)) {
    const inOrder = members.toSorted((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
    const here = inOrder.filter(({ at }) => at !== null);
    const row = here.find(({ brings }) => brings) ?? here.at(-1);
    if (row && members.length > 1) chains.set(row.id, drawn(inOrder, update));
  }
  return chains;
}

/** One of a chain: what it took back and brought back. `brings`: something of its own; `stands`: null where the window left that as it was. */
type Link = {
  id: string;
  at: string | null;
  brings: boolean;
  stands: boolean | null;
  out: Set<string>;
  back: Set<string>;
  beside: Set<string>;
};

function linksOf(lines: readonly LedgerLine[]): Map<string, Link> {
  const known = new Map(lines.map((line) => [line.pr, line]));
  const links = new Map<string, Link>();
  const linkOf = (id: string): Link => {
    const line = known.get(id);
    const brings = !line?.fate || line.fate.is === "undone" || line.fate.is === "copy";
    const stands = line ? brings && line.fate?.is !== "undone" : null;
    const fresh = { id, at: line?.merged_at ?? null, brings, stands, out: new Set<string>(), back: new Set<string>() };
    const link = links.get(id) ?? { ...fresh, beside: new Set<string>() };
    links.set(id, link);
    return link;
  };
  for (const { pr, fate } of lines) {
    if (!fate || fate.is === "copy") continue;
    for (const { ref, title, back } of fate.of) {
      const [one, other] = [linkOf(pr), linkOf(ref ?? `“${title}”`)];
      one.beside.add(other.id);
      other.beside.add(one.id);
      if (fate.is === "undone") {
        // What only cancels something says itself what that is.
        if (known.get(other.id)?.fate?.is !== "cancelled") other.out.add(pr);
        continue;
      }
      const brought = back || fate.is === "brings_back" || fate.is === "again";
      (brought ? one.back : one.out).add(other.id);
      if (fate.is === "brings_back" || fate.is === "rolls_back") other.stands = fate.is === "brings_back";
    }
  }
  return links;
}

/** Those that hang together. */
function groupsOf(links: ReadonlyMap<string, Link>): Link[][] {
  const seen = new Set<string>();
  return [...links.keys()].flatMap((id) => {
    const group: Link[] = [];
    const next = [id];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      const link = links.get(one);
      if (!link || seen.has(one)) continue;
      seen.add(one);
      group.push(link);
      next.push(...link.beside);
    }
    return group.length > 0 ? [group] : [];
  });
}

function drawn(members: readonly Link[], { id: page, brief }: Pick<Update, "id" | "brief">): Chain {
  const origins = members.filter(({ brings }) => brings);
  const labelOf = (id: string): string => visible(id.startsWith("“") ? id : citation(id, brief.sources));
  const nameOf = (id: string): string => (origins.length === 1 && origins[0]?.id === id ? "it" : labelOf(id));
  const named = (ids: Iterable<string>): string => listed([...ids].map(nameOf));
  const steps = members.map(({ id, at, out, back }): ChainStep => {
    const did = [
      ...(out.size > 0 ? [`took ${named(out)} back`] : []),
      ...(back.size > 0 ? [`brought ${named(back)} back`] : []),
    ];
    const words = listed(did) || (at === null ? "merged before" : "merged");
    const label = labelOf(id);
    const address = at === null ? "" : `/updates/${page}/ledger?${new URLSearchParams({ q: label })}`;
    return { label, address, words, at };
  });
  const between = steps.length - FIRST_STEPS - LAST_STEPS;
  const more = { label: `${between} more`, address: "", words: "", at: null };
  return {
    steps: between > 1 ? [...steps.slice(0, FIRST_STEPS), more, ...steps.slice(-LAST_STEPS)] : steps,
    ...endOf(origins, labelOf),
  };
}

function endOf(origins: readonly Link[], labelOf: (id: string) => string): Pick<Chain, "end" | "stands"> {
  const changed = origins.filter(({ stands }) => stands !== null);
  const { inside = [], outside = [] } = Object.groupBy(changed, ({ stands }) => (stands ? "inside" : "outside"));
  const stands = outside.length === 0;
  if (changed.length === 0) return { end: "As before the window", stands };
  if (changed.length === 1) return { end: stands ? "It is in the product" : "It is not in the product", stands };
  if (stands) return { end: "All of it is in the product", stands };
  if (inside.length === 0) return { end: "None of it is in the product", stands };
  const are = (some: readonly Link[]) =>
    `${listed(some.map(({ id }) => labelOf(id)))} ${some.length > 1 ? "are" : "is"}`;
  return { end: `${are(inside)} in the product, ${are(outside)} not`, stands };
}
