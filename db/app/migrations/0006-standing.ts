import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* "standing": what a profile's rules say once and for all, and not an approval of a text. Only the line that nothing shipped goes out by it. */
  `alter table app.decisions drop constraint decisions_kind_check`,
  `alter table app.decisions add constraint decisions_kind_check
    check (kind in ('approve', 'standing', 'request_changes', 'reject', 'retract'))`,
  `drop index app.decisions_one_approval`,
  `create unique index decisions_one_approval on app.decisions (update_id)
    where kind in ('approve', 'standing') and voided_at is null`,

  /* What the last reading of a slot's evidence found that its text does not tell. */
  `alter table app.slots add column reread jsonb`,

  `alter table app.slots drop constraint slots_origin_check`,
  `alter table app.slots add constraint slots_origin_check check (origin in ('clock', 'run_now', 'backfill', 'made_up'))`,
];
