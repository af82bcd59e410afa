import { Hono, type Context } from "hono";
import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { listRuns } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { continuationAnswer, continueRequest } from "../../webhooks/contract/continuation.ts";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import { checkAnswer } from "../../webhooks/contract/finding.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { runAnswer, stepsAnswer } from "../../webhooks/contract/runs.ts";
import { wordingAnswer, wordingEstimate, wordingRequest } from "../../webhooks/contract/wordings.ts";
import type { Deps } from "../deps.ts";
import { cancelRun } from "../runs/cancel-run.ts";
import { getRun } from "../runs/get-run.ts";
import { checkAgainstRun } from "../runs/check-run.ts";
import { reckonContinuation } from "../runs/continuation.ts";
import { continueRun } from "../runs/continue-run.ts";
import { readingOf } from "../runs/preview-evidence.ts";
import { resendReportBack } from "../runs/resend-report-back.ts";
import { answerOf, stepsOf } from "../runs/run-answer.ts";
import { askWording } from "../wordings/ask-wording.ts";
import { estimateWording } from "../wordings/estimate-wording.ts";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { runList } from "./operations.ts";
import { pathParts } from "./parts.ts";
import { checkRequest, runFilter } from "./requests.ts";
import { reading } from "./template-operations.ts";
import { keyOf, triggered } from "./triggered.ts";

const FILTER = "Use state, trials and limit as documented.";

export function runRoutes(deps: Deps): Hono {
  const { log } = deps;
  const shown = async (c: Context, run: Run) => answer(c, log, runAnswer, await answerOf(deps, run));
  return new Hono()
    .get("/runs", async (c) => {
      const { state, trials, limit } = parse(runFilter, c.req.query(), "The filter", FILTER);
      const runs = await listRuns(deps.db, { state, trials: trials === "true", limit });
      return answer(c, log, runList, { runs: await Promise.all(runs.map((run) => answerOf(deps, run))) });
    })
    .get("/runs/:id", async (c) => shown(c, await getRun(deps, c.req.param("id"))))
    .get("/runs/:id/steps", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      return answer(c, log, stepsAnswer, { run_id: run.id, steps: await stepsOf(deps, run) });
    })
    .post("/runs/:id/cancel", async (c) => shown(c, await cancelRun(deps, c.req.param("id"))))
    .get("/runs/:id/continuation", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      return answer(c, log, continuationAnswer, await reckonContinuation(deps, run));
    })
    .post("/runs/:id/continuation", async (c) => {
      const key = keyOf(c);
      return triggered(deps, c, await continueRun(deps, c.req.param("id"), await bodyOf(c, continueRequest), key));
    })
    .post("/runs/:id/checks", async (c) => {
      const { markdown } = await bodyOf(c, checkRequest);
      return answer(c, log, checkAnswer, await checkAgainstRun(deps, c.req.param("id"), markdown));
    })
    .get("/runs/:id/wordings/estimate", async (c) =>
      answer(c, log, wordingEstimate, await estimateWording(deps, c.req.param("id"))),
    )
    .post("/runs/:id/wordings", async (c) => {
      const asking = { key: keyOf(c), signal: c.req.raw.signal };
      const asked = await bodyOf(c, wordingRequest);
      return answer(c, log, wordingAnswer, await askWording(deps, c.req.param("id"), asked, asking));
    })
    .post("/runs/:id/report_back", async (c) => shown(c, await resendReportBack(deps, c.req.param("id"))))
    .get("/evidence/:id", async (c) => {
      const read = await readingOf(deps, c.req.param("id"));
      return read.status === "ready"
        ? answer(c, log, evidencePreview, read.preview)
        : answer(c, log, reading, { id: read.id }, 202);
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
