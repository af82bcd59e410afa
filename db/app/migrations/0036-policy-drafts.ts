import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What somebody changed in a profile's policy and has not saved: one of each person's. `base` is the policy that they began with.
  `create table app.policy_drafts (
    profile_id uuid not null references app.profiles (id) on delete cascade,
    person_id uuid not null references app.people (id),
    team_id uuid not null references app.teams (id),
    base integer not null check (base >= 0),
    draft jsonb not null,
    changed_at timestamptz not null,
    primary key (profile_id, person_id)
  )`,
];
