import { diffLines, diffWordsWithSpace, type ChangeObject } from "diff";
import type { Generation, Update } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { countLedger, type LedgerCounts, type LedgerLine } from "../../../webhooks/contract/report.ts";
import { isTooLong, lengthOfText, MAX_MESSAGE_CHARS, MAX_TEXT_CHARS } from "../../../webhooks/contract/text-limit.ts";
import type { MessageContext } from "../../message/message.ts";
import { previewHtml } from "../../message/render.ts";
import { openFaults, openFlags, type Checked, type ShownFinding } from "../../updates/ask-checks.ts";
import { readAt } from "../../updates/stale.ts";
import { webAddress } from "../../web-address.ts";
import { DISPOSITIONS, OMIT_REASONS } from "../../words.ts";

/** What Slack will show. Each part is HTML that was made safe by the renderer of the post itself. */
export type PreviewView = { parts: string[]; problem: string; at: Date };

/** How long the text is, beside how much fits. */
export type MeterView = { chars: number; fit: number; messages: number; over: boolean };

export type LedgerView = {
  counts: LedgerCounts;
  lines: LedgerRow[];
  /** So many are on the ledger's own page alone. */
  more: number;
  tabs: { value: string; label: string; count: number }[];
};
type LedgerRow = Pick<LedgerLine, "title" | "url" | "author" | "merged_at" | "disposition"> & {
  label: string;
  note: string;
};

export type FindingsView = {
  id: string;
  faults: ShownFinding[];
  flags: ShownFinding[];
  known: ShownFinding[];
  checked: boolean;
  clean: boolean;
  /** There is nothing to check. */
  empty: boolean;
  /** When somebody last read on GitHub what it tells; null where nobody can look again. */
  read_at: Date | null;
};

export type DiffPart = { kind: "same" | "added" | "removed"; text: string };
/** `apart`: they differ too much to be compared. */
export type DiffView = { parts: DiffPart[]; apart: boolean };

/** @param findings Open ones, marked at their lines. */
export function previewView(
  update: Pick<Update, "id">,
  context: MessageContext,
  markdown: string,
  at: Date,
  findings: readonly ShownFinding[] = [],
): PreviewView {
  try {
    const parts = previewHtml(markdown, context, `/updates/${update.id}/why`, findings);
    return { parts, problem: parts.length === 0 ? "There is nothing to post yet." : "", at };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { parts: [], problem: `${error.message} ${error.remedy}`, at };
  }
}

export function meterView(markdown: string, preview: PreviewView): MeterView {
  const chars = lengthOfText(markdown);
  const messages = preview.parts.length;
  const over = chars > MAX_TEXT_CHARS;
  return { chars, messages, fit: messages > 1 || over ? MAX_TEXT_CHARS : MAX_MESSAGE_CHARS, over };
}

/** The fold beside a text holds so many: it is drawn again while somebody types. */
const FOLD_LINES = 100;

export function ledgerView(ledger: readonly LedgerLine[], severalSources: boolean): LedgerView {
  const counts = countLedger(ledger);
  const tabs = (["cited", "grouped", "omitted", "cancelled"] as const).map((value) => ({
    value,
    label: DISPOSITIONS[value].short,
    count: counts[value],
  }));
  const lines = ledger.slice(0, FOLD_LINES).map((line) => rowOf(line, severalSources));
  return { counts, lines, more: ledger.length - lines.length, tabs };
}

function rowOf(line: LedgerLine, severalSources: boolean): LedgerRow {
  const { pr, title, url, author, merged_at, disposition, reason } = line;
  return {
    title,
    url: webAddress(url),
    author,
    merged_at,
    disposition,
    label: severalSources ? pr.slice(pr.indexOf("/") + 1) : pr.slice(pr.indexOf("#")),
    note: reason ? `${DISPOSITIONS[disposition].short}: ${OMIT_REASONS[reason]}` : DISPOSITIONS[disposition].label,
  };
}

export function findingsView(
  { id, state }: Pick<Update, "id" | "state">,
  text: string,
  { findings, checked }: Checked,
  generation: Generation | null,
): FindingsView {
  const faults = openFaults({ findings });
  const flags = openFlags({ findings });
  const known = findings.filter(({ severity, acknowledged_by }) => severity === "flag" && acknowledged_by);
  const clean = checked && faults.length + flags.length === 0;
  const read_at = state === "in_review" && generation ? readAt(generation) : null;
  return { id, faults, flags, known, checked, clean, empty: !checked && text.trim() === "", read_at };
}

/**
 * How far two texts may be apart, in words and in lines. The work grows with the square of it and hardly with the texts: some 30 ms
 * for two that have nothing in common.
 */
const MAX_WORD_EDITS = 600;
export const MAX_LINE_EDITS = 400;

/** By words; by lines where too many words differ; not at all where nothing would be seen in it. */
export function diffView(before: string, after: string): DiffView {
  if (before === after) return { parts: [], apart: false };
  if (isTooLong(before) || isTooLong(after)) return { parts: [], apart: true };
  const changes =
    diffWordsWithSpace(before, after, { maxEditLength: MAX_WORD_EDITS }) ??
    diffLines(before, after, { maxEditLength: MAX_LINE_EDITS });
  return { parts: (changes ?? []).map(partOf), apart: changes === undefined };
}

function partOf({ added, removed, value }: ChangeObject<string>): DiffPart {
  return { kind: added ? "added" : removed ? "removed" : "same", text: value };
}
