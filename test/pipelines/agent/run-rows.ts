import { connect } from "../../../db/connect.ts";
import type { PipelinesTables } from "../../../db/pipelines/tables.ts";
import { silent, type TestDatabase } from "../../support/database.ts";
import { until } from "../../support/until.ts";

/** Calls of which nobody knows any more what they cost, and what ended runs still keep. */
export async function openReservations(database: TestDatabase): Promise<number> {
  const { db, close } = connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  const open = await db.selectFrom("pipelines.reservations").select("id").where("settled_at", "is", null).execute();
  const holds = await db.selectFrom("pipelines.holds").select("run_id").execute();
  await close();
  return open.length + holds.length;
}

/** As if it had been worked for as long as it may take. Its worker looks before it notes for how long it has worked. */
export async function giveNoMoreTime(database: TestDatabase, id: string): Promise<void> {
  const { db, close } = connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  const run = () => db.selectFrom("pipelines.runs").select("worked_ms").where("id", "=", id).executeTakeFirstOrThrow();
  await db.updateTable("pipelines.runs").set({ limit_ms: 1 }).where("id", "=", id).execute();
  for (let notes = 0; notes < 2; notes += 1) {
    const { worked_ms: before } = await run();
    await until("note of how long it was worked", async () => (await run()).worked_ms > before);
  }
  await close();
}
