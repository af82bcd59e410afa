import { sql } from "kysely";
import type { Writing } from "../../webhooks/contract/writing.ts";
import type { Db, Run } from "./tables.ts";

type Attempt = Pick<Run, "id" | "attempt">;

/** In the place of what stood there; nothing where another attempt has the run by now, or it has ended. */
export async function putWriting(db: Db, { id, attempt }: Attempt, writing: readonly Writing[]): Promise<void> {
  await db
    .insertInto("pipelines.writing")
    .columns(["run_id", "attempt", "writing"])
    .expression((eb) =>
      eb
        .selectFrom("pipelines.runs")
        .select([
          sql<string>`id`.as("run_id"),
          sql<number>`attempt`.as("attempt"),
          sql<string>`${JSON.stringify(writing)}::jsonb`.as("writing"),
        ])
        .where("id", "=", id)
        .where("attempt", "=", attempt)
        .where("state", "=", "running")
        // Whoever ends the run meanwhile waits for this row, and then deletes it.
        .forShare(),
    )
    .onConflict((conflict) =>
      conflict.column("run_id").doUpdateSet({ attempt, writing: sql<string>`excluded.writing` }),
    )
    .execute();
}

/** That of an earlier attempt as well. */
export async function deleteWriting(db: Db, { id, attempt }: Attempt): Promise<void> {
  await db.deleteFrom("pipelines.writing").where("run_id", "=", id).where("attempt", "<=", attempt).execute();
}

/** What an earlier attempt left is nothing that comes now. */
export async function findWriting(db: Db, { id, attempt }: Attempt): Promise<Writing[]> {
  const found = await db
    .selectFrom("pipelines.writing")
    .select("writing")
    .where("run_id", "=", id)
    .where("attempt", "=", attempt)
    .executeTakeFirst();
  return found?.writing ?? [];
}
