import pg from "pg";
import { expect, test } from "vitest";
import { freshPasswords, startEmbedded } from "../../db/embedded.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("who waits for a new database is let in when everything is as it should be, and not before", async () => {
  const { path: folder, remove } = temporaryFolder("embedded");
  const database = startEmbedded(folder, freshPasswords());
  const mayCreate = await firstAnswer(database.url("pulse_app"));
  await database.ready;
  await database.stop();
  remove();

  expect(mayCreate).toBe(false);
});

/** Whether the first connection that comes about may make tables somewhere. */
async function firstAnswer(url: string): Promise<boolean | undefined> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ may: boolean }>(
        `select has_schema_privilege('public', 'create') or has_database_privilege(current_database(), 'create')
          or has_database_privilege(current_database(), 'temp') as may`,
      );
      return rows[0]?.may;
    } catch {
      await new Promise((again) => setTimeout(again, 1));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
