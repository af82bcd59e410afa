import { z } from "zod";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { cleanLine } from "../../text/clean-text.ts";
import { failureShape, type Failure } from "../failure.ts";
import type { mcpAsker } from "../mcp-asker.ts";
import { ownerAndName } from "../owner-and-name.ts";
import { json, jsonList } from "../read-answer.ts";
import { MOST_PER_PAGE } from "../tool.ts";
import { type NewestTags, tagsByRelease } from "./newest-tags.ts";
import { commit, comparison, milestone, recentTags, release } from "./shapes.ts";

/** `says`: its first line. */
export type CommitAt = { sha: string; at: string; says: string };
export type ListedRelease = { tag: string; draft: boolean; prerelease: boolean; published_at: string | null };
export type DatedTag = { name: string; sha: string; at: string };
export type Milestone = { title: string; due: string | null; open: number; closed: number };
export type Comparison = {
  status: "ahead" | "behind" | "diverged" | "identical";
  total: number;
  parted: CommitAt;
  commits: CommitAt[];
};
/** `base` and `head`: SHAs. */
type ComparedPage = { base: string; head: string; page: number };
type CommitsPage = { sha: string; since: string; page: number };

export type ReleaseReads = {
  /** By its SHA, or by what stands at it: `heads/main`, `tags/v1.0.0`. Null where there is none. */
  commitAt(repo: string, ref: string, signal?: AbortSignal): Promise<CommitAt | null>;
  /** The newest 100. */
  releases(repo: string, signal?: AbortSignal): Promise<ListedRelease[]>;
  /** Names of some tags. */
  tagNames(repo: string, signal?: AbortSignal): Promise<string[]>;
  /** At commits that were made since then; null where the server, or GitHub behind it, has no such question. */
  recentTags(
    repo: string,
    since: string,
    signal?: AbortSignal,
  ): Promise<{ tags: DatedTag[]; complete: boolean } | null>;
  /** To choose from, the newest first, at most 100; by what the server has for it. */
  newestTags(repo: string, signal?: AbortSignal): Promise<NewestTags>;
  /** 100 commits a page; null as above. */
  compare(repo: string, asked: ComparedPage, signal?: AbortSignal): Promise<Comparison | null>;
  /** A commit and those before it, 100 a page, the newest first. */
  commitsBefore(repo: string, asked: CommitsPage, signal?: AbortSignal): Promise<CommitAt[]>;
  /** Open ones; null as above. */
  milestones(repo: string, signal?: AbortSignal): Promise<Milestone[] | null>;
};

/** Tags, releases, and what lies between them. */
export function releaseReads(ask: ReturnType<typeof mcpAsker>): ReleaseReads {
  const page = { page: 1, perPage: MOST_PER_PAGE };
  const reads: ReleaseReads = {
    commitAt: (repo, ref, signal) =>
      unless(NOTHING_THERE, async () =>
        commitOf(await ask("get_commit", { ...ownerAndName(repo), sha: ref }, json(commit), repo, signal)),
      ),
    releases: async (repo, signal) => {
      const all = await ask("list_releases", { ...ownerAndName(repo), ...page }, jsonList(release), repo, signal);
      return all.map(({ tag_name: tag, draft, prerelease, published_at = null }) => {
        return { tag, draft, prerelease, published_at };
      });
    },
    tagNames: async (repo, signal) => {
      const named = z.object({ name: z.string() });
      const all = await ask("list_tags", { ...ownerAndName(repo), ...page }, jsonList(named), repo, signal);
      return all.map(({ name }) => name);
    },
    recentTags: (repo, since, signal) =>
      unless(NOT_OFFERED, () =>
        ask("list_recent_tags", { ...ownerAndName(repo), since }, json(recentTags), repo, signal),
      ),
    newestTags: async (repo, signal) => {
      const newest = { ...ownerAndName(repo), since: EVER, most: MOST_PER_PAGE };
      const read = () => ask("list_recent_tags", newest, json(recentTags), repo, signal);
      const found = await unless(NOT_OFFERED, read);
      if (!found) return tagsByRelease(reads, repo, signal);
      return { tags: found.tags.map(({ name }) => name), complete: found.complete };
    },
    compare: (repo, { page: at, ...ends }, signal) =>
      unless(NOT_OFFERED, async () => {
        const asked = { ...ownerAndName(repo), ...ends, page: at, perPage: MOST_PER_PAGE };
        return comparisonOf(await ask("compare_commits", asked, json(comparison), repo, signal));
      }),
    commitsBefore: async (repo, { page: at, ...asked }, signal) => {
      const args = { ...ownerAndName(repo), ...asked, page: at, perPage: MOST_PER_PAGE };
      return (await ask("list_commits", args, jsonList(commit), repo, signal)).map(commitOf);
    },
    milestones: (repo, signal) =>
      unless(NOT_OFFERED, async () => {
        const args = { ...ownerAndName(repo), ...page };
        const all = await ask("list_milestones", args, jsonList(milestone), repo, signal);
        return all.map(({ title, due_on = null, open_issues: open, closed_issues: closed }) => {
          return { title: cleanLine(title, MOST_TITLE_CHARS), due: due_on, open, closed };
        });
      }),
  };
  return reads;
}

/** Before there was any repository. */
const EVER = "1970-01-01T00:00:00Z";
const MOST_TITLE_CHARS = 200;
const NOTHING_THERE: ReadonlySet<string> = new Set<Failure["code"]>(["not_found", "invalid"]);
const NOT_OFFERED: ReadonlySet<string> = new Set<Failure["code"]>(["not_found", "invalid", "forbidden", "unreadable"]);

async function unless<T>(codes: ReadonlySet<string>, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Problem && codes.has(failureShape.safeParse(error.cause).data?.code ?? "")) return null;
    throw error;
  }
}

/** The times of commits are their makers', and may be anything. */
function commitOf({ sha, commit: { message, committer } }: z.infer<typeof commit>): CommitAt {
  const at = Date.parse(committer?.date ?? "");
  return { sha, at: wholeSecond(Number.isNaN(at) ? 0 : at), says: message.split("\n")[0] ?? "" };
}

const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function comparisonOf({ status, total_commits, merge_base_commit, commits }: z.infer<typeof comparison>): Comparison {
  return { status, total: total_commits, parted: commitOf(merge_base_commit), commits: commits.map(commitOf) };
}
