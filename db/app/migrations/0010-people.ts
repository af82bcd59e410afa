import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Whether guests of the Slack workspace may read here. */
  `alter table app.teams add column slack_guests boolean not null default false`,

  /* Made up for the development sign-in and for demo Slack: they count as people only while that sign-in is there. */
  `alter table app.people add column made_up boolean not null default false`,
  /* Until now only their names told them apart. */
  `update app.people set made_up = true
    where (handle, email) in (('mira', 'mira@acme.example'), ('tobi', 'tobi@acme.example'), ('lena', 'lena@acme.example'))
      or slack_user_id in ('U0MIRA', 'U0TOBI', 'U0LENA')`,

  /* A made-up person and a real one have nothing to do with each other, whatever both are called. */
  `alter table app.people
    drop constraint people_team_id_handle_key,
    drop constraint people_team_id_email_key,
    drop constraint people_openid,
    add constraint people_handle unique (team_id, made_up, handle),
    add constraint people_email unique (team_id, made_up, email),
    add constraint people_openid unique (made_up, openid_issuer, openid_subject)`,
  `drop index app.people_slack`,
  `drop index app.people_github`,
  `create unique index people_slack on app.people (team_id, made_up, slack_user_id)`,
  `create unique index people_github on app.people (team_id, made_up, lower(github_login))`,
];
