import type { KnownContract } from "./template-tables.ts";
import type { Db } from "./tables.ts";

/** The first release that has a contract keeps it; it never changes. */
export async function keepContract(
  db: Db,
  { hash, schemas, release }: { hash: string; schemas: object; release: string },
): Promise<void> {
  await db
    .insertInto("pipelines.contracts")
    .values({ hash, schemas: JSON.stringify(schemas), release })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findContract(db: Db, hash: string): Promise<KnownContract | undefined> {
  return db.selectFrom("pipelines.contracts").selectAll().where("hash", "=", hash).executeTakeFirst();
}

/** Of these hashes those that are known. */
export async function findContracts(db: Db, hashes: readonly string[]): Promise<KnownContract[]> {
  return db
    .selectFrom("pipelines.contracts")
    .selectAll()
    .where("hash", "in", [...hashes, ""])
    .execute();
}
