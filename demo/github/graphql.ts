import { buildSchema, graphql } from "graphql";
import { Hono } from "hono";
import { z } from "zod";
import { commitMessage } from "./change-shape.ts";
import type { Environment } from "./environment.ts";
import { refuse } from "./refusals.ts";
import { githubTime, stableSha } from "./stable.ts";
import type { Pull, Repository, World } from "./world.ts";

/** The part of GitHub's schema that Pulse asks: names, kinds and what may be null are GitHub's. */
const SCHEMA = buildSchema(`
  type Query {
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
    search(query: String!, type: SearchType!, first: Int): SearchResultItemConnection!
  }
  enum SearchType { ISSUE ISSUE_ADVANCED REPOSITORY USER DISCUSSION }
  type SearchResultItemConnection { issueCount: Int! }
  type Repository {
    nameWithOwner: String! pullRequest(number: Int!): PullRequest object(expression: String, oid: String): GitObject
    refs(refPrefix: String!, first: Int, after: String, orderBy: RefOrder): RefConnection
  }
  input RefOrder { field: RefOrderField! direction: OrderDirection! }
  enum RefOrderField { TAG_COMMIT_DATE ALPHABETICAL }
  enum OrderDirection { ASC DESC }
  type RefConnection { nodes: [Ref] pageInfo: PageInfo! totalCount: Int! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Ref { name: String! target: GitObject }
  type Tag implements GitObject { oid: String! name: String! target: GitObject! }
  interface GitObject { oid: String! }
  type Blob implements GitObject { oid: String! text: String byteSize: Int! isTruncated: Boolean! }
  type PullRequest {
    number: Int! title: String! additions: Int! deletions: Int! changedFiles: Int!
    files(first: Int, after: String): FileConnection
    closingIssuesReferences(first: Int): IssueConnection
    commits(first: Int, last: Int): PullRequestCommitConnection!
    mergeCommit: Commit
  }
  type FileConnection { nodes: [ChangedFile] totalCount: Int! }
  type ChangedFile { path: String! additions: Int! deletions: Int! }
  type IssueConnection { nodes: [Issue] totalCount: Int! }
  type Issue { number: Int! title: String! repository: Repository! }
  type PullRequestCommitConnection { nodes: [PullRequestCommit] totalCount: Int! }
  type PullRequestCommit { commit: Commit! }
  type Commit implements GitObject { oid: String! message: String! committedDate: String! }
`);

const asked = z.object({
  query: z.string().max(100_000),
  variables: z.record(z.string(), z.unknown()).default({}),
});

/** GitHub's GraphQL API, executed as GitHub's schema says. */
export function graphqlRoute(world: World): Hono<Environment> {
  return new Hono<Environment>().post("/", async (c) => {
    const read = asked.safeParse(await c.req.json().catch(() => null));
    if (!read.success) return refuse(c, 400, "Problems parsing JSON");
    const { query: source, variables: variableValues } = read.data;
    const missing: { type: string; path: string[]; message: string }[] = [];
    const rootValue = {
      repository: ({ owner, name }: { owner: string; name: string }) => {
        const found = world.repository(`${owner}/${name}`) ?? world.formerly(`${owner}/${name}`);
        if (found) return repositoryNode(found, missing);
        missing.push(notThere(["repository"], `a Repository with the name '${owner}/${name}'`));
        return null;
      },
      search: ({ query }: { query: string }) => ({ issueCount: countMerged(world, query) }),
    };
    const { data, errors } = await graphql({ schema: SCHEMA, source, variableValues, rootValue });
    const all = [...(errors ?? []).map(({ message }) => ({ message })), ...missing];
    return c.json({ ...(data !== undefined && { data }), ...(all.length > 0 && { errors: all }) });
  });
}

const MERGED = /^repo:(\S+) is:pr is:merged base:"([^"]+)" merged:(\S+?)\.\.(\S+)$/;

