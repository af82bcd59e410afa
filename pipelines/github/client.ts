import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import type { Log } from "../../base/log.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { GithubFailure } from "./failure.ts";
import { unescapeOnce } from "./official.ts";
import { problemOf } from "./problem-of.ts";
import { withRetries } from "./retry.ts";
import { githubSession } from "./session.ts";
import { githubChild, type GithubSettings } from "./spawn.ts";
import { branch, changedFile, detailedPull, listedPull, repository, searchAnswer } from "./tools.ts";
import type { ChangedFile, DetailedPull, ListArgs, ListedPull } from "./tools.ts";

export type { GithubSettings } from "./spawn.ts";
export type { ChangedFile, DetailedPull, ListArgs, ListedPull } from "./tools.ts";

/** GitHub as the pipelines read it, through MCP. Failures are Problems; an abort rejects with the signal's reason. */
export type GithubClient = {
  /** Starts the child in the background, so that the first call need not wait for it. */
  warm(): void;
  listPullRequests(args: ListArgs, signal?: AbortSignal): Promise<ListedPull[]>;
  /** An estimate from GitHub's search, which lags; null when it has none. */
  countMerged(window: MergedWindow, signal?: AbortSignal): Promise<number | null>;
  pullRequest(repo: string, number: number, signal?: AbortSignal): Promise<DetailedPull>;
  /** At most 3,000: GitHub lists no more. */
  pullRequestFiles(repo: string, number: number, signal?: AbortSignal): Promise<ChangedFile[]>;
  /** What the token sees, last pushed first, at most 1,000. */
  repositories(signal?: AbortSignal): Promise<{ repo: string; default_branch: string; private: boolean }[]>;
  /** At most 1,000 branches; the default one comes first. */
  branches(repo: string, signal?: AbortSignal): Promise<{ branches: string[]; default_branch: string }>;
  close(): Promise<void>;
};
export type MergedWindow = { repo: string; base_branch: string; since: string; until: string };

/** `transport`: the way to another server than ours. */
type Options = { transport?: () => Transport; timeoutMs?: number };

const CALL_TIMEOUT_MS = 60_000;
const PAGE_SIZE = 100;
const MAX_PICKER_PAGES = 10;
const MAX_FILE_PAGES = 30;

export function githubClient(settings: GithubSettings, log: Log, options: Options = {}): GithubClient {
  const transport = options.transport ?? (() => new StdioClientTransport(githubChild(settings)));
  const session = githubSession(transport, log, options.timeoutMs ?? CALL_TIMEOUT_MS);
  const ask = asker(session.ask, log);

  return {
    warm: session.warm,
    close: session.close,
    listPullRequests: (args, signal) =>
      ask("list_pull_requests", args, z.array(listedPull), `${args.owner}/${args.repo}`, signal),
    countMerged: async (window, signal) => {
      try {
        const found = await ask("search_pull_requests", searchFor(window), searchAnswer, window.repo, signal);
        return found.incomplete_results ? null : found.total_count;
      } catch (error) {
        if (error instanceof Problem) return null;
        throw error;
      }
    },
    pullRequest: (repo, number, signal) => {
      const args = { method: "get", ...placeOf(repo), pullNumber: number };
      return ask("pull_request_read", args, detailedPull, `${repo}#${number}`, signal);
    },
    pullRequestFiles: (repo, number, signal) => {
      const args = { method: "get_files", ...placeOf(repo), pullNumber: number };
      const about = `${repo}#${number}`;
      return allPages(MAX_FILE_PAGES, (page) =>
        ask("pull_request_read", { ...args, ...page }, z.array(changedFile), about, signal),
      );
    },
    repositories: async (signal) => {
      const all = await allPages(MAX_PICKER_PAGES, (page) =>
        ask("list_repositories", page, z.array(repository), "", signal),
      );
      return all.map(({ full_name, ...rest }) => ({ repo: full_name, ...rest }));
    },
    branches: async (repo, signal) => {
      const place = placeOf(repo);
      const [{ default_branch }, all] = await Promise.all([
        ask("get_repository", place, repository, repo, signal),
        allPages(MAX_PICKER_PAGES, (page) =>
          ask("list_branches", { ...place, ...page }, z.array(branch), repo, signal),
        ),
      ]);
      const names = all.map(({ name }) => name).filter((name) => name !== default_branch);
      return { branches: all.length > names.length ? [default_branch, ...names] : names, default_branch };
    },
  };
}

type Page = { page: number; perPage: number };

/** No Link headers come through MCP: a page that is not full is the last. */
async function allPages<T>(maxPages: number, read: (page: Page) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const items = await read({ page, perPage: PAGE_SIZE });
    all.push(...items);
    if (items.length < PAGE_SIZE) break;
  }
  return all;
}

/** One question: asked again while that may help, its answer checked, its failure put into words. */
function asker(send: ReturnType<typeof githubSession>["ask"], log: Log) {
  return async <S extends z.ZodType>(
    tool: string,
    args: object,
    schema: S,
    about: string,
    signal?: AbortSignal,
  ): Promise<z.infer<S>> => {
    try {
      return await withRetries(async () => {
        const { text, official } = await send(tool, args, signal);
        return read(schema, text, official);
      }, signal);
    } catch (error) {
      if (!(error instanceof GithubFailure)) throw error;
      log.warn({ tool, about, failure: error.failure }, "GitHub could not be read.");
      throw problemOf(error.failure, about, Date.now());
    }
  };
}

/** @throws {GithubFailure} `unreadable`. */
function read<S extends z.ZodType>(schema: S, text: string, official: boolean): z.infer<S> {
  try {
    return schema.parse(JSON.parse(text, official ? unescapeTexts : undefined));
  } catch (cause) {
    const message = `The answer of ${text.length} characters does not fit.`;
    throw new GithubFailure({ code: "unreadable", message, status: null, retry_after_s: null }, { cause });
  }
}

function unescapeTexts(key: string, value: unknown): unknown {
  return (key === "title" || key === "body") && typeof value === "string" ? unescapeOnce(value) : value;
}

/** Search ranges include both ends and know whole seconds. Source: docs.github.com, "Query for dates". */
function searchFor({ repo, base_branch, since, until }: MergedWindow) {
  const from = instant(Math.ceil(Date.parse(since) / 1_000));
  const to = instant(Math.ceil(Date.parse(until) / 1_000) - 1);
  const query = `is:merged base:"${base_branch}" merged:${from}..${to}`;
  return { query, ...placeOf(repo), page: 1, perPage: 1 };
}

function instant(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000", "");
}

function placeOf(repo: string): { owner: string; repo: string } {
  const [owner = "", name = ""] = repo.split("/");
  return { owner, repo: name };
}
