import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { freshPasswords, startEmbedded } from "../../db/embedded.ts";
import { setUpRoles } from "../../db/embedded/roles.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("whoever waits for the owner to come in finds that the two mains may, too", async () => {
  const { path, remove } = temporaryFolder("roles");
  const passwords = freshPasswords();
  const server = startEmbedded(path, passwords);
  await server.ready;
  const superuser = (database = "postgres") => server.url("pulse_superuser", database);
  const watcher = new pg.Client({ connectionString: superuser() });
  await watcher.connect();
  onTestFinished(async () => {
    await watcher.end();
    await server.stop();
    remove();
  });
  for (const role of ["owner", "app", "pipelines"]) await watcher.query(`alter role pulse_${role} nologin`);

  let done = false;
  const made = setUpRoles(superuser, passwords).finally(() => void (done = true));
  const seen = new Set<string>();
  while (!done) {
    const { rows } = await watcher.query<{ role: string }>(
      "select rolname as role from pg_roles where rolcanlogin and rolname <> 'pulse_superuser' order by 1",
    );
    seen.add(rows.map(({ role }) => role).join(", "));
  }
  await made;

  expect([...seen].filter((roles) => !["", "pulse_app, pulse_owner, pulse_pipelines"].includes(roles))).toEqual([]);
});
