import { newId } from "../../webhooks/contract/ids.ts";
import type { Comment, Db, Person, Tx } from "./tables.ts";

type NewComment = Pick<Comment, "update_id" | "person_id" | "sentence_key" | "sentence" | "prs" | "said">;

export async function insertComment(tx: Tx, { prs, ...row }: NewComment): Promise<Comment> {
  return tx
    .insertInto("app.comments")
    .values({ id: newId(), ...row, prs: JSON.stringify(prs) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export type ShownComment = Comment & { person_name: Person["name"] };

/** What nobody has marked as done, the oldest first. */
export async function listOpenComments(db: Db, updateId: string): Promise<ShownComment[]> {
  return db
    .selectFrom("app.comments as comment")
    .innerJoin("app.people as person", "person.id", "comment.person_id")
    .selectAll("comment")
    .select("person.name as person_name")
    .where("comment.update_id", "=", updateId)
    .where("comment.done_at", "is", null)
    .orderBy("comment.created_at")
    .orderBy("comment.id")
    .execute();
}

/** Of these, what is still there and nobody has marked as done, the oldest first. */
export async function findOpenComments(db: Db, updateId: string, ids: readonly string[]): Promise<ShownComment[]> {
  return (await listOpenComments(db, updateId)).filter(({ id }) => ids.includes(id));
}

/** @returns undefined when it is not there, or done already. */
export async function settleComment(
  tx: Tx,
  { id, update_id }: Pick<Comment, "id" | "update_id">,
  personId: string,
  now: Date,
): Promise<Comment | undefined> {
  return tx
    .updateTable("app.comments")
    .set({ done_at: now, done_by: personId })
    .where("id", "=", id)
    .where("update_id", "=", update_id)
    .where("done_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

/** @returns undefined when it is not there, somebody else's, or done already. */
export async function deleteComment(
  tx: Tx,
  { id, update_id, person_id }: Pick<Comment, "id" | "update_id" | "person_id">,
): Promise<Comment | undefined> {
  return tx
    .deleteFrom("app.comments")
    .where("id", "=", id)
    .where("update_id", "=", update_id)
    .where("person_id", "=", person_id)
    .where("done_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}
