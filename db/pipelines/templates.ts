import type { Db, TemplateVersion, Tx } from "./tables.ts";

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

export type Tag = { name: string; tag: string; version: number };

export async function findTag(db: Db, name: string, tag: string): Promise<number | undefined> {
  return (await listTags(db)).find((one) => one.name === name && one.tag === tag)?.version;
}

export async function listTags(db: Db): Promise<Tag[]> {
  return db.selectFrom("pipelines.tags").select(["name", "tag", "version"]).orderBy("name").orderBy("tag").execute();
}

export type NewVersion = Omit<TemplateVersion, "created_at">;

export async function insertVersion(tx: Tx, { name, version, hash, spec }: NewVersion): Promise<void> {
  await tx
    .insertInto("pipelines.template_versions")
    .values({ name, version, hash, spec: JSON.stringify(spec) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function moveTag(tx: Tx, { name, tag, version }: Tag): Promise<void> {
  await tx
    .insertInto("pipelines.tags")
    .values({ name, tag, version })
    .onConflict((conflict) => conflict.columns(["name", "tag"]).doUpdateSet({ version, moved_at: new Date() }))
    .execute();
}
