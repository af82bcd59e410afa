import type { Finding } from "../../webhooks/contract/finding.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Db, Revision, Tx } from "./tables.ts";

type NewRevision = Omit<Revision, "id" | "created_at" | "taken_from"> & Partial<Pick<Revision, "taken_from">>;

export async function insertRevision(tx: Tx, row: NewRevision): Promise<Revision> {
  return tx
    .insertInto("app.revisions")
    .values({ id: newId(), ...row })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findRevision(db: Db, updateId: string, number: number): Promise<Revision | undefined> {
  return db
    .selectFrom("app.revisions")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("number", "=", number)
    .executeTakeFirst();
}

/** Neither a person wrote it, nor does it take over what a check offered. */
export const isAgents = ({ written_by, taken_from }: Pick<Revision, "written_by" | "taken_from">): boolean =>
  written_by === null && taken_from === null;

export type ShownRevision = Revision & { author_name: string | null };

export async function listRevisions(db: Db, updateId: string): Promise<ShownRevision[]> {
  return db
    .selectFrom("app.revisions as revision")
    .leftJoin("app.people as person", "person.id", "revision.written_by")
    .selectAll("revision")
    .select("person.name as author_name")
    .where("update_id", "=", updateId)
    .orderBy("number")
    .execute();
}

export async function storeFindings(db: Db, runId: string, digest: string, findings: Finding[]): Promise<void> {
  await db
    .insertInto("app.findings")
    .values({ run_id: runId, digest, findings: JSON.stringify(findings) })
    .onConflict((conflict) => conflict.columns(["run_id", "digest"]).doNothing())
    .execute();
}

export async function findFindings(db: Db, runId: string, digest: string): Promise<Finding[] | undefined> {
  const row = await db
    .selectFrom("app.findings")
    .select("findings")
    .where("run_id", "=", runId)
    .where("digest", "=", digest)
    .executeTakeFirst();
  return row?.findings;
}

export async function acknowledgeFinding(tx: Tx, updateId: string, key: string, personId: string): Promise<void> {
  await tx
    .insertInto("app.acknowledgements")
    .values({ update_id: updateId, finding_key: key, person_id: personId })
    .onConflict((conflict) => conflict.columns(["update_id", "finding_key"]).doNothing())
    .execute();
}

/** Finding keys that someone said they know, with the name. */
export async function listAcknowledgements(db: Db, updateId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("app.acknowledgements as acknowledgement")
    .innerJoin("app.people as person", "person.id", "acknowledgement.person_id")
    .select(["finding_key", "person.name"])
    .where("update_id", "=", updateId)
    .execute();
  return new Map(rows.map(({ finding_key, name }) => [finding_key, name]));
}
