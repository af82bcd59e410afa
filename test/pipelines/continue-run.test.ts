import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../db/connect.ts";
import { lockReportBack } from "../../db/pipelines/report-backs.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { until } from "../support/until.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";

let world: MadeWorld;
let connection: MadeWorld["connection"];
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(3) });
  ({ connection, callbacks, pipelines } = world);
});

afterAll(() => world?.end());

test("a run is continued while it is noted how its end was told: one waits, and both are done", async () => {
  const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK };
  const { runId } = await pipelines.start({ parameters, callbacks });
  await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");
  const asked = { callback_url: callbacks.url("/again"), webhook_token: "t".repeat(43) };

  let continued: ReturnType<typeof pipelines.post> | undefined;
  await inTransaction(connection.db, async (tx) => {
    await lockReportBack(tx, runId);
    continued = pipelines.post(`/runs/${runId}/continuation`, asked, { "idempotency-key": "again" });
    await until("continuation that waits", async () => (await waitingForLocks()) > 0);
    await tx.updateTable("pipelines.runs").set({ sealed_token: null }).where("id", "=", runId).execute();
  });

  expect(await continued).toMatchObject({ status: 202 });
  await until("second end that is told", async () => callbacks.at("/again").length === 1);
});

async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`.execute(connection.db);
  return rows[0]!.count;
}
