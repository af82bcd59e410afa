import { sql } from "kysely";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { Measurement } from "./feedback-tables.ts";
import type { Db, Tx } from "./tables.ts";

/** An approved text beside the agent's that it came from. */
export type ApprovedPair = Pick<Measurement, "update_id" | "decision_id" | "agent_revision"> & {
  sources: Source[];
  agent: string;
  approved: string;
  run_id: string;
  /** What was asked for: a model's name, "rules" or "default". */
  asked_writer: string;
  degraded: boolean;
};

/** Approvals in force that were not measured in this way yet, the newest first. What no agent wrote, a copy for one, has no pair. */
export async function listUnmeasured(db: Db, measure: number, limit: number): Promise<ApprovedPair[]> {
  const { rows } = await sql<ApprovedPair>`
    select decision.update_id, decision.id as decision_id, agent.number as agent_revision,
      update.brief -> 'sources' as sources, agent.markdown as agent, approved.markdown as approved, agent.run_id,
      coalesce(generation.parameters ->> 'llm_model', 'default') as asked_writer,
      update.degraded is not null as degraded
    from app.decisions decision
    join app.updates update on update.id = decision.update_id
    join app.revisions approved on approved.update_id = decision.update_id and approved.number = decision.revision
    join lateral (select * from app.revisions revision where revision.update_id = decision.update_id
      and revision.number <= decision.revision and revision.written_by is null and revision.run_id is not null
      order by revision.number desc limit 1) agent on true
    left join app.generations generation on generation.update_id = update.id and generation.run_id = agent.run_id
    where decision.kind = 'approve' and decision.voided_at is null
      and update.deleted_at is null
      and not exists (select 1 from app.feedback feedback
        where feedback.decision_id = decision.id and feedback.measure = ${measure})
    order by decision.created_at desc limit ${limit}`.execute(db);
  return rows;
}

export async function keepMeasurement(db: Db, row: Measurement): Promise<void> {
  await db
    .insertInto("app.feedback")
    .values(row)
    .onConflict((conflict) => conflict.column("update_id").doUpdateSet({ ...row, measured_at: sql<Date>`now()` }))
    .execute();
}

/** One approved text, with what is known of it. */
export type FeedbackRow = Omit<Measurement, "measure" | "decision_id" | "agent_revision"> & {
  drafted_at: Date;
  /** By its first approval: a correction is no longer wait. */
  approved_at: Date;
  number: number;
  title: string;
  profile_id: string | null;
  profile: string | null;
  template: string;
  version: number | null;
  /** In the agent's text; null: it was never checked. */
  faults: number | null;
  flags: number | null;
  /** How often each reason was given. */
  reasons: Record<string, number>;
};

/** A team's approved texts since then, the oldest first. */
export async function listFeedback(db: Db, teamId: string, since: Date, limit: number): Promise<FeedbackRow[]> {
  const { rows } = await sql<FeedbackRow>`
    select feedback.update_id, update.number, update.title, update.profile_id, profile.name as profile,
      coalesce(generation.template ->> 'name', '') as template,
      (generation.template ->> 'version')::integer as version,
      feedback.writer, feedback.kept, feedback.moved, feedback.edited, feedback.removed, feedback.added,
      feedback.effort, feedback.word_edits, agent.created_at as drafted_at, first.approved_at,
      jsonb_array_length(jsonb_path_query_array(found.findings, '$[*] ? (@.severity == "fault")')) as faults,
      jsonb_array_length(jsonb_path_query_array(found.findings, '$[*] ? (@.severity == "flag")')) as flags,
      coalesce((select jsonb_object_agg(reason, times) from (
        select said.reason, count(*) as times from app.feedback_reasons said
        where said.update_id = feedback.update_id group by said.reason) given), '{}') as reasons
    from app.feedback feedback
    join app.updates update on update.id = feedback.update_id
    join app.decisions decision on decision.id = feedback.decision_id and decision.voided_at is null
    join app.revisions agent on agent.update_id = feedback.update_id and agent.number = feedback.agent_revision
    join lateral (select min(created_at) as approved_at from app.decisions early where early.update_id = feedback.update_id
      and early.kind = 'approve' and early.revision >= agent.number) first on true
    left join app.profiles profile on profile.id = update.profile_id
    left join app.generations generation on generation.update_id = update.id and generation.run_id = agent.run_id
    left join app.findings found on found.run_id = agent.run_id and found.digest = agent.digest
    where update.team_id = ${teamId} and update.deleted_at is null and first.approved_at >= ${since}
    order by first.approved_at desc, feedback.update_id limit ${limit}`.execute(db);
  return rows.toReversed();
}

/** @returns false when it was said already. */
export async function giveReason(
  tx: Tx,
  row: { update_id: string; item: string; reason: string; person_id: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("app.feedback_reasons")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

/** @returns false when nobody had said it. */
export async function takeReasonBack(
  tx: Tx,
  { update_id, item, reason }: { update_id: string; item: string; reason: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("app.feedback_reasons")
    .where("update_id", "=", update_id)
    .where("item", "=", item)
    .where("reason", "=", reason)
    .executeTakeFirst();
  return Number(numDeletedRows) > 0;
}

export type GivenReason = { item: string; reason: string; name: string };

export async function listReasons(db: Db, updateId: string): Promise<GivenReason[]> {
  return db
    .selectFrom("app.feedback_reasons as given")
    .innerJoin("app.people as person", "person.id", "given.person_id")
    .select(["given.item", "given.reason", "person.name"])
    .where("given.update_id", "=", updateId)
    .orderBy("given.created_at")
    .execute();
}
