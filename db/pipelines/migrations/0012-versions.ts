import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Beside what a version is: who made it, from what, and in which checkout. Not hashed. */
  `alter table pipelines.template_versions
    add column made_by text not null default 'Pulse',
    add column note text not null default '',
    add column release text,
    add column commit text,
    add column dirty boolean,
    add column base integer,
    add column skills jsonb not null default '{}'`,
  /* Copies of a template have a row; the built-in one has none. */
  `create table pipelines.copied_templates (
    name text primary key,
    copied_from text not null,
    made_by text not null,
    created_at timestamptz not null default now()
  )`,
  `alter table pipelines.tags
    add column share integer check (share between 1 and 99),
    add column reason text not null default '',
    add column moved_by text not null default 'Pulse'`,
  `create table pipelines.tag_moves (
    id bigint generated always as identity primary key,
    name text not null,
    tag text not null,
    from_version integer,
    to_version integer,
    share integer,
    reason text not null,
    moved_by text not null,
    moved_at timestamptz not null default now()
  )`,
  `create index tag_moves_newest on pipelines.tag_moves (name, id desc)`,
  `insert into pipelines.tag_moves (name, tag, to_version, reason, moved_by, moved_at)
    select name, tag, version, 'As released.', 'Pulse', moved_at from pipelines.tags order by moved_at`,
  /* One for a template: everybody who changes it works on the same. Published or put away, its parts go and its number stays. */
  `create table pipelines.template_drafts (
    name text primary key,
    number integer not null,
    base integer,
    parts jsonb,
    skills jsonb not null default '{}',
    changed_by text not null,
    changed_at timestamptz not null,
    foreign key (name, base) references pipelines.template_versions
  )`,
  /* What a run was asked with, and the code that did it: a version says only what is data. */
  `alter table pipelines.runs
    add column template_ref text,
    add column release text,
    add column commit text,
    add column dirty boolean,
    add column degraded boolean`,
  `create index runs_of_versions on pipelines.runs (template_name, template_version, created_at desc)`,
];
