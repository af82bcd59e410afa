import { Hono } from "hono";
import { z } from "zod";
import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { listRuns } from "../../db/pipelines/runs.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { runStates } from "../../webhooks/contract/runs.ts";
import { fittingText } from "../../webhooks/contract/text-limit.ts";
import type { Deps } from "../deps.ts";
import { cancelRun, getRun } from "../runs/cancel-run.ts";
import { checkAgainstRun } from "../runs/check-run.ts";
import { readingOf } from "../runs/read-evidence.ts";
import { resendReportBack } from "../runs/report-back.ts";
import { answerOf, stepsOf } from "../runs/run-answer.ts";
import { bodyOf } from "./body.ts";
import { pathParts } from "./parts.ts";

export const checkRequest = z.strictObject({ markdown: fittingText });
export const runFilter = z.object({
  state: z.enum(runStates).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export function runRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/runs", async (c) => {
      const { state, limit } = parse(runFilter, c.req.query(), "The filter", "Use state and limit as documented.");
      const runs = await listRuns(deps.db, state, limit);
      return c.json({ runs: await Promise.all(runs.map((run) => answerOf(deps, run))) });
    })
    .get("/runs/:id", async (c) => c.json(await answerOf(deps, await getRun(deps, c.req.param("id")))))
    .get("/runs/:id/steps", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      return c.json({ run_id: run.id, steps: await stepsOf(deps, run) });
    })
    .post("/runs/:id/cancel", async (c) => c.json(await answerOf(deps, await cancelRun(deps, c.req.param("id")))))
    .post("/runs/:id/checks", async (c) => {
      const { markdown } = await bodyOf(c, checkRequest);
      return c.json(await checkAgainstRun(deps, c.req.param("id"), markdown));
    })
    .post("/runs/:id/report_back", async (c) =>
      c.json(await answerOf(deps, await resendReportBack(deps, c.req.param("id")))),
    )
    .get("/evidence/:id", async (c) => {
      const reading = await readingOf(deps, c.req.param("id"));
      return reading.status === "ready" ? c.json(reading.preview) : c.json({ id: reading.id }, 202);
    })
    .get("/artifacts/:sha256", async (c) => {
      const { data: digest } = pathParts.sha256.safeParse(c.req.param("sha256"));
      const found = digest && (await findArtifact(deps.db, digest));
      if (!found) throw new Problem("not_found", "There is no such artifact.", "Take the address from a run.");
      c.header("content-type", found.media_type);
      c.header("cache-control", "private, max-age=31536000, immutable");
      return c.body(new Uint8Array(found.body));
    });
}
