import { sql } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import { askForCards, askForTeamsCards } from "./cards.ts";
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

/** What happened to an update is what its cards in Slack have to show: they are asked for with it. */
export async function appendAudit(tx: Tx, { detail = {}, ...event }: NewAuditEvent): Promise<void> {
  await tx
    .insertInto("app.audit_events")
    .values({ id: newId(), ...event, detail: JSON.stringify(detail) })
    .execute();
  if (event.update_id) await askForCards(tx, event.update_id);
  if (CHANGES_RIGHTS.has(event.action)) await askForTeamsCards(tx, event.team_id);
}

/** Who may what is different after these. */
const CHANGES_RIGHTS: ReadonlySet<string> = new Set([
  "person.role_changed",
  "person.deactivated",
  "person.reactivated",
  "profile.made",
  "profile.changed",
  "profile.deleted",
]);

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

export type LastMove = {
  id: string;
  action: string;
  actor_id: string | null;
  actor_name: string | null;
  seconds_ago: number;
};

/** The newest of these events, and how long ago it was by the database's own clock. */
export async function findLastMove(
  db: Db,
  updateId: string,
  actions: readonly string[],
): Promise<LastMove | undefined> {
  return db
    .selectFrom("app.audit_events as event")
    .leftJoin("app.people as person", "person.id", "event.actor_id")
    .select(["event.id", "event.action", "event.actor_id", "person.name as actor_name"])
    .select(sql<number>`extract(epoch from clock_timestamp() - event.at)::float8`.as("seconds_ago"))
    .where("event.update_id", "=", updateId)
    .where("event.action", "in", actions)
    .orderBy("event.at", "desc")
    .orderBy("event.id", "desc")
    .executeTakeFirst();
}
