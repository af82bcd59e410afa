import { findLook, keepLook } from "../../db/app/looks.ts";
import type { Db, SeenText, Update } from "../../db/app/tables.ts";

/** What somebody had read of an update before it said something else. */
export type Before = { markdown: string; at: Date };

/** So long what changed stands beside the text, however often its page is opened. */
const NEWS_FOR_MS = 3_600_000;

/**
 * Keeps that a person has a text before them, and tells what they had before them when they last looked, if that was another one. Their own
 * words are no news to them.
 */
export async function seenBefore(
  db: Db,
  now: Date,
  personId: string,
  { id }: Pick<Update, "id">,
  { markdown, written_by }: { markdown: string; written_by: string | null },
): Promise<Before | null> {
  const last = await findLook(db, id, personId);
  const before = written_by === personId ? null : beforeOf(last, markdown, now);
  const isNew = last?.markdown !== markdown;
  if (isNew || (last.before_markdown !== null && before === null)) {
    await keepLook(db, {
      update_id: id,
      person_id: personId,
      markdown,
      looked_at: now,
      before_markdown: before?.markdown ?? null,
      before_at: before?.at ?? null,
    });
  }
  return before;
}

function beforeOf(last: SeenText | undefined, markdown: string, now: Date): Before | null {
  if (!last) return null;
  const { before_markdown, before_at, looked_at } = last;
  const isFresh = now.getTime() - looked_at.getTime() < NEWS_FOR_MS;
  // While somebody writes and another reads along, one letter is not all that changed.
  if (isFresh && before_markdown !== null && before_at !== null) return { markdown: before_markdown, at: before_at };
  return last.markdown === markdown ? null : { markdown: last.markdown, at: looked_at };
}
