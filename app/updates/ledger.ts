import { listLeftOut } from "../../db/app/edits.ts";
import { findPersonById } from "../../db/app/people.ts";
import { isAgents, listRevisions } from "../../db/app/revisions.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import {
  ALSO_MERGED,
  groupNoun,
  ledgerOfText,
  readItems,
  splitCitations,
  type TextBlock,
  unnumberedGroups,
} from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { isTooLong } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { EDIT_REASONS } from "../words.ts";
import { getUpdate } from "./change-state.ts";
import { CHECKS } from "./writer-name.ts";

/** Where one pull request stands in the text as it is now, and who put it there. */
export type DecidedLine = LedgerLine & {
  /** Whose text moved it away from where the run had put it, and when; null: nobody's. */
  moved: { by: string | null; at: Date | null } | null;
  /** The line of the text that tells or counts it, 1-based; null where none does. */
  line: number | null;
};

/**
 * Every pull request of an update's evidence: what is told in the order of the text, the rest as it was merged.
 *
 * @throws {Problem} `not_found`, or `gone` when it was deleted.
 */
export async function ledger(
  { db }: Pick<Deps, "db">,
  actor: Actor,
  id: string,
): Promise<{ update: Update; lines: DecidedLine[] }> {
  const update = await getUpdate(db, actor, id);
  const { sources } = update.brief;
  const [texts, left] = await Promise.all([textsOf(db, update), whyLeftOut(db, id)]);
  const text = texts.at(-1)?.markdown ?? "";
  const people = texts.slice(1 + texts.findLastIndex(({ by }) => by === "agent"));
  const moves = movesBy(people, update);
  // As long as no person wrote, what the run says of its own text is right, and nothing is read out of it.
  const stands = people.length > 0 ? ledgerOfText(text, sources, update.ledger) : update.ledger;
  const places = placesIn(text, sources);
  const groups = isTooLong(text) ? new Map<string, number>() : unnumberedGroups(text, sources);
  const unnumbered = (group: string): Place | undefined => {
    const line = groups.get(groupNoun(group));
    return line === undefined ? undefined : { line, at: Infinity, group };
  };
  const placeOf = ({ disposition, pr, group }: LedgerLine) =>
    places.get(disposition)?.get(pr) ?? (disposition === "grouped" ? unnumbered(group ?? "") : undefined);
  const lines = inOrder(stands, (line) => placeOf(line)?.at ?? Infinity);
  return {
    update,
    lines: together(lines.map((line) => decided(line, moves.get(line.pr), placeOf(line), left.get(line.pr)))),
  };
}

type Text = { markdown: string; by: "agent" | "person"; name: string | null; at: Date | null };

/** More edits of one text than this are not followed one by one: the oldest of them then have no name. */
const MOST_EDITS = 12;

async function textsOf(db: Db, { id, working_copy, working_copy_by, working_copy_at }: Update): Promise<Text[]> {
  const [revisions, typist] = await Promise.all([
    listRevisions(db, id),
    working_copy_by ? findPersonById(db, working_copy_by) : undefined,
  ]);
  const texts = revisions.map((revision): Text => {
    const { markdown, taken_from, author_name, created_at: at } = revision;
    const name = taken_from === null ? author_name : CHECKS;
    return { markdown, by: isAgents(revision) ? "agent" : "person", name, at };
  });
  // A copy begins with somebody's text of another update: who changed it there is not known here.
  if (texts[0]?.by === "person") Object.assign(texts[0], { name: null, at: null });
  if (working_copy !== null)
    texts.push({ markdown: working_copy, by: "person", name: typist?.name ?? null, at: working_copy_at });
  return texts;
}

/** Whose text gave each pull request the place that it has, where that is not the run's. */
function movesBy(texts: readonly Text[], { brief, ledger: own }: Update): Map<string, DecidedLine["moved"]> {
  const places = new Map(own.map(({ pr, disposition }) => [pr, disposition]));
  const placed = new Map(places);
  const moves = new Map<string, DecidedLine["moved"]>();
  const followed = texts.slice(-MOST_EDITS);
  for (const [index, { markdown, name, at }] of followed.entries()) {
    const unknown = index === 0 && followed.length < texts.length;
    for (const { pr, disposition } of ledgerOfText(markdown, brief.sources, own)) {
      if (placed.get(pr) !== disposition) moves.set(pr, unknown ? { by: null, at: null } : { by: name, at });
      if (places.get(pr) === disposition) moves.delete(pr);
      placed.set(pr, disposition);
    }
  }
  return moves;
}

/** `at`: its turn among what the text names. */
type Place = { line: number; at: number; group: string };

/** Where the text tells of each pull request, and where it only counts it. */
function placesIn(text: string, sources: readonly Source[]): Map<string, Map<string, Place>> {
  const places = { cited: new Map<string, Place>(), grouped: new Map<string, Place>() };
  for (const block of isTooLong(text) ? [] : readItems(text, sources)) {
    const there = block.section === ALSO_MERGED ? places.grouped : places.cited;
    const group = block.section === ALSO_MERGED ? labelOf(block, sources) : "";
    for (const pr of block.prs) if (!there.has(pr)) there.set(pr, { line: block.line, at: there.size, group });
  }
  return new Map(Object.entries(places));
}

/** "12 internal changes" of "12 internal changes (#3, #4)". */
function labelOf({ text }: TextBlock, sources: readonly Source[]): string {
  const [first] = splitCitations(text, sources);
  const label = first?.ref === null ? first.text.trim() : "";
  return (label.endsWith("(") ? label.slice(0, -1) : label).trim();
}

/** In a word, of what people took out item by item. */
async function whyLeftOut(db: Db, id: string): Promise<Map<string, string>> {
  const edits = await listLeftOut(db, id);
  return new Map(
    edits.flatMap(({ prs, reason }) => {
      const label = EDIT_REASONS.find(({ value }) => value === reason)?.label;
      return label ? prs.map((pr) => [pr, label.toLowerCase()] as const) : [];
    }),
  );
}

function decided(line: LedgerLine, moved: DecidedLine["moved"] = null, place?: Place, why?: string): DecidedLine {
  const { decided: by, group, ...rest } = line;
  const because = `${MOVED[line.disposition]}${why && line.disposition === "omitted" ? `: ${why}` : ""}`;
  const who = moved ? { by: "person" as const, because } : by;
  const label = group || place?.group;
  return {
    ...rest,
    ...(who && { decided: who }),
    ...(label && line.disposition === "grouped" && { group: label }),
    moved,
    line: place?.line ?? null,
  };
}

const MOVED: Record<LedgerLine["disposition"], string> = {
  cited: "Put into the text",
  grouped: `Moved to “${ALSO_MERGED}”`,
  omitted: "Taken out of the text",
  cancelled: "",
};

const ORDER = ["cited", "grouped", "omitted", "cancelled"] as const;

function inOrder(lines: readonly LedgerLine[], turn: (line: LedgerLine) => number): LedgerLine[] {
  return ORDER.flatMap((disposition) => {
    const some = lines.filter((line) => line.disposition === disposition);
    return some.toSorted((one, other) => turn(one) - turn(other) || 0);
  });
}

/** What one line counts stands together, also where that line names no numbers. */
function together(lines: readonly DecidedLine[]): DecidedLine[] {
  return [...Map.groupBy(lines, ({ disposition, group }) => `${disposition} ${group ?? ""}`).values()].flat();
}
