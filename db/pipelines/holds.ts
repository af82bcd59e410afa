import { sql } from "kysely";
import { dollars, type Micros } from "./reservations.ts";
import type { Db, Tx } from "./tables.ts";

type Hold = { micros: Micros | null; tokens: number };

/** In the place of what the run kept before; nothing at all is no hold. */
export async function putHold(tx: Tx, run_id: string, { micros, tokens }: Hold, at: Date): Promise<void> {
  if (tokens === 0) return deleteHold(tx, run_id);
  const hold = { at, usd: dollars(micros), tokens };
  await tx
    .insertInto("pipelines.holds")
    .values({ run_id, ...hold })
    .onConflict((conflict) => conflict.column("run_id").doUpdateSet(hold))
    .execute();
}

export async function deleteHold(db: Db, runId: string): Promise<void> {
  await db.deleteFrom("pipelines.holds").where("run_id", "=", runId).execute();
}

/** Of runs that ended where nobody could say so. */
export async function deleteHoldsOfEnded(db: Db): Promise<void> {
  const ended = sql<boolean>`not exists (select from pipelines.runs where id = run_id and state in ('queued', 'running'))`;
  await db.deleteFrom("pipelines.holds").where(ended).execute();
}

/** What runs keep since then. @param but The run whose own hold does not count; null: all count. */
export async function sumOfHolds(db: Db, since: Date, but: string | null): Promise<{ micros: Micros; tokens: number }> {
  return db
    .selectFrom("pipelines.holds")
    .select([
      sql<number>`coalesce(sum(usd * 1000000), 0)::bigint`.as("micros"),
      sql<number>`coalesce(sum(tokens), 0)::bigint`.as("tokens"),
    ])
    .where("at", ">=", since)
    .where(sql<boolean>`run_id is distinct from ${but}::uuid`)
    .executeTakeFirstOrThrow();
}
