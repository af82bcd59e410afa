import type {
  TagMove,
  TemplateHistory,
  TemplateTag,
  TemplateVersionAnswer,
} from "../../../webhooks/contract/templates.ts";
import { inColumns } from "../../columns.ts";
import { bold, dim, onOneLine, red } from "../../say.ts";
import type { Command } from "../command.ts";

/** Of a history; `--json` has all. */
const MOST_VERSIONS = 12;
const MOST_MOVES = 6;

export const templateShow: Command = {
  name: "template show",
  words: ["NAME"],
  about: "Its versions with what their runs came to, its tags and how they moved, and its draft",
  async work(pulse, [name = ""]) {
    const [history, { number, draft }] = await Promise.all([
      pulse.templates.history(name),
      pulse.templates.draft(name),
    ]);
    const open = draft && { number, base: draft.base, changed_by: draft.changed_by, changed_at: draft.changed_at };
    const faults = draft?.faults ?? [];
    return {
      lines: [
        ...headLines(history),
        ...history.tags.map(tagLine),
        bold("Versions"),
        ...inColumns(history.versions.slice(0, MOST_VERSIONS).map(versionRow)).map((line) => `  ${line}`),
        ...moreLine(history.versions.length - MOST_VERSIONS),
        bold("Moves"),
        ...history.moves.slice(0, MOST_MOVES).map(moveLine),
        ...moreLine(history.moves.length - MOST_MOVES),
        ...(open ? [draftLine(open, faults.length)] : []),
      ],
      json: { ...history, draft: open && { ...open, faults } },
    };
  },
};

function headLines({ name, built_in, copied_from, versions }: TemplateHistory): string[] {
  const from = copied_from === null ? "" : `, a copy of ${onOneLine(copied_from)}`;
  return [`${bold(onOneLine(name))}${built_in ? ", built in" : from}: ${onOneLine(versions[0]?.description ?? "")}`];
}

function tagLine({ tag, version, share, reason, moved_by }: TemplateTag): string {
  const part = share === null ? "" : `, ${share} of a hundred runs`;
  return `  ${onOneLine(tag)} → ${version}${part}${dim(` (${onOneLine(moved_by)}: ${onOneLine(reason)})`)}`;
}

function versionRow({ version, made_by, created_at, note, results, unfit, tags }: TemplateVersionAnswer): string[] {
  const [runs, failed] = [results?.runs ?? 0, results?.failed ?? 0];
  return [
    `${version}`,
    created_at.slice(0, 10),
    onOneLine(made_by),
    tags.map(onOneLine).join(", "),
    runs === 0 ? "" : `${runs} ${runs === 1 ? "run" : "runs"}${failed > 0 ? `, ${failed} failed` : ""}`,
    onOneLine(note) + (unfit === null ? "" : red(` It ${onOneLine(unfit)}.`)),
  ];
}

function moveLine({ tag, from, to, by, at, reason }: TagMove): string {
  const went = to === null ? `taken from ${from}` : from === null ? `put on ${to}` : `${from} → ${to}`;
  return `  ${at.slice(0, 10)} ${onOneLine(tag)}: ${went}${dim(` (${onOneLine(by)}: ${onOneLine(reason)})`)}`;
}

const moreLine = (more: number): string[] => (more > 0 ? [dim(`  and ${more} more (--json has all)`)] : []);

type OpenDraft = { number: number; base: number; changed_by: string; changed_at: string };

function draftLine({ number, base, changed_by, changed_at }: OpenDraft, faults: number): string {
  const kept = faults === 0 ? "can be published" : `${faults} ${faults === 1 ? "thing keeps" : "things keep"} it back`;
  return `Draft ${number} from version ${base}, by ${onOneLine(changed_by)} on ${changed_at.slice(0, 10)}: ${kept}.`;
}
