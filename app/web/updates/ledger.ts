import { findGeneration } from "../../../db/app/generations.ts";
import { findProfileById } from "../../../db/app/profiles.ts";
import type { Update } from "../../../db/app/tables.ts";
import { ledger, type DecidedLine } from "../../updates/ledger.ts";
import { field, idOf, isPartial, queryOf, type Handler, type Web, pageIn } from "../page/context.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { shortId } from "../runs/run-view.ts";
import { type PolicyLink, policyLink } from "./policy-link.ts";
import { ledgerPageView, type LedgerFilters, type LedgerPageView } from "./ledger-view.ts";

export type LedgerPages = {
  "updates/ledger/page": LedgerPageView;
  "updates/ledger/part": LedgerPageView;
};

/** Where each pull request of an update went, and who decided: as a page, as what a filter finds, as a file. */
export function ledgerRoutes(deps: WebDeps<LedgerPages>) {
  return {
    "GET /updates/:id/ledger": async (c) => {
      c.header("vary", "HX-Request");
      const { update, lines } = await ledger(deps, c.var.actor, idOf(c));
      const view = ledgerPageView(update, lines, filtersOf(c), deps.clock(), await policyBehind(deps, update));
      if (!isPartial(c)) {
        const title = `Every pull request of “${update.title}”`;
        return page(c, deps, "updates/ledger/page", view, { title, current: "/updates" });
      }
      c.header("hx-replace-url", view.here);
      return part(c, deps, "updates/ledger/part", view);
    },
    "GET /updates/:id/ledger/json": async (c) => {
      const { update, lines } = await ledger(deps, c.var.actor, idOf(c));
      c.header("content-type", "application/json");
      c.header("content-disposition", `attachment; filename="ledger-${shortId(update.id)}.json"`);
      return c.body(JSON.stringify(lines.map(asKept), null, 2));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

async function policyBehind({ db }: WebDeps, { id, generation, profile_id }: Update): Promise<PolicyLink | null> {
  const [written, profile] = await Promise.all([
    findGeneration(db, id, generation),
    profile_id ? findProfileById(db, profile_id) : undefined,
  ]);
  return policyLink(profile ?? null, written ?? null);
}

/** As the contract has it; where it stands in the text is the page's own. */
function asKept({ moved, line: _, ...kept }: DecidedLine) {
  return moved ? { ...kept, moved } : kept;
}

function filtersOf(c: Web): LedgerFilters {
  const query = queryOf(c);
  return {
    q: field(query, "q").slice(0, 200),
    went: field(query, "went"),
    by: field(query, "by"),
    page: pageIn(query),
  };
}
