import type { Context } from "hono";
import type { Log } from "../../base/log.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { triggerAnswer } from "../../webhooks/contract/runs.ts";
import { answer } from "../../api/answer.ts";
import { idempotencyKey } from "./parts.ts";

/** @throws {Problem} `bad_request` */
export function keyOf(c: Context): string {
  const { data: key } = idempotencyKey.safeParse(c.req.header("idempotency-key"));
  if (key) return key;
  throw new Problem(
    "bad_request",
    "The Idempotency-Key header is missing, too long, or not of plain characters.",
    `Send one key of up to ${LIMITS.idempotency_key_chars} letters, digits and signs for each run, or wording, that you want.`,
  );
}

/** A run that waits for a worker now, and where to look after it. */
export function triggered(c: Context, log: Pick<Log, "error">, run: Run): Response {
  const { id, template_name: name, template_version: version, contract_hash } = run;
  c.header("location", `/api/v1/runs/${id}`);
  return answer(c, log, triggerAnswer, { run_id: id, template: { name, version }, contract_hash }, 202);
}
