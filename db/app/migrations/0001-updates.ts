import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table app.teams (
    id uuid primary key,
    name text not null,
    created_at timestamptz not null default now()
  )`,

  `create table app.people (
    id uuid primary key,
    team_id uuid not null references app.teams,
    handle text not null,
    name text not null,
    email text not null,
    slack_user_id text,
    created_at timestamptz not null default now(),
    unique (team_id, handle),
    unique (team_id, email)
  )`,

  `create table app.sessions (
    token_sha256 text primary key,
    person_id uuid not null references app.people,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,

  `create table app.profiles (
    id uuid primary key,
    team_id uuid not null references app.teams,
    name text not null check (length(name) between 1 and 80),
    slug text not null,
    time_zone text not null,
    channel jsonb not null,
    brief jsonb not null,
    created_by uuid not null references app.people,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create unique index profiles_slug on app.profiles (team_id, slug) where deleted_at is null`,

  `create table app.updates (
    id uuid primary key,
    team_id uuid not null references app.teams,
    profile_id uuid references app.profiles,
    state text not null check (state in ('generating', 'in_review', 'nothing_to_report', 'failed', 'timed_out', 'cancelled',
      'approved', 'changes_requested', 'rejected', 'expired', 'posting', 'posted', 'post_failed', 'needs_check',
      'correcting', 'retracted')),
    title text not null,
    brief jsonb not null,
    channel jsonb not null,
    generation integer not null default 1,
    revision integer not null default 0,
    working_copy text,
    working_copy_by uuid references app.people,
    working_copy_at timestamptz,
    ledger jsonb not null default '[]',
    problem jsonb,
    degraded jsonb,
    empty_reason text,
    review_requested_by uuid references app.people,
    review_requested_at timestamptz,
    copied_from uuid references app.updates,
    created_by uuid not null references app.people,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    posted_at timestamptz,
    deleted_at timestamptz
  )`,
  `create index updates_newest on app.updates (team_id, created_at desc) where deleted_at is null`,
  `create index updates_by_state on app.updates (team_id, state) where deleted_at is null`,

  /* One row per time that an update asked the pipelines for a text. */
  `create table app.generations (
    update_id uuid not null references app.updates,
    generation integer not null,
    token_sha256 text not null unique,
    parameters jsonb not null,
    run_id uuid,
    template jsonb,
    contract_hash text,
    state text not null check (state in ('triggering', 'running', 'settled', 'cancelled')),
    event_type text,
    body_sha256 text,
    metrics jsonb,
    timeframe jsonb,
    evidence_digest text,
    previewed_digest text,
    artifact_uri text,
    asked_by uuid not null references app.people,
    created_at timestamptz not null default now(),
    deadline_at timestamptz not null,
    settled_at timestamptz,
    primary key (update_id, generation)
  )`,
  `create index generations_open on app.generations (deadline_at) where state in ('triggering', 'running')`,

  `create table app.revisions (
    id uuid primary key,
    update_id uuid not null references app.updates,
    number integer not null,
    markdown text not null,
    digest text not null,
    written_by uuid references app.people,
    run_id uuid,
    note text,
    created_at timestamptz not null default now(),
    unique (update_id, number)
  )`,

  `create table app.findings (
    run_id uuid not null,
    digest text not null,
    findings jsonb not null,
    checked_at timestamptz not null default now(),
    primary key (run_id, digest)
  )`,

  `create table app.acknowledgements (
    update_id uuid not null references app.updates,
    finding_key text not null,
    person_id uuid not null references app.people,
    created_at timestamptz not null default now(),
    primary key (update_id, finding_key)
  )`,

  `create table app.decisions (
    id uuid primary key,
    update_id uuid not null references app.updates,
    kind text not null check (kind in ('approve', 'request_changes', 'reject', 'retract')),
    revision integer not null,
    digest text not null,
    channel jsonb not null,
    parts_digest text not null,
    person_id uuid not null references app.people,
    reason text,
    reasons jsonb not null default '[]',
    override_reason text,
    created_at timestamptz not null default now(),
    voided_at timestamptz,
    voided_because text
  )`,
  `create unique index decisions_one_approval on app.decisions (update_id) where kind = 'approve' and voided_at is null`,

  `create table app.deliveries (
    id uuid primary key,
    update_id uuid not null references app.updates,
    decision_id uuid not null references app.decisions unique,
    revision integer not null,
    kind text not null check (kind in ('post', 'correct', 'retract')),
    channel jsonb not null,
    created_at timestamptz not null default now()
  )`,

  /* The outbox: each row is one message that gets into Slack at most once. */
  `create table app.delivery_parts (
    delivery_id uuid not null references app.deliveries,
    part integer not null,
    effect text not null check (effect in ('post', 'update', 'delete')),
    idem_key text not null unique,
    payload jsonb not null,
    digest text not null,
    state text not null check (state in ('ready', 'sending', 'posted', 'unknown', 'failed', 'abandoned')),
    ts text,
    permalink text,
    attempts integer not null default 0,
    attempt_started_at timestamptz,
    looked_for integer not null default 0,
    problem jsonb,
    settled_at timestamptz,
    primary key (delivery_id, part)
  )`,

  `create table app.audit_events (
    id uuid primary key,
    team_id uuid not null references app.teams,
    at timestamptz not null default now(),
    actor_id uuid references app.people,
    surface text not null,
    action text not null,
    update_id uuid references app.updates,
    profile_id uuid references app.profiles,
    detail jsonb not null default '{}'
  )`,
  `create index audit_by_update on app.audit_events (update_id, at)`,
  `create function app.refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'audit events are append-only'; end $$`,
  `create trigger audit_append_only before update or delete or truncate on app.audit_events
    for each statement execute function app.refuse_change()`,
];
