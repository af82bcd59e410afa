import type { RunCheck, VersionReadiness } from "../../webhooks/contract/readiness.ts";
import type { ReadinessRow } from "./template-tables.ts";
import type { Db } from "./tables.ts";

type Of = { name: string; version: number };

export async function listReadiness(db: Db, name: string): Promise<ReadinessRow[]> {
  return db.selectFrom("pipelines.readiness").selectAll().where("name", "=", name).execute();
}

export async function findReadiness(db: Db, { name, version }: Of): Promise<ReadinessRow | undefined> {
  return db
    .selectFrom("pipelines.readiness")
    .selectAll()
    .where("name", "=", name)
    .where("version", "=", version)
    .executeTakeFirst();
}

/** The newest look counts, whoever comes last. */
export async function putReadiness(
  db: Db,
  of: Of,
  { state, reasons }: { state: VersionReadiness["state"]; reasons: readonly RunCheck[] },
  checked_at: Date,
): Promise<void> {
  const found = { state, reasons: JSON.stringify(reasons), checked_at };
  await db
    .insertInto("pipelines.readiness")
    .values({ name: of.name, version: of.version, ...found })
    .onConflict((conflict) =>
      conflict
        .columns(["name", "version"])
        .doUpdateSet(found)
        .where("pipelines.readiness.checked_at", "<=", checked_at),
    )
    .execute();
}

type OfServer = Of & { server: string };

export async function findSeenTools(
  db: Db,
  { name, version, server }: OfServer,
): Promise<Record<string, string> | undefined> {
  const row = await db
    .selectFrom("pipelines.seen_tools")
    .select("digests")
    .where("name", "=", name)
    .where("version", "=", version)
    .where("server", "=", server)
    .executeTakeFirst();
  return row?.digests;
}

/** Only the first look counts. */
export async function keepSeenTools(
  db: Db,
  { name, version, server }: OfServer,
  digests: Record<string, string>,
  seen_at: Date,
): Promise<void> {
  await db
    .insertInto("pipelines.seen_tools")
    .values({ name, version, server, digests: JSON.stringify(digests), seen_at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
