import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table pipelines.template_versions (
    name text not null,
    version integer not null,
    hash text not null,
    spec jsonb not null,
    created_at timestamptz not null default now(),
    primary key (name, version),
    unique (name, hash)
  )`,
  `create function pipelines.refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'a template version never changes'; end $$`,
  `create trigger versions_immutable before update or delete or truncate on pipelines.template_versions
    for each statement execute function pipelines.refuse_change()`,

  `create table pipelines.tags (
    name text not null,
    tag text not null,
    version integer not null,
    moved_at timestamptz not null default now(),
    primary key (name, tag),
    foreign key (name, version) references pipelines.template_versions
  )`,

  `create table pipelines.runs (
    id uuid primary key,
    state text not null check (state in ('queued', 'running', 'completed', 'nothing_to_report', 'failed', 'cancelled')),
    template_name text not null,
    template_version integer not null,
    contract_hash text not null,
    parameters jsonb not null,
    dry_run boolean not null default false,
    request_id uuid not null,
    callback_url text not null,
    sealed_token bytea,
    idempotency_key text not null unique,
    request_digest text not null,
    attempt integer not null default 0,
    failures integer not null default 0,
    cancel_requested_at timestamptz,
    timeframe jsonb,
    progress jsonb not null
      default '{"step": null, "call": null, "counts": {"pages": 0, "seen": 0, "in_window": null, "items": null}}',
    problem jsonb,
    metrics jsonb,
    artifact_sha256 text,
    evidence_sha256 text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    deadline_at timestamptz not null,
    foreign key (template_name, template_version) references pipelines.template_versions
  )`,
  `create index runs_open on pipelines.runs (deadline_at) where state in ('queued', 'running')`,
  `create index runs_newest on pipelines.runs (created_at desc)`,

  /* The recording. A row stands for a finished call; the one in flight has none. */
  `create table pipelines.calls (
    run_id uuid not null references pipelines.runs,
    step integer not null,
    path text not null,
    ordinal integer not null,
    input_digest text not null,
    node text not null,
    kind text not null check (kind in ('tool', 'model', 'clock')),
    name text not null,
    input jsonb not null,
    output jsonb not null,
    attempt integer not null,
    started_at timestamptz not null,
    duration_ms integer not null,
    input_tokens integer not null default 0,
    output_tokens integer not null default 0,
    cost_usd double precision,
    primary key (run_id, step, path, ordinal)
  )`,

  `create table pipelines.nodes (
    run_id uuid not null references pipelines.runs,
    node text not null,
    detail text not null default '',
    attempt integer not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    failed boolean not null default false,
    calls integer not null default 0,
    replayed integer not null default 0,
    primary key (run_id, node)
  )`,

  `create table pipelines.artifacts (
    sha256 text primary key,
    media_type text not null,
    body bytea not null,
    created_at timestamptz not null default now()
  )`,

  /* The webhook's outbox: the exact bytes that will be sent until someone takes them. */
  `create table pipelines.report_backs (
    run_id uuid primary key references pipelines.runs,
    event_type text not null,
    body bytea not null,
    state text not null check (state in ('pending', 'delivered', 'refused', 'dead')),
    attempts integer not null default 0,
    last_status integer,
    last_error text,
    next_attempt_at timestamptz,
    created_at timestamptz not null default now(),
    settled_at timestamptz
  )`,

  `create table pipelines.evidence_reads (
    id uuid primary key,
    parameters jsonb not null,
    state text not null check (state in ('reading', 'ready', 'failed')),
    preview jsonb,
    problem jsonb,
    created_at timestamptz not null default now(),
    finished_at timestamptz
  )`,
];
