import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Deps } from "../../deps.ts";
import type { Piece } from "../../message/preview.ts";
import { readingParts } from "../../message/render.ts";
import { openFaults, openFlags, type ShownFinding } from "../../updates/ask-checks.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import type { Before } from "../../updates/seen-before.ts";
import { messageContext } from "../../updates/message-context.ts";
import { readAt } from "../../updates/stale.ts";
import { markOf } from "./replaced-view.ts";
import { sinceView, type SinceView } from "./since-view.ts";
import type { DiffPart } from "./text-view.ts";

/** The message as Slack will show it, and beside each sentence what there is to say of it. */
export type ReadingView = {
  /** One for each Slack message. Each piece is HTML that the renderer of the post made safe, cut where its notes stand. */
  parts: { html: string; notes: BesideNote[] }[][];
  /** Why it cannot be a message; "". */
  problem: string;
  /** What is not about one sentence. */
  loose: BesideNote[];
  /** Where the first of them stands: an anchor's name. */
  faults: { count: number; first: string };
  flags: { count: number; first: string };
  since: Pick<SinceView, "at" | "count" | "gone"> & { first: string };
  checked: boolean;
  /** Somebody still has to decide, so it matters what is found. */
  open: boolean;
  /** When somebody last read on GitHub what it tells. */
  read_at: Date | null;
};

export type BesideNote = { id: string; line: number | null } & (
  | { kind: "fault" | "flag"; key: string; message: string; fix: string; looked_at: string }
  | { kind: "known"; message: string; who: string }
  | { kind: "rules"; did: string; because: string }
  | { kind: "change"; what: string; who: string; words: DiffPart[] }
);

type Looking = Pick<Deps, "settings"> & { before?: Before | null; author?: Author };

/** Who wrote what is read: "Lena". */
export type Author = { name: string; at: Date } | null;

export function readingView({ before = null, author = null, ...deps }: Looking, detail: UpdateDetail): ReadingView {
  const { update, text, findings, checked, generation } = detail;
  const since = sinceView(before, text, update.brief.sources);
  const isOpen = update.state === "in_review";
  const notes = isOpen ? [...findings.map(findingNote), ...rulesNotes(detail), ...changeNotes(since, author)] : [];
  const { parts, problem } = drawn(deps, detail);
  const lines = parts.flat();
  const loose = notes.filter(({ line }) => !lines.some((piece) => stands(line, piece)));
  const first = (kind: BesideNote["kind"]) => notes.find((note) => note.kind === kind)?.id ?? "";
  return {
    parts: parts.map((pieces) =>
      pieces.map((piece) => ({ html: piece.html, notes: notes.filter(({ line }) => stands(line, piece)) })),
    ),
    problem,
    loose,
    faults: { count: isOpen ? openFaults({ findings }).length : 0, first: first("fault") },
    flags: { count: isOpen ? openFlags({ findings }).length : 0, first: first("flag") },
    since: { at: since.at, count: since.count, gone: since.gone, first: first("change") },
    checked,
    open: isOpen,
    read_at: isOpen && generation ? readAt(generation) : null,
  };
}

const stands = (line: number | null, { from, to }: Piece): boolean => line !== null && from <= line && line <= to;

function drawn(deps: Pick<Deps, "settings">, { update, text }: UpdateDetail): { parts: Piece[][]; problem: string } {
  try {
    return { parts: readingParts(text, messageContext(deps, update), `/updates/${update.id}/why`), problem: "" };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { parts: [], problem: `${error.message} ${error.remedy}` };
  }
}

function findingNote({ key, severity, message, fix, line, looked_at = "", acknowledged_by }: ShownFinding): BesideNote {
  const id = `finding-${key}`;
  if (severity === "flag" && acknowledged_by) return { id, line, kind: "known", message, who: acknowledged_by };
  return { id, line, kind: severity, key, message, fix, looked_at };
}

function rulesNotes({ replaced }: UpdateDetail): BesideNote[] {
  return replaced.lines.map((one, index) => ({ id: `rules-${index}`, kind: "rules", ...markOf(one) }));
}

function changeNotes({ changes }: SinceView, author: Author): BesideNote[] {
  const who = author?.name ?? "";
  return changes.map(({ line, what, words }, index) => ({
    id: `change-${index}`,
    kind: "change",
    line,
    what,
    who,
    words,
  }));
}
