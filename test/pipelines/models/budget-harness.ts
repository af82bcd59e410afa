import { randomUUID } from "node:crypto";
import { connect, inTransaction, type Connection } from "../../../db/connect.ts";
import { insertRun } from "../../../db/pipelines/runs.ts";
import type { Db, PipelinesTables } from "../../../db/pipelines/tables.ts";
import type { Deps } from "../../../pipelines/deps.ts";
import type { Chat } from "../../../pipelines/models/chat.ts";
import { modelPrices } from "../../../pipelines/models/prices.ts";
import type { Caps, ModelSettings } from "../../../pipelines/models/settings.ts";
import { publishRelease } from "../../../pipelines/templates/publish-release.ts";
import { newId } from "../../../webhooks/contract/ids.ts";
import { parameters } from "../../../webhooks/contract/parameters.ts";
import { silent, testDatabase, type TestDatabase } from "../../support/database.ts";
import { thisRelease } from "../../support/release.ts";

export type BudgetTest = {
  database: TestDatabase;
  /** Two pools, as two processes have them. */
  connections: [Connection<PipelinesTables>, Connection<PipelinesTables>];
  close: () => Promise<void>;
};

export async function budgetTest(): Promise<BudgetTest> {
  const database = await testDatabase();
  const open = () => connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  const connections: BudgetTest["connections"] = [open(), open()];
  await publishRelease(connections[0].db, thisRelease);
  const close = async () => {
    await Promise.all(connections.map((one) => one.close()));
    await database.drop();
  };
  return { database, connections, close };
}

export async function emptyBudget(db: Db): Promise<void> {
  await db.deleteFrom("pipelines.reservations").execute();
  await db.deleteFrom("pipelines.holds").execute();
  await db.deleteFrom("pipelines.model_stop").execute();
}

/** A row that reservations can belong to. */
export async function madeRun(db: Db): Promise<string> {
  const id = newId();
  await inTransaction(db, (tx) =>
    insertRun(tx, {
      id,
      idempotency_key: id,
      request_digest: id,
      contract_hash: "",
      dry_run: false,
      request_id: randomUUID(),
      template_name: "what-shipped",
      template_version: 1,
      callback_url: "http://127.0.0.1/",
      sealed_token: Buffer.of(),
      parameters: parameters.parse({ sources: [{ repo: "acme/shop" }] }),
      deadline_at: new Date(),
      limit_ms: 600_000,
    }),
  );
  return id;
}

const OPEN = { usd: null, tokens: null };
const caps = (some: Partial<Caps> = {}): Caps => ({ run: OPEN, day: OPEN, month: OPEN, ...some });

/** A million tokens of `dear` are a dollar in, ten dollars out; nobody knows what `local` costs. */
export const PRICES = modelPrices({ provider: null, overrides: { dear: { input: 1, output: 10 } } });
export const DEAR = "dear";
export const LOCAL = "local";
export const cents = (count: number) => ({ input_tokens: count * 10_000, output_tokens: 0 });
export const usage = (input_tokens: number) => ({ input_tokens, output_tokens: 0, cached_tokens: 0, estimated: false });

export const NOON = new Date("2026-11-15T12:00:00Z");
type Given = { caps?: Partial<Caps>; now?: () => Date; chat?: Chat; models?: ModelSettings };

/** What the budget needs of the process, over this database. */
export function budgetDeps(db: Db, { caps: some, now = () => NOON, chat, models }: Given = {}): Deps {
  const settings = { caps: caps(some), models: models ?? null, callGraceMs: 95_000 };
  // Safe: budgets use nothing else.
  return {
    db,
    clock: now,
    log: silent,
    prices: PRICES,
    chat: chat ?? null,
    release: thisRelease,
    settings,
  } as unknown as Deps;
}
