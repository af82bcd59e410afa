import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const TABLES = ["app.updates", "app.profiles"];

const STATEMENTS = [
  /*
   * A brief's `range` held days in one place and instants in another: its `window` has fields of its own for each. A process of the
   * release before may go on writing for a while, so this is done wherever a brief comes in.
   */
  `create function app.range_to_window() returns trigger language plpgsql as $$
    declare
      was jsonb := new.brief -> 'range';
      window_chosen jsonb := was;
    begin
      if was ->> 'from' like '%T%' and was ->> 'to' like '%T%' then
        window_chosen := jsonb_build_object('preset', 'instants', 'since', was ->> 'from', 'until', was ->> 'to');
      elsif was ->> 'preset' = 'dates' then
        window_chosen := jsonb_build_object('preset', 'dates', 'from', left(was ->> 'from', 10), 'to', left(was ->> 'to', 10));
      end if;
      new.brief := new.brief - 'range' || jsonb_build_object('window', window_chosen);
      return new;
    end $$`,
  ...TABLES.map(
    (table) =>
      `create trigger range_to_window before insert or update of brief on ${table}
        for each row when (new.brief ? 'range') execute function app.range_to_window()`,
  ),
  ...TABLES.map((table) => `update ${table} set brief = brief where brief ? 'range'`),
];
