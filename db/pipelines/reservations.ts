import { sql, type SqlBool } from "kysely";
import type { Db, Tx } from "./tables.ts";

/** US dollars as millionths, so that sums are exact. */
export type Micros = number;

/** What a time or a run has cost, and what is set aside for calls that are being made or whose end nobody knows. */
export type Sums = {
  spent_micros: Micros;
  reserved_micros: Micros;
  spent_tokens: number;
  reserved_tokens: number;
  /** Calls without a known price: no money of theirs is in the sums. */
  unpriced_calls: number;
};

/** Lets the transactions that reserve come one after the other. Held until the end of this one. */
export async function lockBudget(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
}
/** Any number that nobody else locks: the bytes of "budg". */
const LOCK = 0x62_75_64_67;

export async function sumSince(db: Db, since: Date): Promise<Sums> {
  return sums(db, sql<SqlBool>`at >= ${since}`);
}

export async function sumOfRun(db: Db, runId: string): Promise<Sums> {
  return sums(db, sql<SqlBool>`run_id = ${runId}`);
}

type NewReservation = Record<"id" | "model", string> & {
  run_id: string | null;
  at: Date;
  micros: Micros | null;
  tokens: number;
  lost_at: Date;
};

export async function insertReservation(tx: Tx, { micros, tokens, ...row }: NewReservation): Promise<void> {
  await tx
    .insertInto("pipelines.reservations")
    .values({
      ...row,
      reserved_usd: dollars(micros),
      reserved_tokens: tokens,
      spent_tokens: null,
      settled_at: null,
      cleared_by: null,
    })
    .execute();
}

/** Once: a second settlement changes nothing, but what a call did cost takes the place of an estimate. */
export async function settleReservation(
  db: Db,
  id: string,
  { micros, tokens }: { micros: Micros | null; tokens: number },
  now: Date,
): Promise<void> {
  await db
    .updateTable("pipelines.reservations")
    .set({ spent_usd: dollars(micros), spent_tokens: tokens, settled_at: now, estimated: false, cleared_by: null })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("settled_at", "is", null), eb("estimated", "=", true)]))
    .execute();
}

/** What was set aside counts as spent, as an estimate: it is the most that these calls may have cost. @returns how many there were. */
export async function settleAtMost(
  db: Db,
  which: { id: string } | { run_id: string } | { lost_before: Date },
  now: Date,
): Promise<number> {
  const settled = await db
    .updateTable("pipelines.reservations")
    .set({
      spent_usd: sql<number>`reserved_usd`,
      spent_tokens: sql<number>`reserved_tokens`,
      settled_at: now,
      estimated: true,
    })
    .where("settled_at", "is", null)
    .$if("id" in which, (query) => query.where("id", "=", "id" in which ? which.id : ""))
    .$if("run_id" in which, (query) => query.where("run_id", "=", "run_id" in which ? which.run_id : ""))
    .$if("lost_before" in which, (query) =>
      query.where("lost_at", "<", "lost_before" in which ? which.lost_before : now),
    )
    .executeTakeFirst();
  return Number(settled.numUpdatedRows);
}

/** Calls that are being made, or that nobody has given up yet. */
export async function sumOfOpen(db: Db): Promise<Amounts & { until: Date | null }> {
  return db
    .selectFrom("pipelines.reservations")
    .select([...amounts("reserved"), (eb) => eb.fn.max("lost_at").as("until")])
    .where("settled_at", "is", null)
    .executeTakeFirstOrThrow();
}

/** Calls whose cost is an estimate, without those that somebody has cleared. */
export async function sumOfEstimated(db: Db, since: Date): Promise<Amounts> {
  return db
    .selectFrom("pipelines.reservations")
    .select(amounts("spent"))
    .where("estimated", "=", true)
    .where("cleared_by", "is", null)
    .where("at", ">=", since)
    .executeTakeFirstOrThrow();
}

type Amounts = { calls: number; micros: Micros; tokens: number };

function amounts(which: "reserved" | "spent") {
  const [usd, tokens] = [sql.ref(`${which}_usd`), sql.ref(`${which}_tokens`)];
  return [
    sql<number>`count(*)`.as("calls"),
    sql<number>`coalesce(sum(${usd} * 1000000), 0)::bigint`.as("micros"),
    sql<number>`coalesce(sum(${tokens}), 0)::bigint`.as("tokens"),
  ] as const;
}

/** They did cost nothing. @returns how many there were. */
export async function clearEstimates(db: Db, since: Date, by: string): Promise<number> {
  const cleared = await db
    .updateTable("pipelines.reservations")
    .set({ spent_usd: 0, spent_tokens: 0, cleared_by: by })
    .where("estimated", "=", true)
    .where("cleared_by", "is", null)
    .where("at", ">=", since)
    .executeTakeFirst();
  return Number(cleared.numUpdatedRows);
}

export function dollars(micros: Micros | null): number | null {
  return micros === null ? null : micros / 1_000_000;
}

/** A settled call without a price of its own counts with the one that it was reserved at. */
async function sums(db: Db, which: ReturnType<typeof sql<SqlBool>>): Promise<Sums> {
  return db
    .selectFrom("pipelines.reservations")
    .select([
      sql<number>`coalesce(sum(coalesce(spent_usd, reserved_usd) * 1000000) filter (where settled_at is not null), 0)::bigint`.as(
        "spent_micros",
      ),
      sql<number>`coalesce(sum(reserved_usd * 1000000) filter (where settled_at is null), 0)::bigint`.as(
        "reserved_micros",
      ),
      sql<number>`coalesce(sum(spent_tokens) filter (where settled_at is not null), 0)::bigint`.as("spent_tokens"),
      sql<number>`coalesce(sum(reserved_tokens) filter (where settled_at is null), 0)::bigint`.as("reserved_tokens"),
      sql<number>`count(*) filter (where spent_usd is null and reserved_usd is null)`.as("unpriced_calls"),
    ])
    .where(which)
    .executeTakeFirstOrThrow();
}
