import type { z } from "zod";
import { answer } from "../../api/answer.ts";
import { listGenerationRows, type RunFilter } from "../../db/app/run-history.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { runComparison, runHistory, runStory } from "../../webhooks/contract/run-history.ts";
import type { Deps } from "../deps.ts";
import { exportRun } from "../updates/export-run.ts";
import { getRunRow } from "../updates/get-run-row.ts";
import { compareRuns } from "../updates/compare-runs.ts";
import { runRowOf } from "../updates/run-row.ts";
import { tellRun } from "../updates/tell-run.ts";
import type { ApiHandler } from "./env.ts";
import type { OperationName } from "./operations.ts";
import { runsQuery } from "./run-operations.ts";

/** Of a history, in one answer. */
const MOST_RUNS = 50;

/** What the pages of runs know. */
export function runHandlers(deps: Deps) {
  return {
    "GET /runs": async (c) => {
      const filter = filterIn(c.req.query());
      const found = await listGenerationRows(deps.db, c.var.actor.team_id, { ...filter, limit: MOST_RUNS + 1 });
      const rows = found.slice(0, MOST_RUNS);
      const last = found.length > MOST_RUNS ? rows.at(-1) : undefined;
      const next = last ? `${last.created_at.toISOString()}_${last.update_id}_${last.generation}` : null;
      return answer(c, deps.log, runHistory, { runs: rows.map((row) => runRowOf(deps, row)), next });
    },
    "GET /runs/{id}": async (c) =>
      answer(c, deps.log, runStory, await tellRun(deps, c.var.actor, c.req.param("id") ?? "")),
    "GET /runs/{id}/export": async (c) => {
      const { update_id, generation } = await getRunRow(deps, c.var.actor, c.req.param("id") ?? "");
      const { lines } = await exportRun(deps, c.var.actor, update_id, generation);
      c.header("content-type", "application/x-ndjson");
      return c.body(lines);
    },
    "GET /runs/{id}/comparison": async (c) => {
      const to = c.req.query("to");
      if (!to) throw new Problem("bad_request", "It is not said with which run.", "Send to with the id of the other.");
      const compared = await compareRuns(deps, c.var.actor, [c.req.param("id") ?? "", to]);
      return answer(c, deps.log, runComparison, compared);
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}

/** @throws {Problem} `invalid` with one detail for each part. */
function filterIn(query: Record<string, string>): Omit<RunFilter, "limit"> {
  const read: z.output<typeof runsQuery> = parse(runsQuery, query, "The question", "Correct what is named.");
  const { state, profile, template, since, after } = read;
  const [at = "", update_id = "", generation = ""] = after?.split("_") ?? [];
  return {
    state,
    profile,
    template: template === undefined ? undefined : templateIn(template),
    since: since === undefined ? undefined : new Date(since),
    after: after === undefined ? undefined : { at: new Date(at), update_id, generation: Number(generation) },
  };
}

function templateIn(text: string): NonNullable<RunFilter["template"]> {
  const [name = "", version] = text.split("@");
  return { name, ...(version !== undefined && { version: Number(version) }) };
}
