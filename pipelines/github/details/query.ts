/** Of one pull request. @source GitHub's GraphQL schema: more files than these come page by page, and tell nothing new. */
const FILES = 100;
const CLOSES = 20;
/** Trailers stand in the commits where a branch is merged, and in the merge's own message where it is squashed. */
const COMMITS = 50;

const DETAILS = `fragment Details on PullRequest {
  number additions deletions changedFiles
  files(first: ${FILES}) { nodes { path additions deletions } }
  closingIssuesReferences(first: ${CLOSES}) { nodes { number title repository { nameWithOwner } } }
  commits(last: ${COMMITS}) { nodes { commit { message } } }
  mergeCommit { message }
}`;

/**
 * One question for many pull requests of one repository. Variables: `owner`, `repo`, and `merged`, a search: how many it finds is
 * answered too where `counts` says so.
 */
export function detailsQuery(numbers: readonly number[]): string {
  const each = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ...Details }`).join("\n  ");
  return `query Details($owner: String!, $repo: String!, $merged: String!, $counts: Boolean!) {
  repository(owner: $owner, name: $repo) {\n  ${each}\n  }
  search(query: $merged, type: ISSUE, first: 1) @include(if: $counts) { issueCount }
}\n${DETAILS}`;
}

/** One question for many texts, each named by `revision:path` in the variables `of0`, `of1` … */
export function textsQuery(count: number): string {
  const all = Array.from({ length: count }, (_, at) => at);
  const given = all.map((at) => `$of${at}: String!`).join(", ");
  const each = all.map((at) => `t${at}: object(expression: $of${at}) { ... on Blob { text } }`).join("\n  ");
  return `query Texts($owner: String!, $repo: String!, ${given}) { repository(owner: $owner, name: $repo) {\n  ${each}\n} }`;
}
