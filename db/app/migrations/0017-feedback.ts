import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What became of the agent's text on its way to the approved one; the approval that is in force counts. */
  `create table app.feedback (
    update_id uuid primary key references app.updates,
    decision_id uuid not null references app.decisions,
    measure integer not null,
    agent_revision integer not null,
    writer text not null,
    kept integer not null,
    moved integer not null,
    edited integer not null,
    removed integer not null,
    added integer not null,
    effort double precision not null,
    word_edits double precision not null,
    measured_at timestamptz not null default now()
  )`,
  `create index decisions_by_update on app.decisions (update_id)`,

  /* Why people changed it, where they said so. An item of '': the whole text. */
  `create table app.feedback_reasons (
    update_id uuid not null references app.updates,
    item text not null,
    reason text not null,
    person_id uuid not null references app.people,
    created_at timestamptz not null default now(),
    primary key (update_id, item, reason)
  )`,
];
