import type { ModelTestProgress, ModelTestResult } from "../../webhooks/contract/model-tests.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Db, ModelTestRow, Tx } from "./tables.ts";

type Asked = { server: string; model: string };
const OPEN = ["waiting", "running"] as const;

/** A new test in the place of those that ended; undefined: one is open. */
export async function insertTest(tx: Tx, asked: Asked, now: Date): Promise<ModelTestRow | undefined> {
  await tx
    .deleteFrom("pipelines.model_tests")
    .where("server", "=", asked.server)
    .where("model", "=", asked.model)
    .where("state", "not in", OPEN)
    .execute();
  return tx
    .insertInto("pipelines.model_tests")
    .values({ id: newId(), ...asked, state: "waiting", created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findOpenTest(db: Db, { server, model }: Asked): Promise<ModelTestRow | undefined> {
  return db
    .selectFrom("pipelines.model_tests")
    .selectAll()
    .where("server", "=", server)
    .where("model", "=", model)
    .where("state", "in", OPEN)
    .executeTakeFirst();
}

export async function findTest(db: Db, id: string): Promise<ModelTestRow | undefined> {
  return db.selectFrom("pipelines.model_tests").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The newest of each model. */
export async function listTests(db: Db): Promise<ModelTestRow[]> {
  return db
    .selectFrom("pipelines.model_tests")
    .distinctOn(["server", "model"])
    .selectAll()
    .orderBy("server")
    .orderBy("model")
    .orderBy("created_at", "desc")
    .execute();
}

/** Undefined: somebody works on it, or it is over. */
export async function takeTest(db: Db, id: string): Promise<ModelTestRow | undefined> {
  return db
    .updateTable("pipelines.model_tests")
    .set({ state: "running" })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .returningAll()
    .executeTakeFirst();
}

export async function noteTest(db: Db, id: string, progress: ModelTestProgress): Promise<void> {
  await db
    .updateTable("pipelines.model_tests")
    .set({ progress: JSON.stringify(progress) })
    .where("id", "=", id)
    .where("state", "=", "running")
    .execute();
}

/** One that nobody has begun is over with that. @returns undefined where it is over already, or there is none. */
export async function stopTest(db: Db, id: string, now: Date): Promise<ModelTestRow | undefined> {
  return db
    .updateTable("pipelines.model_tests")
    .set((eb) => ({
      stop_requested_at: now,
      state: eb
        .case()
        .when("state", "=", "waiting")
        .then("stopped" as const)
        .else(eb.ref("state"))
        .end(),
      finished_at: eb.case().when("state", "=", "waiting").then(now).else(eb.ref("finished_at")).end(),
    }))
    .where("id", "=", id)
    .where("state", "in", OPEN)
    .returningAll()
    .executeTakeFirst();
}

type TestEnding = { state: "done" | "stopped" | "lost"; result: ModelTestResult | null };

/** Once: what is over stays as it is. */
export async function endTest(db: Db, id: string, { state, result }: TestEnding, now: Date): Promise<void> {
  await db
    .updateTable("pipelines.model_tests")
    .set({ state, result: result && JSON.stringify(result), finished_at: now })
    .where("id", "=", id)
    .where("state", "in", OPEN)
    .execute();
}

/** Those that nobody can be working on any more. @returns how many there were. */
export async function endLostTests(db: Db, begunBefore: Date, now: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("pipelines.model_tests")
    .set({ state: "lost", finished_at: now })
    .where("state", "in", OPEN)
    .where("created_at", "<", begunBefore)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
