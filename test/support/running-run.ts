import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { inTransaction } from "../../db/connect.ts";
import { insertRun, takeRun } from "../../db/pipelines/runs.ts";
import type { Db, Run } from "../../db/pipelines/tables.ts";
import { spec } from "../../pipelines/report/what-shipped.ts";
import { parameters } from "../../webhooks/contract/parameters.ts";
import { NO_CHECKOUT } from "./release.ts";

const BEGUN = new Date("2026-11-16T09:00:00Z");

/** A template that says no more than its steps. */
export async function publishedFor(db: Db): Promise<void> {
  const steps = JSON.stringify({ steps: spec.steps });
  await sql`insert into pipelines.template_versions (name, version, hash, spec) values ('t', 1, 'h', ${steps})`.execute(
    db,
  );
}

/** A run of it that somebody works on. */
export async function runningRunIn(db: Db, llm_model = "demo-writer"): Promise<Run> {
  const id = randomUUID();
  await inTransaction(db, (tx) =>
    insertRun(tx, {
      id,
      template_name: "t",
      template_version: 1,
      contract_hash: "c",
      dry_run: false,
      request_id: randomUUID(),
      callback_url: "http://app.test",
      sealed_token: null,
      idempotency_key: id,
      request_digest: "d",
      deadline_at: new Date(BEGUN.getTime() + 600_000),
      limit_ms: 600_000,
      parameters: parameters.parse({ sources: [{ repo: "acme/harbor" }], llm_model }),
    }),
  );
  const run = await takeRun(db, id, { job_id: id, now: BEGUN, code: NO_CHECKOUT, unnotedMs: 0 });
  if (!run) throw new Error("Nobody could take it.");
  return run;
}
