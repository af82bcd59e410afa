import { Hono } from "hono";
import { findCall, listCallsAfter } from "../../db/pipelines/recording.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { callDetail, callsAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { callShown } from "../recording/call-shown.ts";
import { getRun } from "../runs/get-run.ts";
import { answer } from "../../api/answer.ts";
import { pathParts } from "./parts.ts";
import { callsFilter } from "./requests.ts";

/** The recording of a run, call by call. */
export function callRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/:id/calls", async (c) => {
      const { after } = parse(callsFilter, c.req.query(), "The filter", "Give after as the seq of a call.");
      const { id: run_id, attempt } = await getRun(deps, c.req.param("id"));
      const calls = await listCallsAfter(deps.db, run_id, after);
      return answer(c, deps.log, callsAnswer, { run_id, attempt, calls: calls.map(callShown) });
    })
    .get("/:id/calls/:seq", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      const { data: seq } = pathParts.seq.safeParse(c.req.param("seq"));
      const call = seq === undefined ? undefined : await findCall(deps.db, run.id, Number(seq));
      if (!call)
        throw new Problem("not_found", "This run made no such call.", `List them at /api/v1/runs/${run.id}/calls.`);
      const { input, output } = call;
      return answer(c, deps.log, callDetail, { ...callShown(call), input, output });
    });
}
