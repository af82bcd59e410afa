import { listTeam } from "../../../db/app/people.ts";
import { listApprovals, type UpdateRow } from "../../updates/load.ts";
import type { Handler } from "../page/context.ts";
import { page, type WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";
import { listedUpdate, type ListedUpdate } from "./updates-view.ts";

export type ApprovalsView = { groups: { title: string; hint: string; updates: ListedUpdate[] }[] };

export type ApprovalsPages = { "approvals/page": ApprovalsView };

export function approvalsRoutes(deps: WebDeps<ApprovalsPages>) {
  return {
    "GET /approvals": async (c) => {
      const { team_id } = c.var.actor;
      const [rows, team] = await Promise.all([listApprovals(deps.db, team_id), listTeam(deps.db, team_id)]);
      const names = new Map(team.map(({ id, name }) => [id, name]));
      const isMine = ({ review_asked }: UpdateRow) => review_asked.includes(c.var.person.id);
      const asker = { ...c.var.person, surface: "web" as const };
      const drafts = rows.filter(({ state }) => state === "in_review");
      const groups = [
        {
          title: "Asked for",
          hint: "Somebody asked for a decision on these.",
          rows: drafts
            .filter((row) => row.review_requested_at)
            .toSorted((one, other) => Number(isMine(other)) - Number(isMine(one))),
        },
        {
          title: "Stuck on the way to Slack",
          hint: "Approved, and not there yet.",
          rows: rows.filter(({ state }) => state !== "in_review"),
        },
        {
          title: "Drafts",
          hint: "Written, and nobody decided yet.",
          rows: drafts.filter((row) => !row.review_requested_at),
        },
      ];
      const shown = groups.filter((group) => group.rows.length > 0);
      const view = {
        groups: shown.map(({ rows: some, ...group }) => ({
          ...group,
          updates: some.map((row) => listedUpdate(row, asker, names)),
        })),
      };
      return page(c, deps, "approvals/page", view, { title: "Approvals", current: "/approvals" });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}
