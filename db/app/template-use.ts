import { sql } from "kysely";
import type { Db, UpdateState } from "./tables.ts";

/** Nobody has let their text go out, or given it up. */
const OPEN: readonly UpdateState[] = ["generating", "in_review", "changes_requested", "approved", "post_failed"];

/** How many updates of a team are still worked on that a version of a template wrote. */
export async function countOpenByVersion(db: Db, teamId: string, template: string): Promise<Map<number, number>> {
  const { rows } = await sql<{ version: number; updates: number }>`
    select (generation.template ->> 'version')::integer as version, count(*)::integer as updates
    from app.updates update
    join app.generations generation on generation.update_id = update.id and generation.generation = update.generation
    where update.team_id = ${teamId} and update.deleted_at is null and update.state = any(${OPEN})
      and generation.template ->> 'name' = ${template}
    group by 1`.execute(db);
  return new Map(rows.map(({ version, updates }) => [version, updates]));
}

/** What people changed in the approved texts of each version. */
export type VersionEdits = {
  texts: number;
  /** Items changed, taken out or added, of one text on average. */ edits: number;
};

export async function editsByVersion(
  db: Db,
  teamId: string,
  template: string,
  since: Date,
): Promise<Map<number, VersionEdits>> {
  const { rows } = await sql<VersionEdits & { version: number }>`
    select (generation.template ->> 'version')::integer as version, count(*)::integer as texts,
      avg(feedback.edited + feedback.removed + feedback.added)::float8 as edits
    from app.feedback feedback
    join app.updates update on update.id = feedback.update_id
    join app.decisions decision on decision.id = feedback.decision_id and decision.voided_at is null
    join app.revisions agent on agent.update_id = feedback.update_id and agent.number = feedback.agent_revision
    join app.generations generation on generation.update_id = update.id and generation.run_id = agent.run_id
    where update.team_id = ${teamId} and update.deleted_at is null and decision.created_at >= ${since}
      and generation.template ->> 'name' = ${template}
    group by 1`.execute(db);
  return new Map(rows.map(({ version, ...edits }) => [version, edits]));
}

/** Profiles of a team with what writes them, and whether they have a schedule. */
export type TemplateUser = { slug: string; name: string; template: string | null; scheduled: boolean };

export async function listTemplateUsers(db: Db, teamId: string): Promise<TemplateUser[]> {
  const { rows } = await sql<TemplateUser>`
    select profile.slug, profile.name, profile.template,
      exists (select 1 from app.schedules schedule where schedule.profile_id = profile.id) as scheduled
    from app.profiles profile
    where profile.team_id = ${teamId} and profile.deleted_at is null
    order by profile.name`.execute(db);
  return rows;
}
