import { newId } from "../../webhooks/contract/ids.ts";
import type { Decision, Db, Tx } from "./tables.ts";

type NewDecision = Pick<
  Decision,
  "update_id" | "kind" | "revision" | "digest" | "channel" | "parts_digest" | "person_id"
> &
  Partial<Pick<Decision, "reason" | "reasons" | "override_reason">>;

export async function insertDecision(tx: Tx, { channel, reasons = [], ...row }: NewDecision): Promise<Decision> {
  return tx
    .insertInto("app.decisions")
    .values({ id: newId(), ...row, channel: JSON.stringify(channel), reasons: JSON.stringify(reasons) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What lets a text out: a person's approval of it, or a profile's standing decision about the line that nothing shipped. */
const LETS_OUT: readonly Decision["kind"][] = ["approve", "standing"];

/** An approval holds for one exact text; whoever changes the text afterwards ends it here. */
export async function voidApproval(tx: Tx, updateId: string, because: string, now: Date): Promise<void> {
  await tx
    .updateTable("app.decisions")
    .set({ voided_at: now, voided_because: because })
    .where("update_id", "=", updateId)
    .where("kind", "in", LETS_OUT)
    .where("voided_at", "is", null)
    .execute();
}

export async function findApproval(db: Db, updateId: string): Promise<Decision | undefined> {
  return db
    .selectFrom("app.decisions")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("kind", "in", LETS_OUT)
    .where("voided_at", "is", null)
    .executeTakeFirst();
}

export type ShownDecision = Decision & { person_name: string };

export async function listDecisions(db: Db, updateId: string): Promise<ShownDecision[]> {
  return db
    .selectFrom("app.decisions as decision")
    .innerJoin("app.people as person", "person.id", "decision.person_id")
    .selectAll("decision")
    .select("person.name as person_name")
    .where("update_id", "=", updateId)
    .orderBy("decision.created_at")
    .execute();
}
