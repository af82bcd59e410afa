import { sql } from "kysely";
import type { NotFollowed, Replaced } from "../../webhooks/contract/events.ts";
import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import type { ResolvedRange } from "../../webhooks/contract/range.ts";
import type { TriggerAnswer } from "../../webhooks/contract/runs.ts";
import type { Reread } from "./columns.ts";
import type { Db, Generation, Tx } from "./tables.ts";

type NewGeneration = Pick<
  Generation,
  | "update_id"
  | "generation"
  | "token_sha256"
  | "asked_by"
  | "deadline_at"
  | "previewed_digest"
  | "continues"
  | "policy"
  | "template_ref"
> & { parameters: Parameters; window: DateRange | null };

export async function insertGeneration(tx: Tx, { parameters, window, ...row }: NewGeneration): Promise<void> {
  await tx
    .insertInto("app.generations")
    .values({
      ...row,
      parameters: JSON.stringify(parameters),
      timeframe: window && JSON.stringify(window),
      state: "triggering",
    })
    .execute();
}

export async function findGeneration(db: Db, updateId: string, generation: number): Promise<Generation | undefined> {
  return db
    .selectFrom("app.generations")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("generation", "=", generation)
    .executeTakeFirst();
}

/** Every time that an update asked for a text, the newest first. */
export async function listGenerations(db: Db, updateId: string): Promise<Generation[]> {
  return db
    .selectFrom("app.generations")
    .selectAll()
    .where("update_id", "=", updateId)
    .orderBy("generation", "desc")
    .execute();
}

export async function findGenerationByToken(db: Db, tokenSha256: string): Promise<Generation | undefined> {
  return db.selectFrom("app.generations").selectAll().where("token_sha256", "=", tokenSha256).executeTakeFirst();
}

/** @returns the newest that has a run, whose evidence a text of the update is checked against. */
export async function findCheckedGeneration(db: Db, updateId: string): Promise<Generation | undefined> {
  return db
    .selectFrom("app.generations")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("event_type", "=", "run.completed")
    .orderBy("generation", "desc")
    .executeTakeFirst();
}

/** @returns false when nobody waits for it any more: the run has to be cancelled. */
export async function markTriggered(
  db: Db,
  { update_id, generation }: Generation,
  answer: TriggerAnswer,
): Promise<boolean> {
  const marked = await db
    .updateTable("app.generations")
    .set({
      state: sql`case when state = 'triggering' then 'running' else state end`,
      run_id: answer.run_id,
      contract_hash: answer.contract_hash,
      template: JSON.stringify(answer.template),
    })
    .where("update_id", "=", update_id)
    .where("generation", "=", generation)
    // A quick run may have reported back already: its row still takes the run's id.
    .where("state", "!=", "cancelled")
    .executeTakeFirst();
  return marked.numUpdatedRows === 1n;
}

export type Settlement = {
  event_type: string;
  body_sha256: string;
  run_id: string;
  metrics: object | null;
  window: DateRange | null;
  ranges: ResolvedRange[] | null;
  evidence_digest: string | null;
  artifact_uri: string | null;
  wrap_ups: string[];
  not_followed: NotFollowed[];
  replaced: Replaced[];
};

/** @returns false when it was settled or cancelled before. */
export async function settleGeneration(
  tx: Tx,
  updateId: string,
  generation: number,
  { metrics, window, ranges, wrap_ups, not_followed, replaced, ...settlement }: Settlement,
  now: Date,
): Promise<boolean> {
  const settled = await tx
    .updateTable("app.generations")
    .set({
      ...settlement,
      state: "settled",
      settled_at: now,
      metrics: metrics && JSON.stringify(metrics),
      wrap_ups: JSON.stringify(wrap_ups),
      not_followed: JSON.stringify(not_followed),
      replaced: JSON.stringify(replaced),
      ...(window && { timeframe: JSON.stringify(window) }),
      ranges: ranges && JSON.stringify(ranges),
    })
    .where("update_id", "=", updateId)
    .where("generation", "=", generation)
    .where("state", "in", ["triggering", "running"])
    .executeTakeFirst();
  return settled.numUpdatedRows === 1n;
}

/** Somebody still works for it, or will. */
export async function moveDeadline(db: Db, { update_id, generation }: Generation, deadline_at: Date): Promise<void> {
  await db
    .updateTable("app.generations")
    .set({ deadline_at })
    .where("update_id", "=", update_id)
    .where("generation", "=", generation)
    .where("state", "in", ["triggering", "running"])
    .execute();
}

/** Whatever comes for it from now on is too late. */
export async function cancelGeneration(tx: Tx, updateId: string, generation: number, now: Date): Promise<void> {
  await tx
    .updateTable("app.generations")
    .set({ state: "cancelled", settled_at: now })
    .where("update_id", "=", updateId)
    .where("generation", "=", generation)
    .where("state", "in", ["triggering", "running"])
    .execute();
}

/** Generations that still wait, oldest deadline first. */
export async function listOpenGenerations(db: Db, limit: number): Promise<Generation[]> {
  return db
    .selectFrom("app.generations")
    .selectAll()
    .where("state", "in", ["triggering", "running"])
    .orderBy("deadline_at")
    .limit(limit)
    .execute();
}

/** What was found belongs to the evidence that it was held against: a text that was written anew meanwhile has its own. */
export async function keepReread(
  db: Db,
  { update_id, generation }: Pick<Generation, "update_id" | "generation">,
  found: Reread,
  now: Date,
): Promise<void> {
  await db
    .updateTable("app.generations")
    .set({ reread_at: now, reread: JSON.stringify(found) })
    .where("update_id", "=", update_id)
    .where("generation", "=", generation)
    .execute();
}

/** When the oldest of a team was asked for that nobody has taken to the pipelines yet; null: none waits. */
export async function findOldestUntriggered(db: Db, teamId: string): Promise<Date | null> {
  const row = await db
    .selectFrom("app.generations as one")
    .innerJoin("app.updates as update", "update.id", "one.update_id")
    .select("one.created_at")
    .where("update.team_id", "=", teamId)
    .where("one.state", "=", "triggering")
    .whereRef("one.generation", "=", "update.generation")
    .orderBy("one.created_at")
    .limit(1)
    .executeTakeFirst();
  return row?.created_at ?? null;
}
