import { sql, type Insertable } from "kysely";
import type { Db, PipelinesTables, Tag, TagMoveRow, TemplateVersion, Tx } from "./tables.ts";

/** Newest first. */
export async function listVersions(db: Db, name?: string): Promise<TemplateVersion[]> {
  return db
    .selectFrom("pipelines.template_versions")
    .selectAll()
    .$if(name !== undefined, (query) => query.where("name", "=", name ?? ""))
    .orderBy("name")
    .orderBy("version", "desc")
    .execute();
}

export async function findVersion(db: Db, name: string, version: number): Promise<TemplateVersion | undefined> {
  return db
    .selectFrom("pipelines.template_versions")
    .selectAll()
    .where("name", "=", name)
    .where("version", "=", version)
    .executeTakeFirst();
}

export async function findVersionByHash(db: Db, name: string, hash: string): Promise<TemplateVersion | undefined> {
  return db
    .selectFrom("pipelines.template_versions")
    .selectAll()
    .where("name", "=", name)
    .where("hash", "=", hash)
    .executeTakeFirst();
}

export type NewVersion = Omit<Insertable<PipelinesTables["pipelines.template_versions"]>, "version" | "spec"> & {
  spec: unknown;
};

/** The next version of its template. @returns undefined where another transaction has published at the same moment. */
export async function insertVersion(tx: Tx, { spec, ...row }: NewVersion): Promise<TemplateVersion | undefined> {
  const next = sql<number>`(select coalesce(max(version), 0) + 1 from pipelines.template_versions where name = ${row.name})`;
  return tx
    .insertInto("pipelines.template_versions")
    .values({ ...row, version: next, spec: JSON.stringify(spec) })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findTag(db: Db, name: string, tag: string): Promise<Tag | undefined> {
  return db.selectFrom("pipelines.tags").selectAll().where("name", "=", name).where("tag", "=", tag).executeTakeFirst();
}

export async function listTags(db: Db, name?: string): Promise<Tag[]> {
  return db
    .selectFrom("pipelines.tags")
    .selectAll()
    .$if(name !== undefined, (query) => query.where("name", "=", name ?? ""))
    .orderBy("name")
    .orderBy("tag")
    .execute();
}

type Move = Pick<TagMoveRow, "name" | "tag" | "from_version" | "to_version" | "share" | "reason" | "moved_by">;

/**
 * Moves a tag from where it was seen, and writes the move down. `from_version` null: it is new; `to_version` null: it goes.
 *
 * @returns false where it stands elsewhere by now.
 */
export async function putTag(tx: Tx, move: Move, at: Date): Promise<boolean> {
  if (!(await moved(tx, move, at))) return false;
  await tx.insertInto("pipelines.tag_moves").values(move).execute();
  return true;
}

async function moved(tx: Tx, move: Move, moved_at: Date): Promise<boolean> {
  const { name, tag, from_version, to_version: version, share, reason, moved_by } = move;
  if (from_version === null) {
    if (version === null) return false;
    const made = await tx
      .insertInto("pipelines.tags")
      .values({ name, tag, version, share, reason, moved_by, moved_at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return made.numInsertedOrUpdatedRows === 1n;
  }
  if (version === null) {
    const gone = await tx
      .deleteFrom("pipelines.tags")
      .where("name", "=", name)
      .where("tag", "=", tag)
      .where("version", "=", from_version)
      .executeTakeFirst();
    return gone.numDeletedRows === 1n;
  }
  const changed = await tx
    .updateTable("pipelines.tags")
    .set({ version, share, reason, moved_by, moved_at })
    .where("name", "=", name)
    .where("tag", "=", tag)
    .where("version", "=", from_version)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Newest first. */
export async function listMoves(db: Db, name: string, limit: number): Promise<TagMoveRow[]> {
  return db
    .selectFrom("pipelines.tag_moves")
    .selectAll()
    .where("name", "=", name)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

export async function findCopy(db: Db, name: string): Promise<{ copied_from: string } | undefined> {
  return db.selectFrom("pipelines.copied_templates").select("copied_from").where("name", "=", name).executeTakeFirst();
}

export async function countCopies(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom("pipelines.copied_templates")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** @returns false where the name is taken. */
export async function insertCopy(
  tx: Tx,
  copy: { name: string; copied_from: string; made_by: string },
): Promise<boolean> {
  const made = await tx
    .insertInto("pipelines.copied_templates")
    .values(copy)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}
