import pg from "pg";
import { expect, test } from "vitest";
import { startEmbedded } from "../../db/embedded.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("who waits for a new database is let in when everything is allowed, and not before", async () => {
  const { path: folder, remove } = temporaryFolder("embedded");
  const database = startEmbedded(folder);
  const allowed = await firstAnswer(database.url("pulse_app"));
  await database.ready;
  await database.stop();
  remove();

  expect(allowed).toBe(true);
}, 60_000);

/** Whether the first connection that comes about may make a schema. */
async function firstAnswer(url: string): Promise<boolean | undefined> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ allowed: boolean }>(
        "select has_database_privilege(current_user, current_database(), 'create') as allowed",
      );
      return rows[0]?.allowed;
    } catch {
      await new Promise((again) => setTimeout(again, 1));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
