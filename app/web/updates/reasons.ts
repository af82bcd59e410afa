import { changesOf } from "../../feedback/changes.ts";
import { sayWhy } from "../../feedback/say-why.ts";
import { readTap } from "../../feedback/tap.ts";
import { loadUpdate } from "../../updates/load.ts";
import { field, idOf, isPartial, seeOther, type Handler } from "../page/context.ts";
import { part, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { changesView, type ChangesView } from "./changes-view.ts";

export type ReasonPages = { "updates/diff/changes": { changes: ChangesView } };

/** Why the agent's text was changed: one tap on an update's page. */
export function reasonRoutes(deps: WebDeps<ReasonPages>) {
  return {
    "POST /updates/:id/reasons": async (c) => {
      const fields = await fieldsOf(c);
      const { actor } = c.var;
      await sayWhy(deps, actor, idOf(c), { item: field(fields, "item"), ...readTap(field(fields, "tap")) });
      if (!isPartial(c)) return seeOther(c, `/updates/${idOf(c)}?changes#changes`);
      const detail = await loadUpdate(deps, actor, idOf(c));
      const changes = (await changesOf(deps.db, detail)) ?? { items: [], given: [] };
      return part(c, deps, "updates/diff/changes", { changes: changesView(detail.update.id, changes, true) });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}
