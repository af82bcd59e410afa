import { newId } from "../../webhooks/contract/ids.ts";
import type { AuditEvent, Db, Tx } from "./tables.ts";

export type NewAuditEvent = {
  team_id: string;
  actor_id: string | null;
  surface: string;
  /** Past tense, dotted: `update.approved`. */
  action: string;
  update_id?: string;
  profile_id?: string;
  detail?: Record<string, unknown>;
};

export async function appendAudit(tx: Tx, { detail = {}, ...event }: NewAuditEvent): Promise<void> {
  await tx
    .insertInto("app.audit_events")
    .values({ id: newId(), ...event, detail: JSON.stringify(detail) })
    .execute();
}

export type AuditEntry = AuditEvent & { actor_name: string | null };

export async function listAudit(db: Db, updateId: string): Promise<AuditEntry[]> {
  return db
    .selectFrom("app.audit_events as event")
    .leftJoin("app.people as person", "person.id", "event.actor_id")
    .selectAll("event")
    .select("person.name as actor_name")
    .where("event.update_id", "=", updateId)
    .orderBy("event.at")
    .orderBy("event.id")
    .execute();
}
