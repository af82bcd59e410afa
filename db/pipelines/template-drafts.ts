import type { TemplateParts } from "../../webhooks/contract/templates.ts";
import type { Db, TemplateDraftRow, Tx } from "./tables.ts";

export async function findTemplateDraft(db: Db, name: string): Promise<TemplateDraftRow | undefined> {
  return db.selectFrom("pipelines.template_drafts").selectAll().where("name", "=", name).executeTakeFirst();
}

type DraftChange = Pick<TemplateDraftRow, "name" | "skills" | "changed_by" | "changed_at"> &
  ({ base: number; parts: TemplateParts } | { base: null; parts: null });

/** @param number As it was seen; 0: there was none yet. @returns undefined where it is another by now. */
export async function keepTemplateDraft(
  tx: Tx,
  { parts, skills, ...change }: DraftChange,
  number: number,
): Promise<TemplateDraftRow | undefined> {
  const kept = { parts: parts && JSON.stringify(parts), skills: JSON.stringify(skills), number: number + 1 };
  if (number === 0) {
    return tx
      .insertInto("pipelines.template_drafts")
      .values({ ...change, ...kept })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
  }
  return tx
    .updateTable("pipelines.template_drafts")
    .set({ ...change, ...kept })
    .where("name", "=", change.name)
    .where("number", "=", number)
    .returningAll()
    .executeTakeFirst();
}
