import type { components } from "@octokit/openapi-types";
import type { Issue } from "./data-set.ts";
import type { Links } from "./links.ts";
import { simpleUser } from "./people.ts";
import { labelShape, timesOf, userOf } from "./pull-shape.ts";
import { FOUNDED_AT } from "./repository-shape.ts";
import { stableNumber } from "./stable.ts";
import type { Pull, Repository } from "./world.ts";

type Schemas = components["schemas"];
type IssueShape = Schemas["issue"];

/** A pull request seen as an issue: as `/issues/{n}` answers for its number. */
export function issueOfPull(pull: Pull, repository: Repository, links: Links): IssueShape {
  const { merged_at, ...times } = timesOf(pull);
  const html_url = `${links.html}/${repository.full_name}/pull/${pull.number}`;
  const url = `${links.api}/repos/${repository.full_name}/pulls/${pull.number}`;
  return {
    ...common(pull, repository, links),
    ...times,
    html_url,
    state: pull.state,
    user: userOf(pull, links),
    body: pull.body ?? "",
    draft: pull.draft,
    pull_request: { url, html_url, diff_url: `${html_url}.diff`, patch_url: `${html_url}.patch`, merged_at },
  };
}

/** An issue of the data set. It carries no instants of its own: it is open, and as old as its repository. */
export function issueShape(issue: Issue, repository: Repository, links: Links): IssueShape {
  return {
    ...common(issue, repository, links),
    html_url: `${links.html}/${repository.full_name}/issues/${issue.number}`,
    state: "open",
    user: simpleUser(repository.owner, links, "Organization"),
    body: issue.body,
    created_at: FOUNDED_AT,
    updated_at: FOUNDED_AT,
    closed_at: null,
  };
}

function common(item: Pick<Issue, "number" | "title" | "labels">, repository: Repository, links: Links) {
  const url = `${links.api}/repos/${repository.full_name}/issues/${item.number}`;
  const id = 1_000 + stableNumber(`issue ${repository.full_name}#${item.number}`, 2_000_000_000);
  return {
    id,
    node_id: Buffer.from(`05:Issue${id}`).toString("base64"),
    url,
    repository_url: `${links.api}/repos/${repository.full_name}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    number: item.number,
    title: item.title,
    labels: item.labels.map((name) => labelShape(name, repository, links)),
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: 0,
    author_association: "MEMBER" as const,
  };
}
