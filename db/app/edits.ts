import type { Edit } from "./text-tables.ts";
import type { Db, Tx } from "./tables.ts";

/** Steps of one text that are kept; older ones can no longer be taken back. */
const MOST_EDITS = 200;

type NewEdit = Omit<Edit, "seq" | "undone_at" | "taken_from"> & Partial<Pick<Edit, "taken_from">>;

/** Keeps a step; what its person had taken back before cannot be done again then. */
export async function insertEdit(tx: Tx, row: NewEdit): Promise<void> {
  const { update_id, person_id } = row;
  await tx
    .deleteFrom("app.edits")
    .where("update_id", "=", update_id)
    .where("person_id", "=", person_id)
    .where("undone_at", "is not", null)
    .execute();
  const { seq } = await tx.insertInto("app.edits").values(row).returning("seq").executeTakeFirstOrThrow();
  const oldest = await tx
    .selectFrom("app.edits")
    .select("seq")
    .where("update_id", "=", update_id)
    .where("seq", "<=", seq)
    .orderBy("seq", "desc")
    .offset(MOST_EDITS)
    .limit(1)
    .executeTakeFirst();
  if (oldest)
    await tx.deleteFrom("app.edits").where("update_id", "=", update_id).where("seq", "<=", oldest.seq).execute();
}

/** The newest step that stands, whoever did it. */
export async function findNewestEdit(db: Db, updateId: string): Promise<Edit | undefined> {
  return db
    .selectFrom("app.edits")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("undone_at", "is", null)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The steps of one person that stand, the newest last, and those that they took back, the next to do again last. */
export async function listEditsOf(
  db: Db,
  updateId: string,
  personId: string,
): Promise<{ done: Edit[]; undone: Edit[] }> {
  const rows = await db
    .selectFrom("app.edits")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("person_id", "=", personId)
    .orderBy("seq")
    .execute();
  const [done, undone] = [true, false].map((stands) => rows.filter(({ undone_at }) => (undone_at === null) === stands));
  return { done: done ?? [], undone: (undone ?? []).toReversed() };
}

/** Whether something was done to the text since then that this person did not type: by others, or to an item. */
export async function hasEditBeside(db: Db, updateId: string, personId: string | null, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom("app.edits")
    .select("seq")
    .where("update_id", "=", updateId)
    .where("made_at", ">", since)
    .where("undone_at", "is", null)
    .where((where) => where.or([where("person_id", "is distinct from", personId), where("typed", "=", false)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whoever did something to the text that stands; what a check offered is nobody's words. */
export async function listEditors(db: Db, updateId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("app.edits")
    .select("person_id")
    .distinct()
    .where("update_id", "=", updateId)
    .where("taken_from", "is", null)
    .where("undone_at", "is", null)
    .execute();
  return rows.map(({ person_id }) => person_id);
}

/** What a person left out of a text, and why. */
type LeftOut = { prs: string[]; reason: string; person_id: string };

/** The newest last; what was taken back is none. */
export async function listLeftOut(db: Db, updateId: string): Promise<LeftOut[]> {
  return db
    .selectFrom("app.edits")
    .select(["prs", "reason", "person_id"])
    .where("update_id", "=", updateId)
    .where("reason", "is not", null)
    .where("undone_at", "is", null)
    .orderBy("seq")
    .$narrowType<{ reason: string }>()
    .execute();
}

export async function changeEdit(
  tx: Tx,
  seq: number,
  change: Partial<Pick<Edit, "line" | "removed" | "added" | "made_at" | "undone_at">>,
): Promise<void> {
  await tx.updateTable("app.edits").set(change).where("seq", "=", seq).execute();
}

/** A step that came to nothing. */
export async function deleteEdit(tx: Tx, seq: number): Promise<void> {
  await tx.deleteFrom("app.edits").where("seq", "=", seq).execute();
}

/** A text of the agent begins anew. */
export async function forgetEdits(tx: Tx, updateId: string): Promise<void> {
  await tx.deleteFrom("app.edits").where("update_id", "=", updateId).execute();
}
