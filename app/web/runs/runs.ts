import { exportRun } from "../../updates/export-run.ts";
import { loadCall } from "../../updates/load-call.ts";
import { loadRun } from "../../updates/load-run.ts";
import { callView, type CallView } from "./call-view.ts";
import { idOf, isPartial, seeOther, type Handler, type Web } from "../page/context.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import { notFound } from "../page/problem-page.ts";
import type { RouteName } from "../page/rights.ts";
import { runPageView, type RunPageView } from "./run-page-view.ts";
import { shortId } from "./run-view.ts";

export type RunPages = {
  "runs/page": RunPageView;
  "runs/timeline": RunPageView;
  "runs/call": { call: CallView; update: { title: string; run: string } };
  "runs/call-body": { call: CallView };
};

/** How a text came about: the run's page, what of it changes while it works, and each of its calls. */
export function runRoutes(deps: WebDeps<RunPages>) {
  return {
    "GET /updates/:id/run": async (c) => {
      const view = runPageView(await runIn(c, deps), deps.clock());
      const title = `How “${view.title}” was written`;
      return page(c, deps, "runs/page", view, { title, current: "/updates", refresh: view.live });
    },
    // For the page that follows a run. Without an answer from the pipelines it stays as it is, and asks again.
    "GET /updates/:id/run/timeline": async (c) => {
      const detail = await runIn(c, deps);
      const view = runPageView(detail, deps.clock());
      if (!isPartial(c)) return seeOther(c, `${view.address}${view.query}`);
      return detail.absence === "no_answer" ? c.body(null, 204) : part(c, deps, "runs/timeline", view);
    },
    "GET /updates/:id/run/export": async (c) => {
      const { run_id, lines } = await exportRun(deps, c.var.actor, idOf(c), whichGeneration(c));
      c.header("content-type", "application/x-ndjson");
      c.header("content-disposition", `attachment; filename="run-${shortId(run_id)}.jsonl"`);
      return c.body(lines);
    },
    "GET /updates/:id/run/calls/:seq": async (c) => {
      c.header("vary", "HX-Request");
      const { call, update } = await callIn(c, deps);
      if (isPartial(c)) return part(c, deps, "runs/call-body", { call });
      return page(c, deps, "runs/call", { call, update }, { title: call.title, current: "/updates" });
    },
    "GET /updates/:id/run/calls/:seq/json": async (c) => {
      const { call, run } = await loadCall(deps, c.var.actor, idOf(c), whichCall(c));
      c.header("content-type", "application/json");
      c.header("content-disposition", `attachment; filename="run-${shortId(run.id)}-call-${call.seq}.json"`);
      return c.body(JSON.stringify(call, null, 2));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

function runIn(c: Web, deps: WebDeps) {
  return loadRun(deps, c.var.actor, idOf(c), whichGeneration(c));
}

async function callIn(c: Web, deps: WebDeps) {
  const which = whichCall(c);
  const { update, run, call } = await loadCall(deps, c.var.actor, idOf(c), which);
  const page = `/updates/${update.id}/run`;
  const query = which.number === undefined ? "" : `?generation=${which.number}`;
  const address = `${page}/calls/${call.seq}`;
  return {
    call: callView(call, run.attempt, `${address}${query}`, `${address}/json${query}`),
    update: { title: update.title, run: `${page}${query}` },
  };
}

function whichCall(c: Web): { seq: number; number: number | undefined } {
  return { seq: Number(c.req.param("seq")), number: whichGeneration(c) };
}

/** The newest when none is named. */
function whichGeneration(c: Web): number | undefined {
  const asked = c.req.query("generation");
  if (asked === undefined) return undefined;
  return /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : notFound(c);
}
