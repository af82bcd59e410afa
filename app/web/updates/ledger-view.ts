import type { Update } from "../../../db/app/tables.ts";
import { countLedger, type LedgerCounts, type LedgerLine } from "../../../webhooks/contract/report.ts";
import type { DecidedLine } from "../../updates/ledger.ts";
import { DECIDERS, DISPOSITIONS, EMPTY_REASONS } from "../../words.ts";
import { visible } from "../page/visible.ts";
import { chainsOf } from "./ledger-chain.ts";
import type { PolicyLink } from "./policy-link.ts";
import { hasWord, rowOf, type LedgerRow } from "./ledger-row.ts";

/** What somebody looks for; "" for everything. */
export type LedgerFilters = { q: string; went: string; by: string; page: number };

/** Every pull request of an update, as its page shows them. */
export type LedgerPageView = {
  id: string;
  title: string;
  /** How it was written; "" when there is no run to show. */
  run: string;
  /** Under which it was written; null: none. */
  policy: PolicyLink | null;
  /** That all of them are accounted for, as a sum. */
  lede: string;
  note: string;
  /** Why there is nothing; null where there is something. */
  empty: { title: string; text: string } | null;
  total: number;
  bar: { label: string; rects: { disposition: string; x: string; width: string }[] };
  tabs: { value: string; label: string; count: number; on: boolean }[];
  deciders: { value: string; label: string; count: number; on: boolean }[];
  /** What is looked for. */
  q: string;
  filtered: boolean;
  found: string;
  sections: LedgerSection[];
  /** Address of this page with what is looked for, and of the pages around it; "" for none. */
  here: string;
  previous: string;
  next: string;
  range: string;
};

export type LedgerSection = {
  disposition: Disposition;
  title: string;
  /** "14", or "3 of 14" where something is looked for. */
  count: string;
  hint: string;
  /** It began on a page before. */
  continued: boolean;
  folds: LedgerFold[];
};

/** What one line of the text counts; without a title, what stands for itself. */
type LedgerFold = { title: string; open: boolean; rows: LedgerRow[] };

type Disposition = LedgerLine["disposition"];

/** So many stand on one page: drawn at once, also when a thousand were merged. */
const PAGE_LINES = 100;
/** What counts more than this in one line is folded, until somebody looks for something. */
const MOST_OPEN = 8;

const HINTS: Record<Disposition, string> = {
  cited: "Told in sentences, in this order.",
  grouped: "Counted in a line, not told one by one.",
  omitted: "Not in the text.",
  cancelled: "Merged, and undone again: no news.",
};
const ORDER = ["cited", "grouped", "omitted", "cancelled"] as const;

export function ledgerPageView(
  update: Update,
  lines: readonly DecidedLine[],
  asked: LedgerFilters,
  now: Date,
  policy: PolicyLink | null = null,
): LedgerPageView {
  const counts = countLedger(lines);
  const several = update.brief.sources.length > 1;
  const chains = chainsOf(lines, update);
  const rows = lines.map((line) => rowOf(line, update, several, { chains, policy, now }));
  const filters = known(asked, rows);
  const found = rows.filter((row) => fits(row, filters));
  const last = Math.max(1, Math.ceil(found.length / PAGE_LINES));
  const page = Math.min(filters.page, last);
  const filtered = Boolean(filters.q || filters.went || filters.by);
  const address = addressOf(update.id, filters);
  const from = (page - 1) * PAGE_LINES;
  return {
    id: update.id,
    title: update.title,
    policy,
    run: update.revision > 0 || update.copied_from ? `/updates/${update.id}/run` : "",
    lede: ledeOf(counts, update, lines),
    note: noteOf(update, lines),
    empty: lines.length === 0 ? emptyOf(update) : null,
    total: lines.length,
    bar: coverageBar(counts),
    tabs: tabsOf(counts, filters.went),
    deciders: decidersOf(rows, filters.by),
    q: filters.q,
    filtered,
    found: filtered ? `${counted(found.length)} of ${counted(rows.length)} fit` : `All ${counted(rows.length)}`,
    sections: sectionsOf(found, from, counts, filtered),
    here: address(page),
    previous: page > 1 ? address(page - 1) : "",
    next: page < last ? address(page + 1) : "",
    range: last > 1 ? `${from + 1}–${Math.min(from + PAGE_LINES, found.length)} of ${counted(found.length)}` : "",
  };
}

const counted = (number: number): string => number.toLocaleString("en");

/** What nothing can be is not looked for. */
function known({ q, went, by, page }: LedgerFilters, rows: readonly LedgerRow[]): LedgerFilters {
  const one = ORDER.find((disposition) => disposition === went) ?? "";
  return { q, page, went: one, by: rows.some((row) => row.decider === by) ? by : "" };
}

function fits(row: LedgerRow, { q, went, by }: LedgerFilters): boolean {
  if ((went && row.disposition !== went) || (by && row.decider !== by)) return false;
  return q
    .toLowerCase()
    .split(" ")
    .every((word) => hasWord(row, word));
}

function addressOf(id: string, { q, went, by }: LedgerFilters) {
  return (page: number): string => {
    const query = new URLSearchParams({ q, went, by, page: page > 1 ? String(page) : "" });
    for (const [name, value] of [...query]) if (value === "") query.delete(name);
    return `/updates/${id}/ledger${query.size > 0 ? `?${query}` : ""}`;
  };
}

