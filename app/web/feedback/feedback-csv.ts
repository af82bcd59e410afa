import type { FeedbackRow } from "../../../db/app/feedback.ts";
import { mondayOf } from "../../clock/weeks.ts";
import { findingsIn, hoursOf } from "../../feedback/figures.ts";
import { versionIn } from "../../feedback/approved-texts.ts";
import { EDIT_REASONS } from "../../words.ts";

type Cell = string | number | null;

/** One row for each approved text. What people typed begins no formula, whichever program opens the file. */
export function feedbackCsv(rows: readonly FeedbackRow[], publicUrl: string, timeZone: string): string {
  const columns: [name: string, cell: (row: FeedbackRow) => Cell][] = [
    ["update", ({ number }) => number],
    ["title", ({ title }) => title],
    ["address", ({ update_id }) => `${publicUrl}/updates/${update_id}`],
    ["profile", ({ profile }) => profile],
    ["template_version", (row) => versionIn(row)],
    ["model", ({ writer }) => writer],
    ["week", ({ approved_at }) => mondayOf(approved_at, timeZone)],
    ["approved_at", ({ approved_at }) => approved_at.toISOString()],
    ["hours_to_approval", (row) => rounded(hoursOf(row))],
    ["kept", ({ kept }) => kept],
    ["moved", ({ moved }) => moved],
    ["edited", ({ edited }) => edited],
    ["removed", ({ removed }) => removed],
    ["added", ({ added }) => added],
    ["edit_effort", ({ effort }) => rounded(effort)],
    ["word_edits_per_word", ({ word_edits }) => rounded(word_edits)],
    ["faults", ({ faults }) => faults],
    ["flags", ({ flags }) => flags],
    ["findings", (row) => findingsIn(row)],
    ...EDIT_REASONS.map(
      ({ value }) => [`reason_${value}`, ({ reasons }: FeedbackRow) => reasons[value] ?? 0] as [string, () => Cell],
    ),
  ];
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => cellText(cell(row))))];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

const rounded = (number: number): number => Math.round(number * 1_000) / 1_000;

/** @source OWASP, "CSV Injection": a cell that begins so is a formula to spreadsheet programs. */
const BEGINS_FORMULA = /^[=+\-@\t\r]/;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return `${cell}`;
  const harmless = BEGINS_FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
