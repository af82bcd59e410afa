import { Hono } from "hono";
import { stream } from "hono/streaming";
import { runLineage } from "../../webhooks/contract/lineage.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { pullRequestRef } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { provenanceEnvelope, provenanceKey } from "../../webhooks/contract/provenance.ts";
import { answer } from "../../api/answer.ts";
import type { Deps } from "../deps.ts";
import { linesOfRun } from "../lineage/export.ts";
import { provenanceOf, publicProvenanceKey } from "../lineage/provenance.ts";
import { runLineageOf } from "../lineage/run-lineage.ts";
import { getRun } from "../runs/get-run.ts";

/** What a run was made of, and everything that is kept of it. */
export function lineageRoutes(deps: Deps): Hono {
  const { log } = deps;
  return new Hono()
    .get("/runs/:id/lineage", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      return answer(c, log, runLineage, await runLineageOf(deps, run, pullsIn(c.req.queries("pr") ?? [])));
    })
    .get("/runs/:id/provenance", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      return answer(c, log, provenanceEnvelope, await provenanceOf(deps, run));
    })
    .get("/runs/:id/export", async (c) => {
      const run = await getRun(deps, c.req.param("id"));
      c.header("content-type", "application/x-ndjson");
      c.header("content-disposition", `attachment; filename="run-${run.id}.jsonl"`);
      return stream(c, async (out) => {
        for await (const text of linesOfRun(deps, run)) await out.write(text);
      });
    })
    .get("/provenance/key", (c) => answer(c, log, provenanceKey, publicProvenanceKey(deps)));
}

/** @throws {Problem} `invalid` */
function pullsIn(given: readonly string[]): string[] {
  const prs = [...new Set(given)];
  if (prs.length <= LIMITS.lineage_prs && prs.every((pr) => pullRequestRef.safeParse(pr).success)) return prs;
  const message = `pr names up to ${LIMITS.lineage_prs} pull requests, each as owner/repo#123.`;
  throw new Problem("invalid", message, "Write # as %23.");
}
