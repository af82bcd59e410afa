import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What a team announced of itself, as it stands in posts that somebody pasted or let Pulse read.
  `create table app.announced (
    profile_id uuid not null references app.profiles (id) on delete cascade,
    pr text not null,
    team_id uuid not null references app.teams (id),
    section text,
    place integer not null,
    found_in text not null check (found_in in ('pasted', 'channel')),
    noted_by uuid references app.people (id),
    noted_at timestamptz not null,
    primary key (profile_id, pr)
  )`,
  // A question to a person. Who answers it first decides; decided_under is the policy that was held then.
  `create table app.policy_proposals (
    profile_id uuid not null references app.profiles (id) on delete cascade,
    key text not null,
    team_id uuid not null references app.teams (id),
    proposal jsonb not null,
    fits integer not null,
    state text not null default 'open' check (state in ('open', 'accepted', 'refused')),
    found_at timestamptz not null,
    decided_by uuid references app.people (id),
    decided_at timestamptz,
    decided_under integer,
    primary key (profile_id, key),
    check ((state = 'open') = (decided_at is null))
  )`,
  // Whether Pulse may read what stands in the channel of a profile: until somebody takes it back.
  `create table app.channel_consents (
    profile_id uuid primary key references app.profiles (id) on delete cascade,
    team_id uuid not null references app.teams (id),
    channel_id text not null,
    given_by uuid not null references app.people (id),
    given_at timestamptz not null
  )`,
];
