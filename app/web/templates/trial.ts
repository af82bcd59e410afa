import { randomUUID } from "node:crypto";
import { listRecordedRuns } from "../../../db/app/recorded-runs.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { loadTrial } from "../../templates/load-trial.ts";
import { stopTrial } from "../../templates/stop-trial.ts";
import { tryTemplate } from "../../templates/try-template.ts";
import { field, idOf, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import { uuidOr } from "../page/path-ids.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { templateTitle } from "./list-view.ts";
import { mayChange, templateIn } from "./templates.ts";
import { runLabel, type TrialChoiceView, trialPrice, trialView, type TrialView } from "./trial-view.ts";

export type TrialPages = {
  "templates/trial": TrialChoiceView;
  "templates/tried": TrialView;
  "templates/tried-body": TrialView;
};

/** A draft or a version tried on what an update had read, before anybody depends on it. */
export function trialPageRoutes(deps: WebDeps<TrialPages>) {
  return {
    "GET /templates/:name/trial": async (c) => choose(c, deps, queryOf(c)),
    "POST /templates/:name/trials": async (c) => begin(c, deps, await fieldsOf(c)),
    "GET /templates/:name/trials/:id": async (c) => {
      const view = trialView(await loadTrial(deps, c.var.actor, idOf(c)), templateIn(c), mayChange(c), deps.clock());
      if (isPartial(c)) return part(c, deps, "templates/tried-body", view);
      return page(c, deps, "templates/tried", view, { title: "Trial", current: "/templates", refresh: view.live });
    },
    "POST /templates/:name/trials/:id/cancellation": async (c) => {
      await stopTrial(deps, c.var.actor, idOf(c));
      setFlash(c, "template_trial_stopped");
      return seeOther(c, `/templates/${templateIn(c)}/trials/${idOf(c)}`);
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

const MOST_RUNS = 20;
const VERSION = /^[1-9]\d{0,5}$/;

/** A version where one is named; else the draft, by the number that it has now or was seen with. */
function changeIn(fields: Fields, draft: number): { version: number } | { draft: number } {
  const [version, seen] = [field(fields, "version"), field(fields, "number")];
  return VERSION.test(version) ? { version: Number(version) } : { draft: VERSION.test(seen) ? Number(seen) : draft };
}

async function choose(
  c: Web,
  deps: WebDeps<TrialPages>,
  fields: Fields,
  refused: Problem | null = null,
): Promise<Response> {
  const name = templateIn(c);
  const { templates, trials } = deps.pipelines;
  const answer = await templates.draft(name);
  const runs = await listRecordedRuns(deps.db, c.var.actor.team_id, name, MOST_RUNS);
  const asked = field(fields, "run");
  const chosen = (runs.find(({ run_id }) => run_id === asked) ?? runs[0])?.run_id ?? "";
  const change = changeIn({ version: fields["version"] ?? [] }, answer.number);
  const nothing = "draft" in change && answer.draft === null;
  const priced = nothing
    ? { price: "", problem: new Problem("conflict", "There is no draft.", "Begin one, and save it.") }
    : chosen
      ? await priceOf(() => trials.estimate(chosen, change))
      : { price: "", problem: null };
  const problem = refused ?? priced.problem;
  const view = {
    name,
    title: templateTitle(name),
    version: "version" in change ? change.version : null,
    number: "draft" in change ? change.draft : 0,
    key: uuidOr(field(fields, "key")) || randomUUID(),
    runs: runs.map((one) => ({ value: one.run_id, label: runLabel(one), chosen: one.run_id === chosen })),
    chosen,
    price: priced.price,
    problem: problem && { message: problem.message, remedy: problem.remedy },
  };
  const status = refused?.status ?? 200;
  return page(c, deps, "templates/trial", view, { title: "Try it", current: "/templates", status });
}

/** What stands in the way is said before anybody presses Start. */
async function priceOf(
  ask: () => ReturnType<WebDeps["pipelines"]["trials"]["estimate"]>,
): Promise<{ price: string; problem: Problem | null }> {
  try {
    const estimate = await ask();
    const refused = estimate?.refused;
    if (refused) return { price: "", problem: new Problem(refused.code, refused.message, refused.remedy) };
    return { price: trialPrice(estimate), problem: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { price: "", problem: error };
  }
}

async function begin(c: Web, deps: WebDeps<TrialPages>, fields: Fields): Promise<Response> {
  const [template, run_id, key] = [templateIn(c), uuidOr(field(fields, "run")), uuidOr(field(fields, "key"))];
  const change = changeIn(fields, 0);
  if (run_id === "") {
    return choose(c, deps, fields, new Problem("invalid", "No run was chosen.", "Choose one from the list."));
  }
  try {
    const run = await tryTemplate(deps, c.var.actor, { template, run_id, change, key: key || randomUUID() });
    return seeOther(c, `/templates/${template}/trials/${run.id}`);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "forbidden") throw error;
    return choose(c, deps, fields, error);
  }
}
