import { listUpdatesThatRead } from "../../../db/app/lineage.ts";
import { findCheckedGeneration } from "../../../db/app/generations.ts";
import { pullRequestRef } from "../../../webhooks/contract/parameters.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { readItems } from "../../../webhooks/contract/report-text.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { findLineage } from "../../updates/find-lineage.ts";
import { lineageOf } from "../../updates/lineage.ts";
import { textNow } from "../../updates/text-now.ts";
import { idOf, seeOther, type Handler } from "../page/context.ts";
import { page, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { lineagePageView, searchView, type LineagePageView, type LineageSearchView } from "./lineage-view.ts";

export type LineagePages = {
  "updates/lineage/search": LineageSearchView;
  "updates/lineage/page": LineagePageView;
};

const TITLE = "Where it comes from";
/** Of other updates that read the same pull request. */
const MOST_OTHERS = 8;

export function lineagePageRoutes(deps: WebDeps<LineagePages>) {
  return {
    "GET /lineage": async (c) => {
      const from = c.req.query("from") ?? "";
      const search = (view: LineageSearchView, status = 200) =>
        page(c, deps, "updates/lineage/search", view, { title: TITLE, current: "/updates", status });
      if (from.trim() === "") return search(searchView("", null, null));
      try {
        const told = await findLineage(deps, c.var.actor, from);
        const view = searchView(from, told, null);
        const [only] = view.found;
        return view.found.length === 1 && only ? seeOther(c, only.address) : search(view);
      } catch (error) {
        if (!(error instanceof Problem) || (error.code !== "invalid" && error.code !== "not_found")) throw error;
        const { message, remedy } = error;
        return search(searchView(from, null, { message, remedy }), error.code === "invalid" ? 422 : 404);
      }
    },
    "GET /updates/:id/lineage": async (c) => {
      const update = await getUpdate(deps.db, c.var.actor, idOf(c));
      const text = await textNow(deps.db, update);
      const cited = readItems(text, update.brief.sources).flatMap(({ prs }) => prs);
      const asked = pullRequestRef.safeParse(c.req.query("pr")).data;
      const pr = asked ?? cited[0] ?? update.ledger[0]?.pr ?? "";
      const told = await lineageOf(deps, update, pr ? [pr] : []);
      const others = pr ? await listUpdatesThatRead(deps.db, c.var.actor.team_id, pr, MOST_OTHERS) : [];
      const view = lineagePageView(told, {
        update,
        text,
        pr,
        back: c.req.query("way") === "back",
        others: others
          .filter(({ id }) => id !== update.id)
          .map(({ id, number, title, state, channel }) => ({ id, number, title, state, channel, address: "" })),
      });
      return page(c, deps, "updates/lineage/page", view, { title: TITLE, current: "/updates" });
    },
    "GET /updates/:id/lineage/statement": async (c) => {
      const update = await getUpdate(deps.db, c.var.actor, idOf(c));
      const run = (await findCheckedGeneration(deps.db, update.copied_from ?? update.id))?.run_id;
      if (!run) throw new Problem("not_found", "No run has written this update.", "Look at another one.");
      c.header("content-disposition", `attachment; filename="statement-${update.number}.json"`);
      return c.json(await deps.pipelines.provenance(run));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}
