import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Every policy that a profile has had, by its number from 1; the highest holds. None is ever changed: a run says under which it was written.
  `create table app.policies (
    profile_id uuid not null references app.profiles (id) on delete cascade,
    number integer not null check (number > 0),
    team_id uuid not null references app.teams (id),
    policy jsonb not null,
    made_by uuid references app.people (id),
    surface text not null,
    why text not null default '',
    made_at timestamptz not null,
    primary key (profile_id, number)
  )`,
  `create trigger policies_stay before update or truncate on app.policies
    for each statement execute function app.refuse_change()`,
  "alter table app.generations add column policy integer",
];
