import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What people call an update in Slack: short, and never another one's. */
  `alter table app.updates add column number integer generated always as identity`,
  `create unique index updates_number on app.updates (number)`,

  /* Where an update's card stands. A projection: it can be drawn again from the update at any time. */
  `create table app.cards (
    id uuid primary key,
    team_id uuid not null references app.teams,
    update_id uuid not null references app.updates,
    person_id uuid not null references app.people,
    channel text,
    ts text,
    state text not null check (state in ('waiting', 'sent', 'gone')),
    digest text,
    revision integer not null default 0,
    draft jsonb not null default '[]',
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    unique (channel, ts),
    check ((state = 'waiting') = (ts is null))
  )`,
  `create unique index cards_one_a_person on app.cards (update_id, person_id) where state <> 'gone'`,

  /*
   * Updates whose cards may be out of date: written with every audit event, taken by the Slack front. No foreign key: to check it,
   * whoever asks would wait for whoever holds the update, who in turn waits to ask.
   */
  `create table app.card_refreshes (
    update_id uuid primary key,
    version integer not null default 1,
    not_before timestamptz not null
  )`,
  `create index card_refreshes_due on app.card_refreshes (not_before)`,

  /* A notice for several people is sent to one after the other, and waits while Slack takes nothing. */
  `alter table app.notices add column told jsonb not null default '[]'`,
  `alter table app.notices add column not_before timestamptz`,

  /* Who has opened Pulse's Home tab. */
  `create table app.homes (
    person_id uuid primary key references app.people,
    digest text,
    opened_at timestamptz not null,
    due_at timestamptz not null
  )`,
  `create index homes_due on app.homes (due_at)`,
];
