import { Hono } from "hono";
import { listTrials } from "../../db/pipelines/runs.ts";
import { runDifference } from "../../webhooks/contract/difference.ts";
import { parse } from "../../webhooks/contract/problem.ts";
import { runAnswer, trialEstimate } from "../../webhooks/contract/runs.ts";
import { trialRequest } from "../../webhooks/contract/trials.ts";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "../runs/get-run.ts";
import { answerOf } from "../runs/run-answer.ts";
import { differenceOf } from "../trials/difference.ts";
import { estimateTrial } from "../trials/estimate-trial.ts";
import { startTrial } from "../trials/start-trial.ts";
import { runList } from "./operations.ts";
import { trialFilter } from "./requests.ts";
import { keyOf } from "./triggered.ts";

const MOST_LISTED = 100;

/** Recorded runs tried again, and what came of it beside what there was. */
export function trialRoutes(deps: Deps): Hono {
  const { db, log } = deps;
  return new Hono()
    .post("/:id/trials", async (c) => {
      const key = keyOf(c);
      const run = await startTrial(deps, c.req.param("id"), await bodyOf(c, trialRequest), key);
      c.header("location", `/api/v1/runs/${run.id}`);
      return answer(c, log, runAnswer, await answerOf(deps, run), 202);
    })
    .get("/:id/trials", async (c) => {
      const { id } = await getRun(deps, c.req.param("id"));
      const trials = await listTrials(db, id, MOST_LISTED);
      return answer(c, log, runList, { runs: await Promise.all(trials.map((run) => answerOf(deps, run))) });
    })
    .get("/:id/trials/estimate", async (c) => {
      const { kind, ...change } = parse(
        trialFilter,
        c.req.query(),
        "The query",
        "Name a kind, and for a fork one change.",
      );
      const estimate = await estimateTrial(deps, c.req.param("id"), { kind, change });
      return answer(c, log, trialEstimate, { estimate });
    })
    .get("/:id/difference/:other", async (c) =>
      answer(c, log, runDifference, await differenceOf(deps, c.req.param("id"), c.req.param("other"))),
    );
}