/** "50 were merged into main: 14 told + 25 grouped + 7 left out + 4 cancelled." */
function ledeOf(counts: LedgerCounts, { brief: { sources } }: Update, lines: readonly DecidedLine[]): string {
  const all = counts.in_window;
  if (all === 0) return "Where each one went, and who decided.";
  const parts = ORDER.filter((one) => counts[one] > 0);
  const sum = parts.map((one) => `${counted(counts[one])} ${DISPOSITIONS[one].short.toLowerCase()}`).join(" + ");
  const [only, ...others] = sources;
  const where = others.length > 0 ? `in ${sources.length} repositories` : `into ${visible(only?.base_branch ?? "")}`;
  const open = lines.filter(({ stands }) => stands).length;
  const merged = `${counted(all - open)} ${all - open === 1 ? "was" : "were"} merged ${where}`;
  return `${merged}${open > 0 ? ` and ${counted(open)} ${open === 1 ? "is" : "are"} open` : ""}: ${sum}.`;
}

function noteOf({ state }: Update, lines: readonly DecidedLine[]): string {
  if (lines.length === 0) return "";
  if (state === "generating") return "A new draft is being written. This is where they went in the one before.";
  const silent = lines.every(({ decided }) => !decided);
  return silent ? "This update is from before Pulse kept who decided. What was left out has its reason." : "";
}

function emptyOf({ state, empty_reason }: Update): LedgerPageView["empty"] {
  const nothing = EMPTY_REASONS[empty_reason ?? ""];
  if (state === "nothing_to_report" && nothing) return nothing;
  if (state === "generating") {
    return { title: "It is being written", text: "Each pull request stands here as soon as the draft is there." };
  }
  const text = "Where each pull request goes is decided while a text is written, and none was.";
  return { title: "There is no text yet", text };
}

function tabsOf(counts: LedgerCounts, went: string): LedgerPageView["tabs"] {
  return ORDER.map((value) => ({
    value,
    label: DISPOSITIONS[value].short,
    count: counts[value],
    on: value === went,
  }));
}

function decidersOf(rows: readonly LedgerRow[], by: string): LedgerPageView["deciders"] {
  return Object.entries(DECIDERS).flatMap(([value, { label }]) => {
    const count = rows.filter(({ decider }) => decider === value).length;
    return count > 0 ? [{ value, label, count, on: value === by }] : [];
  });
}

const GAP = 0.5;
const LEAST = 0.75;

/** The sum as a bar: each part as wide as its share, and none too narrow to be seen. */
export function coverageBar(counts: LedgerCounts): LedgerPageView["bar"] {
  const shown = ORDER.filter((one) => counts[one] > 0);
  const room = 100 - GAP * (shown.length - 1);
  const shares = shown.map((one) => Math.max(LEAST, (counts[one] / counts.in_window) * room));
  const scale = room / shares.reduce((all, share) => all + share, 0);
  let x = 0;
  const rects = shown.map((disposition, index) => {
    const width = (shares[index] ?? 0) * scale;
    const rect = { disposition, x: `${x.toFixed(2)}%`, width: `${width.toFixed(2)}%` };
    x += width + GAP;
    return rect;
  });
  const label = shown.map((one) => `${counted(counts[one])} ${DISPOSITIONS[one].short.toLowerCase()}`).join(", ");
  return { label, rects };
}

function sectionsOf(
  found: readonly LedgerRow[],
  from: number,
  counts: LedgerCounts,
  filtered: boolean,
): LedgerSection[] {
  const shown = found.slice(from, from + PAGE_LINES);
  return ORDER.flatMap((disposition) => {
    const rows = shown.filter((row) => row.disposition === disposition);
    if (rows.length === 0) return [];
    const all = found.filter((row) => row.disposition === disposition);
    const count = filtered ? `${counted(all.length)} of ${counted(counts[disposition])}` : counted(all.length);
    const { label, short } = DISPOSITIONS[disposition];
    const title = disposition === "cancelled" ? label : short;
    const continued = all[0] !== rows[0];
    const folds = foldsOf(rows, all, filtered);
    return [{ disposition, title, count, hint: HINTS[disposition], continued, folds }];
  });
}

function foldsOf(rows: readonly LedgerRow[], all: readonly LedgerRow[], filtered: boolean): LedgerFold[] {
  const sizes = Map.groupBy(all, ({ group }) => group);
  return [...Map.groupBy(rows, ({ group }) => group)].map(([group, some]) => {
    const size = sizes.get(group)?.length ?? 0;
    return { title: titleOf(group, size), rows: some, open: filtered || size <= MOST_OPEN };
  });
}

/** "12 internal changes", counted as they stand here; "Documentation: 3 changes" where the line has no number of its own. */
function titleOf(group: string, size: number): string {
  if (group === "") return "";
  const [first = "", ...rest] = group.split(" ");
  if (rest.length > 0 && /^\d[\d,]*$/.test(first)) return [counted(size), ...rest].join(" ");
  return `${group}: ${counted(size)} ${size === 1 ? "change" : "changes"}`;
}
