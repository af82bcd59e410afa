import type { components } from "@octokit/openapi-types";
import type { Links } from "./links.ts";
import { simpleUser } from "./people.ts";
import { githubTime, stableNumber } from "./stable.ts";
import type { Repository } from "./world.ts";

export function milestoneShape(
  { number, title, due_on }: Repository["milestones"][number],
  { full_name, owner, pulls }: Repository,
  links: Links,
): components["schemas"]["milestone"] {
  const id = 1_000 + stableNumber(`milestone ${full_name} ${number}`, 900_000_000);
  const url = `${links.api}/repos/${full_name}/milestones/${number}`;
  const planned = pulls.filter(({ milestone }) => milestone === number);
  const open = planned.filter(({ state }) => state === "open").length;
  return {
    url,
    html_url: `${links.html}/${full_name}/milestone/${number}`,
    labels_url: `${url}/labels`,
    id,
    node_id: Buffer.from(`09:Milestone${id}`).toString("base64"),
    number,
    state: "open",
    title,
    description: null,
    creator: simpleUser(owner, links),
    open_issues: open,
    closed_issues: planned.length - open,
    created_at: githubTime(0),
    updated_at: githubTime(0),
    closed_at: null,
    due_on: due_on === undefined ? null : githubTime(due_on),
  };
}
