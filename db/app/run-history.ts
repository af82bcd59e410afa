import { sql } from "kysely";
import type { RunState } from "../../webhooks/contract/runs.ts";
import type { Db, Generation, Update } from "./tables.ts";

export type GenerationRow = Pick<
  Generation,
  | "update_id"
  | "generation"
  | "run_id"
  | "template"
  | "template_ref"
  | "contract_hash"
  | "evidence_digest"
  | "artifact_uri"
  | "parameters"
  | "policy"
  | "timeframe"
  | "metrics"
  | "created_at"
> & {
  title: string;
  update_state: Update["state"];
  profile: string | null;
  asked_by_name: string | null;
  run_state: RunState;
};

export type RunFilter = {
  state?: RunState | undefined;
  profile?: string | undefined;
  template?: { name: string; version?: number | undefined } | undefined;
  since?: Date | undefined;
  /** The last one of the answer before. */
  after?: { at: Date; update_id: string; generation: number } | undefined;
  limit: number;
};

/** How a generation stands, in the words for runs: what was ended without a result ended as its update did. */
const RUN_STATE = sql<RunState>`case
  when one.state = 'triggering' then 'queued'
  when one.state = 'running' then 'running'
  when one.event_type is not null then substr(one.event_type, 5)
  when one.generation = update.generation and update.state in ('failed', 'timed_out') then 'failed'
  else 'cancelled' end`;

/** To the millisecond, as whoever asks for the next page names it. */
const ASKED_AT = sql`date_trunc('milliseconds', one.created_at)`;

/** Runs of a team’s updates, the newest first. */
export async function listGenerationRows(db: Db, teamId: string, filter: RunFilter): Promise<GenerationRow[]> {
  const { state, profile, template, since, after, limit } = filter;
  return rowsOf(db, teamId)
    .$if(state !== undefined, (query) => query.where(RUN_STATE, "=", state ?? "queued"))
    .$if(profile !== undefined, (query) => query.where("profile.slug", "=", profile ?? ""))
    .$if(template !== undefined, (query) =>
      query.where(sql<boolean>`one.template @> ${JSON.stringify({ ...template })}::jsonb`),
    )
    .$if(since !== undefined, (query) => query.where("one.created_at", ">=", since ?? new Date(0)))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(${ASKED_AT}, one.update_id, one.generation) < (${after?.at}, ${after?.update_id}::uuid, ${after?.generation})`,
      ),
    )
    .orderBy(ASKED_AT, "desc")
    .orderBy("one.update_id", "desc")
    .orderBy("one.generation", "desc")
    .limit(limit)
    .execute();
}

/** By the run’s id, or the newest of the update that is called so. */
export async function findGenerationRow(db: Db, teamId: string, id: string): Promise<GenerationRow | undefined> {
  return rowsOf(db, teamId)
    .where((eb) => eb.or([eb("one.run_id", "=", id), eb("one.update_id", "=", id)]))
    .orderBy("one.generation", "desc")
    .limit(1)
    .executeTakeFirst();
}

function rowsOf(db: Db, teamId: string) {
  return db
    .selectFrom("app.generations as one")
    .innerJoin("app.updates as update", "update.id", "one.update_id")
    .leftJoin("app.profiles as profile", "profile.id", "update.profile_id")
    .leftJoin("app.people as person", "person.id", "one.asked_by")
    .where("update.team_id", "=", teamId)
    .where("update.deleted_at", "is", null)
    .select([
      "one.update_id",
      "one.generation",
      "one.run_id",
      "one.template",
      "one.template_ref",
      "one.contract_hash",
      "one.evidence_digest",
      "one.artifact_uri",
      "one.parameters",
      "one.policy",
      "one.timeframe",
      "one.metrics",
      "one.created_at",
      "update.title",
      "update.state as update_state",
      "profile.slug as profile",
      "person.name as asked_by_name",
      RUN_STATE.as("run_state"),
    ]);
}
