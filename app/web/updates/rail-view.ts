import { countLedger, type LedgerCounts, type LedgerLine } from "../../../webhooks/contract/report.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { DISPOSITIONS } from "../../words.ts";
import { initialsOf } from "../page/format.ts";
import { wishesView, type WishesView } from "../runs/wishes-view.ts";
import { coverageBar } from "./ledger-view.ts";

/** The facts beside a text: what it covers, whose work it is, and who has a word in it. */
export type RailView = {
  merged: number;
  /** Not merged yet: of what is to come. */
  open: number;
  bar: ReturnType<typeof coverageBar>;
  rows: { disposition: LedgerLine["disposition"]; label: string; count: number; href: string }[];
  people: { initials: string; name: string; did: string }[];
  /** "Work by nkemp (4), lena (4) and 3 more"; "" for none. */
  work: string;
  /** Wishes that its text does not follow; null: none. */
  wishes: WishesView | null;
};

export function railView(detail: UpdateDetail): RailView {
  const { update, ledger } = detail;
  const counts = countLedger(ledger);
  const open = ledger.filter(({ stands }) => stands).length;
  return {
    merged: counts.in_window - open,
    open,
    bar: coverageBar(counts),
    rows: rowsOf(counts, update.id),
    people: peopleOf(detail),
    work: workOf(ledger),
    wishes: wishesView(detail.generation),
  };
}

const SHOWN = ["cited", "grouped", "omitted", "cancelled"] as const;

function rowsOf(counts: LedgerCounts, id: string): RailView["rows"] {
  return SHOWN.filter((disposition) => disposition !== "cancelled" || counts.cancelled > 0).map((disposition) => ({
    disposition,
    label: DISPOSITIONS[disposition].short,
    count: counts[disposition],
    href: `/updates/${id}/ledger?went=${disposition}`,
  }));
}

/** Whoever asked for it, and whoever wrote in it; each once. */
function peopleOf({ creator, revisions }: UpdateDetail): RailView["people"] {
  const writers = new Set(revisions.flatMap(({ author_name }) => author_name ?? []));
  const asked = creator
    ? [{ name: creator.name, did: writers.has(creator.name) ? "composed and edited it" : "composed it" }]
    : [];
  const edited = [...writers].filter((name) => name !== creator?.name).map((name) => ({ name, did: "edited it" }));
  return [...asked, ...edited].map((one) => ({ ...one, initials: initialsOf(one.name) }));
}

const MOST_NAMED = 4;
const list = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** Of what is told, each pull request with its author. */
function workOf(ledger: readonly LedgerLine[]): string {
  const told = ledger.filter(({ disposition }) => disposition === "cited");
  const all = [...Map.groupBy(told, ({ author }) => author)].map(([author, lines]) => ({
    author,
    count: lines.length,
  }));
  const first = all.toSorted((a, b) => b.count - a.count).slice(0, MOST_NAMED);
  const names = first.map(({ author, count }) => `${author} (${count})`);
  const more = all.length - first.length;
  return names.length === 0 ? "" : `Work by ${list.format([...names, ...(more > 0 ? [`${more} more`] : [])])}`;
}
