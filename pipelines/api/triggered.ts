import type { Context } from "hono";
import type { Log } from "../../base/log.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { triggerAnswer } from "../../webhooks/contract/runs.ts";
import { answer } from "../../api/answer.ts";

export { keyOf } from "../../api/idempotency-key.ts";

/** A run that waits for a worker now, and where to look after it. */
export function triggered(c: Context, log: Pick<Log, "error">, run: Run): Response {
  const { id, template_name: name, template_version: version, contract_hash } = run;
  c.header("location", `/api/v1/runs/${id}`);
  return answer(c, log, triggerAnswer, { run_id: id, template: { name, version }, contract_hash }, 202);
}
