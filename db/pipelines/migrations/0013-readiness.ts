import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Every contract that these pipelines have known, each kept by the first release that had it. */
  `create table pipelines.contracts (
    hash text primary key,
    schemas jsonb not null,
    release text not null,
    known_since timestamptz not null default now()
  )`,
  /* How a version was found the last time that somebody looked. */
  `create table pipelines.readiness (
    name text not null,
    version integer not null,
    state text not null check (state in ('ready', 'not_ready', 'unknown')),
    reasons jsonb not null,
    checked_at timestamptz not null,
    primary key (name, version),
    foreign key (name, version) references pipelines.template_versions
  )`,
  /* The tools of a server that is not ours, as they were when a version was first found ready with it. */
  `create table pipelines.seen_tools (
    name text not null,
    version integer not null,
    server text not null,
    digests jsonb not null,
    seen_at timestamptz not null,
    primary key (name, version, server),
    foreign key (name, version) references pipelines.template_versions
  )`,
  /* What a dry run found, and what the sender of a run was built against where that is another contract. */
  `alter table pipelines.runs
    add column checks jsonb,
    add column sender_contract text,
    add column contract_note text`,
];
