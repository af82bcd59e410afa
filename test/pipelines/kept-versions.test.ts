import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../db/connect.ts";
import type { PipelinesTables } from "../../db/pipelines/tables.ts";
import { silent, testDatabase } from "../support/database.ts";
import { pulls } from "../support/made-repository.ts";
import { forkPipelines, startPipelines } from "../support/pipelines.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";

let world: MadeWorld;
let github: MadeWorld["github"];

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(8) });
  ({ github } = world);
});

afterAll(() => world?.end());

test("a template version never changes, not even by the hand of the owner of the tables", async () => {
  // A database of its own: truncate locks the tables that runs beside it are writing.
  const own = await testDatabase();
  const [theirs, owners] = (["pulse_pipelines", "pulse_owner"] as const).map((role) => connect(own.url(role), silent));
  for (const change of [
    sql`update pipelines.template_versions set spec = '{}'`,
    sql`delete from pipelines.template_versions`,
    sql`truncate pipelines.template_versions cascade`,
  ]) {
    await expect(change.execute(theirs!.db)).rejects.toThrow("permission denied");
    await expect(change.execute(owners!.db)).rejects.toThrow("a template version never changes");
  }
  await Promise.all([theirs!.close(), owners!.close()]);
  await own.drop();
});

test("a release that cannot run a version in use does not start, and names it", async () => {
  const own = await testDatabase();
  const { db, close } = connect<PipelinesTables>(own.url("pulse_pipelines"), silent);
  const where = { databaseUrl: own.url("pulse_pipelines"), githubUrl: github.url };
  (await startPipelines(where)).kill();
  await sql`insert into pipelines.template_versions (name, version, hash, spec)
    select name, 2, 'another', spec || '{"graph": "what-shipped/9"}' from pipelines.template_versions`.execute(db);
  await sql`insert into pipelines.tags (name, tag, version) values ('what-shipped', 'beta', 2)`.execute(db);

  await expect(forkPipelines(where)).rejects.toThrow("what-shipped@2 needs what-shipped/9");
  await close();
  await own.drop();
});
