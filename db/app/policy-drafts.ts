import type { DraftPolicy, PolicyDraftRow } from "./policy-tables.ts";
import type { Db, Tx } from "./tables.ts";

/** Whose it is, and in which profile. */
export type DraftOf = Pick<PolicyDraftRow, "profile_id" | "person_id">;

/** What somebody changed and has not saved; undefined: nothing. @param locked Whoever else changes it at once waits. */
export async function findPolicyDraft(
  db: Db,
  { profile_id, person_id }: DraftOf,
  { locked = false } = {},
): Promise<PolicyDraftRow | undefined> {
  return db
    .selectFrom("app.policy_drafts")
    .selectAll()
    .where("profile_id", "=", profile_id)
    .where("person_id", "=", person_id)
    .$if(locked, (query) => query.forUpdate())
    .executeTakeFirst();
}

/** Theirs, to be changed: whoever else changes it at once waits. Where there is none, it begins with what is given. */
export async function lockPolicyDraft(
  tx: Tx,
  { draft, ...row }: Omit<PolicyDraftRow, "draft"> & { draft: DraftPolicy },
): Promise<PolicyDraftRow> {
  return (
    tx
      .insertInto("app.policy_drafts")
      .values({ ...row, draft: JSON.stringify(draft) })
      // Writes what is there already: so it is locked and told in one statement, and nobody saves or discards it in between.
      .onConflict((conflict) => conflict.columns(["profile_id", "person_id"]).doUpdateSet({ team_id: row.team_id }))
      .returningAll()
      .executeTakeFirstOrThrow()
  );
}

export async function updatePolicyDraft(
  tx: Tx,
  { profile_id, person_id }: DraftOf,
  { draft, base, changed_at }: { draft: DraftPolicy; base: number; changed_at: Date },
): Promise<void> {
  await tx
    .updateTable("app.policy_drafts")
    .set({ draft: JSON.stringify(draft), base, changed_at })
    .where("profile_id", "=", profile_id)
    .where("person_id", "=", person_id)
    .execute();
}

/** @param changed_at Only as it was then; absent: whatever it is. */
export async function deletePolicyDraft(tx: Tx, { profile_id, person_id }: DraftOf, changed_at?: Date): Promise<void> {
  await tx
    .deleteFrom("app.policy_drafts")
    .where("profile_id", "=", profile_id)
    .where("person_id", "=", person_id)
    .$if(changed_at !== undefined, (query) => query.where("changed_at", "=", changed_at as Date))
    .execute();
}