/** The one search that is understood: both ends of the range count. */
function countMerged(world: World, query: string): number {
  const [, repo = "", base, since = "", until = ""] = MERGED.exec(query) ?? [];
  const isIn = (at: number | null) => at !== null && at >= Date.parse(since) && at <= Date.parse(until);
  const pulls = (world.repository(repo) ?? world.formerly(repo))?.pulls ?? [];
  return pulls.filter((pull) => pull.base === base && isIn(pull.merged_at)).length;
}

/** @source GitHub's words. */
const notThere = (path: string[], what: string) => {
  return { type: "NOT_FOUND", path, message: `Could not resolve to ${what}.` };
};

function repositoryNode(repository: Repository, missing: { type: string; path: string[]; message: string }[]) {
  return {
    nameWithOwner: repository.full_name,
    pullRequest: ({ number }: { number: number }) => {
      const pull = repository.pulls.find((one) => one.number === number);
      if (pull) return pullNode(pull, repository);
      missing.push(notThere(["repository"], `a PullRequest with the number of ${number}`));
      return null;
    },
    refs: (asked: RefsAsked) => refsOf(repository, asked),
    object: ({ expression = "" }: { expression?: string }) => {
      const [revision, path] = [
        expression.slice(0, expression.indexOf(":")),
        expression.slice(expression.indexOf(":") + 1),
      ];
      const text = textAt(repository, revision, path);
      return text === null
        ? null
        : { __typename: "Blob", oid: "", text, byteSize: Buffer.byteLength(text), isTruncated: false };
    },
  };
}

type RefsAsked = { first?: number; after?: string | null };

/** Tags by the times of their commits, the newest first. */
function refsOf({ tags }: Repository, { first = 100, after }: RefsAsked) {
  const newest = tags.toSorted((one, other) => other.at - one.at);
  const from = Number(after ?? 0);
  const shown = newest.slice(from, from + first).map(({ name, sha, at, annotated }) => {
    const commit = { __typename: "Commit", oid: sha, committedDate: githubTime(at), message: "" };
    return {
      name,
      target: annotated ? { __typename: "Tag", oid: stableSha(`tag ${name}`), name, target: commit } : commit,
    };
  });
  const end = from + shown.length;
  return {
    nodes: shown,
    totalCount: newest.length,
    pageInfo: { hasNextPage: end < newest.length, endCursor: String(end) },
  };
}

/** As it was merged; on a branch, as the last one to change it left it. */
function textAt({ pulls, default_branch }: Repository, revision: string, path: string): string | null {
  const among = pulls.filter((pull) => pull.merge_sha === revision || revision === default_branch);
  const newest = among.toSorted((a, b) => (b.merged_at ?? 0) - (a.merged_at ?? 0));
  return newest.flatMap(({ files }) => files.filter((file) => file.path === path))[0]?.text ?? null;
}

function pullNode(pull: Pull, repository: Repository) {
  const list = <T>(nodes: T[]) => ({ nodes, totalCount: nodes.length });
  const { number, title, files } = pull;
  const sum = (key: "additions" | "deletions") => files.reduce((total, file) => total + file[key], 0);
  const closes = repository.issues.filter((issue) => closesIssue(pull.body ?? "", issue.number));
  return {
    number,
    title,
    additions: pull.additions ?? sum("additions"),
    deletions: pull.deletions ?? sum("deletions"),
    changedFiles: pull.files_total ?? files.length,
    files: ({ first = 100 }: { first?: number }) => list(files.slice(0, first)),
    closingIssuesReferences: () =>
      list(closes.map((issue) => ({ ...issue, repository: { nameWithOwner: repository.full_name } }))),
    commits: () => list([{ commit: { message: commitMessage(pull) } }]),
    mergeCommit: pull.merged_at === null ? null : { message: commitMessage(pull) },
  };
}

/** @source docs.github.com, "Linking a pull request to an issue": the words that close one. */
const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)/gi;

const closesIssue = (body: string, number: number): boolean =>
  [...body.matchAll(CLOSES)].some(([, named]) => Number(named) === number);
