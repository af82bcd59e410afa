import { diffWordsWithSpace } from "diff";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { countLedger, type LedgerCounts, type LedgerLine } from "../../webhooks/contract/report.ts";
import { MAX_PART_CHARS, previewHtml } from "../delivery/render.ts";
import type { ShownFinding } from "../updates/check-text.ts";
import { MAX_TEXT_CHARS } from "../updates/text.ts";
import { DISPOSITIONS, OMIT_REASONS } from "../words.ts";

/** What Slack will show. Each part is HTML that was made safe by the renderer of the post itself. */
export type PreviewView = { parts: string[]; problem: string; at: Date };

/** How long the text is, beside how much fits. */
export type MeterView = { chars: number; fit: number; messages: number; over: boolean };

export type LedgerView = {
  counts: LedgerCounts;
  lines: LedgerRow[];
  tabs: { value: string; label: string; count: number }[];
};
export type LedgerRow = Pick<LedgerLine, "title" | "url" | "author" | "merged_at" | "disposition"> & {
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
};

export type DiffPart = { kind: "same" | "added" | "removed"; text: string };

type Previewed = Pick<Update, "id" | "brief" | "ledger">;

export function previewView({ id, brief, ledger }: Previewed, markdown: string, at: Date): PreviewView {
  try {
    const parts = previewHtml(markdown, { sources: brief.sources, ledger }, `/updates/${id}/why`);
    return { parts, problem: parts.length === 0 ? "There is nothing to post yet." : "", at };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { parts: [], problem: `${error.message} ${error.remedy}`, at };
  }
}

export function meterView(markdown: string, preview: PreviewView): MeterView {
  const chars = markdown.length;
  const messages = preview.parts.length;
  return { chars, messages, fit: messages > 1 ? MAX_TEXT_CHARS : MAX_PART_CHARS, over: chars > MAX_TEXT_CHARS };
}

export function ledgerView(ledger: readonly LedgerLine[], severalSources: boolean): LedgerView {
  const counts = countLedger(ledger);
  const tabs = (["cited", "grouped", "omitted", "cancelled"] as const).map((value) => ({
    ...{ value, label: DISPOSITIONS[value].short, count: counts[value] },
  }));
  return { counts, lines: ledger.map((line) => rowOf(line, severalSources)), tabs };
}

function rowOf(line: LedgerLine, severalSources: boolean): LedgerRow {
  const { pr, title, url, author, merged_at, disposition, reason } = line;
  return {
    ...{
      title,
      url: url.startsWith("https://") || url.startsWith("http://") ? url : "",
      author,
      merged_at,
      disposition,
    },
    label: severalSources ? pr.slice(pr.indexOf("/") + 1) : pr.slice(pr.indexOf("#")),
    note: reason ? `${DISPOSITIONS[disposition].short}: ${OMIT_REASONS[reason]}` : DISPOSITIONS[disposition].label,
  };
}

export function findingsView(id: string, findings: readonly ShownFinding[], checked: boolean): FindingsView {
  const faults = findings.filter(({ severity }) => severity === "fault");
  const flags = findings.filter(({ severity, acknowledged_by }) => severity === "flag" && !acknowledged_by);
  const known = findings.filter(({ severity, acknowledged_by }) => severity === "flag" && acknowledged_by);
  return { id, faults, flags, known, checked, clean: checked && faults.length + flags.length === 0 };
}

/** Longer texts than people write are compared by whole lines only, so that no page waits for it. */
const MAX_DIFF_CHARS = 30_000;

export function diffView(before: string, after: string): DiffPart[] {
  if (before === after || before.length + after.length > MAX_DIFF_CHARS * 2) return [];
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));
}
