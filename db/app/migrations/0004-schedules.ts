import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* One for a profile: the profile's windows follow each other, and two clocks would share them. */
  `create table app.schedules (
    id uuid primary key,
    team_id uuid not null references app.teams,
    profile_id uuid not null references app.profiles,
    cron text not null check (length(cron) between 9 and 200),
    time_zone text not null,
    draft_lead_minutes integer not null check (draft_lead_minutes between 0 and 10080),
    posts text not null check (posts in ('at_slot', 'on_approval')),
    handled_until timestamptz not null,
    paused_at timestamptz,
    owner_id uuid not null references app.people,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create unique index schedules_one_a_profile on app.schedules (profile_id) where deleted_at is null`,

  /* The unique key lets one of many instances take a slot. */
  `create table app.slots (
    id uuid primary key,
    team_id uuid not null references app.teams,
    schedule_id uuid not null references app.schedules,
    slot timestamptz not null,
    state text not null check (state in ('drafted', 'skipped', 'missed', 'covered', 'failed')),
    origin text not null check (origin in ('clock', 'run_now', 'backfill')),
    update_id uuid unique references app.updates,
    window_since timestamptz,
    window_until timestamptz,
    post_at timestamptz,
    held_at timestamptz,
    held_because text,
    reread_at timestamptz,
    problem jsonb,
    created_at timestamptz not null default now(),
    unique (schedule_id, slot),
    check (state <> 'drafted' or update_id is not null)
  )`,
  `create index slots_to_post on app.slots (post_at) where state = 'drafted' and post_at is not null and held_at is null`,

  /* What people are told in Slack, once: an outbox that the Slack front empties. */
  `create table app.notices (
    id uuid primary key,
    team_id uuid not null references app.teams,
    kind text not null,
    subject_id uuid not null,
    person_id uuid not null references app.people,
    approvers boolean not null default false,
    update_id uuid references app.updates,
    payload jsonb not null default '{}',
    created_at timestamptz not null default now(),
    delivered_at timestamptz,
    unique (subject_id, kind)
  )`,
  `create index notices_waiting on app.notices (created_at) where delivered_at is null`,

  /* Null: as soon as it is approved. */
  `alter table app.deliveries add column post_at timestamptz`,
];
