import { approvedTexts, SPANS, type FeedbackFilter } from "../../feedback/approved-texts.ts";
import { field, queryOf, type Handler, type Web } from "../page/context.ts";
import { page, zoneOf, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { feedbackCsv } from "./feedback-csv.ts";
import { feedbackView, type FeedbackView } from "./feedback-view.ts";

export type FeedbackPages = { "feedback/page": FeedbackView };

/** What became of the agent's texts until they were approved: as a page, and as a file. */
export function feedbackRoutes(deps: WebDeps<FeedbackPages>) {
  return {
    "GET /feedback": async (c) => {
      const filter = filterOf(c);
      const zone = zoneOf(c);
      const found = await approvedTexts(deps, c.var.actor, filter, zone);
      const view = feedbackView(found, filter, { timeZone: zone, now: deps.clock() });
      return page(c, deps, "feedback/page", view, { title: "Feedback", current: "/feedback" });
    },
    "GET /feedback.csv": async (c) => {
      const zone = zoneOf(c);
      const { rows } = await approvedTexts(deps, c.var.actor, filterOf(c), zone);
      c.header("content-type", "text/csv; charset=utf-8");
      c.header("content-disposition", 'attachment; filename="feedback.csv"');
      return c.body(feedbackCsv(rows, deps.settings.publicUrl, zone));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

function filterOf(c: Web): FeedbackFilter {
  const query = queryOf(c);
  return {
    weeks: SPANS.find((span) => `${span}` === field(query, "weeks")) ?? SPANS[0],
    profile: field(query, "profile"),
    version: field(query, "version"),
    writer: field(query, "writer"),
  };
}
