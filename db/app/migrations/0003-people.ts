import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table app.people
    add column role text not null default 'author' check (role in ('viewer', 'author', 'approver', 'operator', 'admin')),
    add column openid_issuer text,
    add column openid_subject text,
    add column github_login text,
    add column github_opt_out boolean not null default false,
    add column deactivated_at timestamptz,
    /* Only a verified address counts; whoever comes without one has none. */
    alter column email drop not null,
    add constraint people_openid unique (openid_issuer, openid_subject),
    add constraint people_openid_whole check ((openid_issuer is null) = (openid_subject is null))`,
  /* Until now only the development sign-in made people: they keep what they could do. */
  `update app.people set role = case when handle = 'mira' then 'admin' else 'approver' end`,
  `create unique index people_slack on app.people (team_id, slack_user_id)`,
  `create unique index people_github on app.people (team_id, lower(github_login))`,

  `alter table app.profiles add column approval jsonb not null
    default '{"approvers": "anyone", "author_may_approve": true, "deadline_hours": null, "post_nothing": false}'`,

  `alter table app.updates add column review_since timestamptz, add column review_due_at timestamptz`,
  `create index updates_due on app.updates (review_due_at) where state = 'in_review' and review_due_at is not null`,
];
