import { sql } from "kysely";
import type { Db } from "./tables.ts";

/** A run of a team's that came to a text, with the update that it was for. */
export type RecordedRun = {
  run_id: string;
  update_id: string;
  title: string;
  profile: string | null;
  template: string;
  version: number;
};

const SELECTED = sql`
  select generation.run_id, update.id as update_id, update.title, profile.name as profile,
    generation.template ->> 'name' as template, (generation.template ->> 'version')::integer as version
  from app.generations generation
  join app.updates update on update.id = generation.update_id
  left join app.profiles profile on profile.id = update.profile_id`;

/** The newest of one template, the newest first. */
export async function listRecordedRuns(
  db: Db,
  teamId: string,
  template: string,
  limit: number,
): Promise<RecordedRun[]> {
  const { rows } = await sql<RecordedRun>`${SELECTED}
    where update.team_id = ${teamId} and update.deleted_at is null and generation.event_type = 'run.completed'
      and generation.template ->> 'name' = ${template}
    order by generation.created_at desc, generation.update_id limit ${limit}`.execute(db);
  return rows;
}

/** Undefined: it is none of this team's. */
export async function findRecordedRun(db: Db, teamId: string, runId: string): Promise<RecordedRun | undefined> {
  const { rows } = await sql<RecordedRun>`${SELECTED}
    where update.team_id = ${teamId} and update.deleted_at is null and generation.run_id = ${runId}
    order by generation.created_at limit 1`.execute(db);
  return rows[0];
}
