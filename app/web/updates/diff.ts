import { loadUpdate } from "../../updates/load.ts";
import { versionsOf } from "../../updates/versions.ts";
import { field, idOf, queryOf, type Handler } from "../page/context.ts";
import { page, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { diffPageView, type DiffPageView } from "./diff-view.ts";

export type DiffPages = { "updates/diff/page": DiffPageView };

/** Any two texts of an update against each other: by default the agent's and the newest. */
export function diffRoutes(deps: WebDeps<DiffPages>) {
  return {
    "GET /updates/:id/diff": async (c) => {
      const detail = await loadUpdate(deps, c.var.actor, idOf(c));
      const versions = await versionsOf(deps, detail);
      const query = queryOf(c);
      const view = diffPageView(detail, versions, field(query, "from"), field(query, "to"));
      return page(c, deps, "updates/diff/page", view, { title: "What changed", current: "/updates" });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}
