import { why } from "../../updates/why.ts";
import { idOf, isPartial, type Handler } from "../page/context.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { whyView, type WhyView } from "./why-view.ts";

export type WhyPages = {
  "updates/why/reason": WhyView;
  "updates/why/page": WhyView;
};

export function whyRoutes(deps: WebDeps<WhyPages>) {
  return {
    "GET /updates/:id/why": async (c) => {
      c.header("vary", "HX-Request");
      const line = c.req.query("line") ?? "";
      // A line that is no number is no line of the text.
      const reason = await why(deps, c.var.actor, idOf(c), line === "" ? undefined : Number(line));
      const view = whyView(reason);
      if (isPartial(c)) return part(c, deps, "updates/why/reason", view);
      return page(c, deps, "updates/why/page", view, { title: "Why is this here?", current: "/updates" });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}
