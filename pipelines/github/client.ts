import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import type { Log } from "../../base/log.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { mcpAsker } from "./mcp-asker.ts";
import { type DetailReads, detailReads } from "./details/reads.ts";
import { failureShape, type Failure } from "./failure.ts";
import { lookForBranch, type FoundBranch } from "./look-for-branch.ts";
import { ownerAndName } from "./owner-and-name.ts";
import { diffIn, json, type Reader } from "./read-answer.ts";
import { githubSession } from "./session.ts";
import { githubChild, type GithubSettings } from "./spawn.ts";
import { MOST_PER_PAGE } from "./tool.ts";
import { branch, changedFile, currentBranch, detailedPull, issue, listedPull, repository } from "./tools.ts";
import type { ChangedFile, DetailedPull, Issue, ListArgs } from "./tools.ts";
import type { ListedPull, NamedBy, PullRequestDiff } from "./tools.ts";

export type { FoundBranch } from "./look-for-branch.ts";
export type { GithubSettings } from "./spawn.ts";
export type { ChangedFile, DetailedPull, Details, Issue, ListArgs } from "./tools.ts";
export type { AskedDetails, ListedPull, NamedBy, PullRequestDiff, TextAt } from "./tools.ts";

/** GitHub as the pipelines read it, through MCP. Failures are Problems; an abort rejects with the signal's reason. */
export type GithubClient = DetailReads & {
  /** Starts the child in the background, so that the first call need not wait for it. */
  warm(): void;
  listPullRequests(args: ListArgs, signal?: AbortSignal): Promise<ListedPull[]>;
  pullRequest(repo: string, number: number, signal?: AbortSignal): Promise<DetailedPull>;
  /** The one with that number, or the merged one that a commit came with; null where there is none, or nobody says. */
  pullRequestNamed(repo: string, by: NamedBy, signal?: AbortSignal): Promise<ListedPull | null>;
  /** At most 3,000: GitHub lists no more. */
  pullRequestFiles(repo: string, number: number, signal?: AbortSignal): Promise<ChangedFile[]>;
  /** GitHub shows no diff of more than 300 files or 20,000 lines: then `too_large`. */
  pullRequestDiff(repo: string, number: number, signal?: AbortSignal): Promise<PullRequestDiff>;
  /** A pull request has an issue's face too. `not_found` as well for one that has moved to another repository. */
  issue(repo: string, number: number, signal?: AbortSignal): Promise<Issue>;
  /** What the token sees, last pushed first, at most 1,000. */
  repositories(signal?: AbortSignal): Promise<Repository[]>;
  /** One of them, or a public one. */
  repository(repo: string, signal?: AbortSignal): Promise<Repository>;
  /** At most 1,000 branches; the default one comes first. */
  branches(repo: string, signal?: AbortSignal): Promise<BranchList>;
  /** Whether there is such a branch, and what it and its repository are called now. */
  branch(repo: string, name: string, signal?: AbortSignal): Promise<FoundBranch>;
  /** Whether the child answers, and how the last question to GitHub ended: null before the first, else a code of failure. */
  health(): Promise<{ alive: boolean; last: "answered" | Failure["code"] | null }>;
  /** This process is about to end: that the child does too, as with Ctrl-C in a terminal, is no news. */
  leave(): void;
  close(): Promise<void>;
};

export type Repository = Omit<z.infer<typeof repository>, "full_name"> & { repo: string };
type BranchList = { branches: string[]; default_branch: string; complete: boolean };

/** `transport`: the way to another server than ours. */
type Options = { transport?: () => Transport; timeoutMs?: number };

const CALL_TIMEOUT_MS = 60_000;
const MAX_PICKER_PAGES = 10;
const MAX_FILE_PAGES = 30;

export function githubClient(settings: GithubSettings, log: Log, options: Options = {}): GithubClient {
  const transport = options.transport ?? (() => new StdioClientTransport(githubChild(settings)));
  const session = githubSession(transport, log, options.timeoutMs ?? CALL_TIMEOUT_MS);
  let last: "answered" | Failure["code"] | null = null;
  const ask = mcpAsker(session.ask, log, (ended) => void (last = ended));

  return {
    warm: session.warm,
    leave: session.leave,
    close: session.close,
    health: async () => ({ alive: await session.alive(), last }),
    listPullRequests: (args, signal) =>
      ask("list_pull_requests", args, json(z.array(listedPull)), `${args.owner}/${args.repo}`, signal),
    pullRequest: (repo, number, signal) => {
      const args = { method: "get", ...ownerAndName(repo), pullNumber: number };
      return ask("pull_request_read", args, json(detailedPull), `${repo}#${number}`, signal);
    },
    pullRequestNamed: async (repo, by, signal) => {
      const [about, args] = "number" in by ? [`#${by.number}`, { method: "get", pullNumber: by.number }] : [by.sha, by];
      const tool = "number" in by ? "pull_request_read" : "list_commit_pull_requests";
      const read: Reader<ListedPull[]> =
        "number" in by ? (answer) => [json(listedPull)(answer)] : json(z.array(listedPull));
      try {
        const found = await ask(tool, { ...ownerAndName(repo), ...args }, read, `${repo}${about}`, signal);
        return found.find(({ merged_at }) => merged_at) ?? null;
      } catch (error) {
        if (isNothingThere(error)) return null;
        throw error;
      }
    },
    ...detailReads(ask),
    pullRequestFiles: (repo, number, signal) => {
      const args = { method: "get_files", ...ownerAndName(repo), pullNumber: number };
      const about = `${repo}#${number}`;
      return allPages(
        MAX_FILE_PAGES,
        ({ filename }: ChangedFile) => filename,
        (page) => ask("pull_request_read", { ...args, ...page }, json(z.array(changedFile)), about, signal),
      );
    },
    pullRequestDiff: (repo, number, signal) => {
      const args = { method: "get_diff", ...ownerAndName(repo), pullNumber: number };
      return ask("pull_request_read", args, diffIn, `${repo}#${number}`, signal);
    },
    issue: async (repo, number, signal) => {
      const args = { method: "get", ...ownerAndName(repo), issue_number: number };
      const found = await ask("issue_read", args, json(issue), `${repo}#${number}`, signal);
      if (!isIn(repo, number, found)) throw moved(repo, number);
      return found;
    },
    ...repositoryReads(ask),
  };
}

