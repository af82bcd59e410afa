import { answer } from "../../api/answer.ts";
import { doctorAnswer } from "../../webhooks/contract/doctor.ts";
import type { Deps } from "../deps.ts";
import { lookAround } from "../doctor/look-around.ts";
import type { ApiHandler } from "./env.ts";
import type { OperationName } from "./operations.ts";

export function doctorHandlers(deps: Deps) {
  return {
    "GET /doctor": async (c) => answer(c, deps.log, doctorAnswer, await lookAround(deps, c.var.actor, c.var.token_id)),
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}
