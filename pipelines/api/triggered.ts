import type { Context } from "hono";
import { findReadiness } from "../../db/pipelines/readiness.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { triggerAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { answer } from "../../api/answer.ts";

export { keyOf } from "../../api/idempotency-key.ts";

/** A run that waits for a worker now, and where to look after it. */
export async function triggered({ db, log }: Pick<Deps, "db" | "log">, c: Context, run: Run): Promise<Response> {
  const { id, template_name: name, template_version: version, contract_hash } = run;
  c.header("location", `/api/v1/runs/${id}`);
  const last = await findReadiness(db, { name, version });
  const amiss = (last?.reasons ?? []).filter(({ ok }) => ok === false).map(({ message }) => message);
  const notes = [...(run.contract_note === null ? [] : [run.contract_note]), ...amiss];
  return answer(c, log, triggerAnswer, { run_id: id, template: { name, version }, contract_hash, notes }, 202);
}