/** No such number, no such commit, or a server that has no such tool. */
const NOTHING_THERE: ReadonlySet<string> = new Set<Failure["code"]>(["not_found", "invalid"]);

const codeOf = (error: unknown): string =>
  error instanceof Problem ? (failureShape.safeParse(error.cause).data?.code ?? "") : "";

const isNothingThere = (error: unknown): boolean => NOTHING_THERE.has(codeOf(error));

/** Repositories and their branches. */
function repositoryReads(
  ask: ReturnType<typeof mcpAsker>,
): Pick<GithubClient, "repositories" | "repository" | "branches" | "branch"> {
  return {
    repositories: async (signal) => {
      const all = await allPages(
        MAX_PICKER_PAGES,
        ({ full_name }: z.infer<typeof repository>) => full_name,
        (page) => ask("list_repositories", page, json(z.array(repository)), "", signal),
      );
      return all.map(({ full_name: repo, ...rest }) => ({ repo, ...rest }));
    },
    repository: async (name, signal) => {
      const { full_name: repo, ...rest } = await oneRepository(ask, name, signal);
      return { repo, ...rest };
    },
    branches: async (repo, signal) => {
      const place = ownerAndName(repo);
      const [{ default_branch }, all] = await Promise.all([
        ask("get_repository", place, json(repository), repo, signal),
        allPages(
          MAX_PICKER_PAGES,
          ({ name }: z.infer<typeof branch>) => name,
          (page) => ask("list_branches", { ...place, ...page }, json(z.array(branch)), repo, signal),
        ),
      ]);
      const names = all.map(({ name }) => name).filter((name) => name !== default_branch);
      // It may stand behind the thousandth. An empty repository has not even that one.
      const complete = all.length < MAX_PICKER_PAGES * MOST_PER_PAGE;
      return { branches: all.length > 0 ? [default_branch, ...names] : [], default_branch, complete };
    },
    branch: (repo, name, signal) => {
      const place = ownerAndName(repo);
      const some = { ...place, page: 1, perPage: MOST_PER_PAGE };
      return lookForBranch(repo, name, {
        branch: () => ask("get_branch", { ...place, branch: name }, json(currentBranch), repo, signal),
        repository: () => ask("get_repository", place, json(repository), repo, signal),
        branches: async () =>
          (await ask("list_branches", some, json(z.array(branch)), repo, signal)).map((one) => one.name),
      });
    },
  };
}

/** A server without our tools: its answer is no failure of ours, or an error of the protocol. */
const NO_SUCH_TOOL: ReadonlySet<string> = new Set<Failure["code"]>(["invalid", "unreadable"]);

/** The official server has no tool for one repository; its search finds those, too, that begin alike. */
async function oneRepository(ask: ReturnType<typeof mcpAsker>, name: string, signal: AbortSignal | undefined) {
  try {
    return await ask("get_repository", ownerAndName(name), json(repository), name, signal);
  } catch (error) {
    if (!NO_SUCH_TOOL.has(codeOf(error))) throw error;
    const asked = { query: `repo:${name} fork:true`, page: 1, perPage: MOST_PER_PAGE };
    const found = z.object({ items: z.array(repository) });
    const { items } = await ask("search_repositories", asked, json(found), name, signal);
    const one = items.find(({ full_name }) => full_name.toLowerCase() === name.toLowerCase());
    if (!one) throw error;
    return one;
  }
}

type Page = { page: number; perPage: number };

/** No Link headers come through MCP: a page that is not full is the last. One that was filled has some of the next. */
async function allPages<T>(
  maxPages: number,
  keyOf: (item: T) => string,
  read: (page: Page) => Promise<T[]>,
): Promise<T[]> {
  const all = new Map<string, T>();
  for (let page = 1; page <= maxPages; page += 1) {
    const items = await read({ page, perPage: MOST_PER_PAGE });
    for (const item of items) all.set(keyOf(item), item);
    if (items.length < MOST_PER_PAGE) break;
  }
  return [...all.values()];
}

/** GitHub answers for an issue that was transferred with the issue as it is in its new repository, which may be none of ours. */
function isIn(repo: string, number: number, { number: given, html_url }: Issue): boolean {
  const path = URL.canParse(html_url) ? new URL(html_url).pathname.toLowerCase() : null;
  return given === number && (path === null || path.startsWith(`/${repo.toLowerCase()}/`));
}

function moved(repo: string, number: number): Problem {
  const message = `The issue ${repo}#${number} has moved to another repository.`;
  return new Problem("not_found", message, "Look for it on GitHub.");
}
