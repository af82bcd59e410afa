import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { DateRange } from "../../../webhooks/contract/parameters.ts";
import { evidenceOf, readPulls } from "../../../pipelines/github/evidence.ts";
import type { Details, ListedPull } from "../../../pipelines/github/tools.ts";

type Raw = {
  number: number;
  title: string;
  body: string | null;
  author_name: string | null;
  author_login: string | null;
  is_bot: boolean;
  co_authors: { name: string; login: string | null }[];
  files: { path: string; additions: number; deletions: number }[];
  base: string;
  labels: string[];
  merged_at: string;
  merge_sha: string | null;
};
type RawWindow = { id: string; window: DateRange; prs: Raw[]; human_items?: { pr_numbers: number[] }[] };
type RawSet = { repo: string; windows: RawWindow[] };

export type Window = { id: string; repo: string; window: DateRange; pulls: PullRequest[]; announced: Set<string> };

/** The windows of one recorded data set, as evidence of the given branch. */
export function windowsOf(path: string, baseBranch = "main"): Window[] {
  // Safe: our own data, of the shape that `Raw` says.
  const set = JSON.parse(readFileSync(path, "utf8")) as RawSet;
  return set.windows.map(({ id, window: { since, until }, prs, human_items = [] }) => ({
    id,
    repo: set.repo,
    window: { since, until, time_zone: "UTC" },
    pulls: readAll(
      set.repo,
      prs.filter(({ base }) => base === baseBranch),
    ),
    announced: new Set(human_items.flatMap(({ pr_numbers }) => pr_numbers.map((number) => `${set.repo}#${number}`))),
  }));
}

export const demoData = (name: string) => resolve(import.meta.dirname, "../../../demo/data", `${name}.json`);

/** Recorded windows of real repositories; not part of the repository, so null where they are not at hand. */
export function realData(name: string): string | null {
  const path = resolve(import.meta.dirname, "../../../../shared/data", `${name}.json`);
  return existsSync(path) ? path : null;
}

/** As the pipelines read them. */
function readAll(repo: string, raw: readonly Raw[]): PullRequest[] {
  const details = new Map(raw.map((one) => [one.number, detailsOf(one)]));
  return evidenceOf(readPulls({ repo }, raw.map(listed), { details, texts: new Map() })).pull_requests;
}

function listed(raw: Raw): ListedPull {
  const login = raw.author_login ?? raw.author_name;
  return {
    number: raw.number,
    title: raw.title,
    body: raw.body ?? "",
    state: "closed",
    html_url: "",
    user: login ? { login, type: raw.is_bot ? "Bot" : "User" } : null,
    labels: raw.labels,
    base: { ref: raw.base },
    merged_at: raw.merged_at,
    updated_at: raw.merged_at,
    merge_commit_sha: raw.merge_sha,
  };
}

function detailsOf({ number, files, co_authors }: Raw): Details {
  const sum = (key: "additions" | "deletions") => files.reduce((total, file) => total + file[key], 0);
  return {
    number,
    additions: sum("additions"),
    deletions: sum("deletions"),
    changed_files: files.length,
    files,
    closes: [],
    trailers: co_authors.map(({ name, login }) => {
      return `Co-authored-by: ${name} <${login ? `${login}@users.noreply.github.com` : "someone@example.com"}>`;
    }),
  };
}
