import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What a program is let in with as its person: never the token itself. One that was revoked stays, so that it can be said when.
  `create table app.access_tokens (
    id uuid primary key,
    team_id uuid not null references app.teams (id),
    person_id uuid not null references app.people (id),
    name text not null,
    token_sha256 text not null unique,
    made_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > made_at),
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  // Of those that serve, a person has one by each name.
  `create unique index access_tokens_name on app.access_tokens (person_id, name) where revoked_at is null`,
];
