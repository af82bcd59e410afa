import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import type { PolicyRow } from "./policy-tables.ts";
import type { Db, Tx } from "./tables.ts";

/** The policy that holds for a profile; undefined: it has none of its own. */
export async function findPolicy(db: Db, profileId: string): Promise<PolicyRow | undefined> {
  return db
    .selectFrom("app.policies")
    .selectAll()
    .where("profile_id", "=", profileId)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** One that it has had. */
export async function findPolicyAt(db: Db, profileId: string, number: number): Promise<PolicyRow | undefined> {
  return db
    .selectFrom("app.policies")
    .selectAll()
    .where("profile_id", "=", profileId)
    .where("number", "=", number)
    .executeTakeFirst();
}

/** All that it has had, the newest first. */
export async function listPolicies(db: Db, profileId: string): Promise<PolicyRow[]> {
  return db
    .selectFrom("app.policies")
    .selectAll()
    .where("profile_id", "=", profileId)
    .orderBy("number", "desc")
    .execute();
}

/** The same, a share of them. @param before A number that they are below; null: the newest. */
export async function listPoliciesBefore(
  db: Db,
  profileId: string,
  before: number | null,
  most: number,
): Promise<PolicyRow[]> {
  return db
    .selectFrom("app.policies")
    .selectAll()
    .where("profile_id", "=", profileId)
    .$if(before !== null, (query) => query.where("number", "<", before ?? 0))
    .orderBy("number", "desc")
    .limit(most)
    .execute();
}

/** Of each profile of a team that has a policy the number of the one that holds. */
export async function listPolicyNumbers(db: Db, teamId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("app.policies")
    .select((eb) => ["profile_id", eb.fn.max("number").as("number")])
    .where("team_id", "=", teamId)
    .groupBy("profile_id")
    .execute();
  return new Map(rows.map(({ profile_id, number }) => [profile_id, number]));
}

/** @returns undefined when there is one of this number already: somebody was faster. */
export async function insertPolicy(
  tx: Tx,
  { policy, ...row }: Omit<PolicyRow, "policy"> & { policy: PolicyParts },
): Promise<PolicyRow | undefined> {
  return tx
    .insertInto("app.policies")
    .values({ ...row, policy: JSON.stringify(policy) })
    .onConflict((conflict) => conflict.columns(["profile_id", "number"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** A window of a profile that was read to its end: the newest run of it, and the update that it is of. */
type WindowRead = { update_id: string; run_id: string };

/** The last windows of a profile that were read, the newest first, each once. */
export async function listWindowsRead(db: Db, profileId: string, most: number): Promise<WindowRead[]> {
  const rows = await db
    .selectFrom("app.generations as generation")
    .innerJoin("app.updates as update", "update.id", "generation.update_id")
    .select(["generation.update_id", "generation.run_id", "generation.timeframe"])
    .where("update.profile_id", "=", profileId)
    .where("generation.event_type", "=", "run.completed")
    .where("generation.run_id", "is not", null)
    .orderBy("generation.settled_at", "desc")
    .limit(most * AGAIN)
    .execute();
  const each = new Map(rows.toReversed().map((row) => [JSON.stringify(row.timeframe), row]));
  return [...each.values()]
    .toSorted((a, b) => Date.parse(b.timeframe?.until ?? "") - Date.parse(a.timeframe?.until ?? ""))
    .slice(0, most)
    .flatMap(({ update_id, run_id }) => (run_id ? [{ update_id, run_id }] : []));
}

/** A window may have been written several times. */
const AGAIN = 4;
