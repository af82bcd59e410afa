import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* A trial is a run over another one's recording. It has nobody to report to, and no way to. */
  `alter table pipelines.runs
    alter column callback_url drop not null,
    add column trial_of uuid references pipelines.runs,
    add column trial jsonb,
    add column spec jsonb,
    add constraint trials_report_to_nobody check (
      case when trial_of is null then callback_url is not null and trial is null and spec is null
      else callback_url is null and sealed_token is null and trial is not null and not dry_run end
    )`,
  `create index trials_of_runs on pipelines.runs (trial_of, created_at desc) where trial_of is not null`,
  /* Also a process of the release before, which knows no trials, leaves no webhook of one behind. */
  `create function pipelines.refuse_report_of_trial() returns trigger language plpgsql as $$
    begin
      if exists (select from pipelines.runs where id = new.run_id and trial_of is not null) then
        raise exception 'a trial reports back to nobody';
      end if;
      return new;
    end $$`,
  `create trigger no_report_of_trials before insert on pipelines.report_backs
    for each row execute function pipelines.refuse_report_of_trial()`,
  /* The run whose recording answered it; null: it was made. */
  `alter table pipelines.calls add column served_from uuid`,
];
