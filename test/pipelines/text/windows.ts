import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { fated } from "../../support/fated.ts";
import type { DateRange } from "../../../webhooks/contract/parameters.ts";

type Raw = {
  number: number;
  title: string;
  body: string;
  author: string | null;
  author_name: string;
  author_login: string | null;
  is_bot: boolean;
  co_authors: { name: string; login: string | null }[];
  base: string;
  labels: string[];
  merged_at: string;
  merge_sha: string | null;
};
type RawWindow = { id: string; window: DateRange; prs: Raw[]; human_items?: { pr_numbers: number[] }[] };
type RawSet = { repo: string; windows: RawWindow[] };

export type Window = { id: string; repo: string; timeframe: DateRange; pulls: PullRequest[]; announced: Set<string> };

/** The windows of one recorded data set, as evidence of the given branch. */
export function windowsOf(path: string, baseBranch = "main"): Window[] {
  // Safe: our own data, of the shape that `Raw` says.
  const set = JSON.parse(readFileSync(path, "utf8")) as RawSet;
  return set.windows.map(({ id, window: { since, until }, prs, human_items = [] }) => ({
    id,
    repo: set.repo,
    timeframe: { since, until, time_zone: "UTC" },
    pulls: fated(prs.filter(({ base }) => base === baseBranch).map((raw) => pullOf(set.repo, raw))),
    announced: new Set(human_items.flatMap(({ pr_numbers }) => pr_numbers.map((number) => `${set.repo}#${number}`))),
  }));
}

export const demoData = (name: string) => resolve(import.meta.dirname, "../../../demo/data", `${name}.json`);

/** Recorded windows of real repositories; not part of the repository, so null where they are not at hand. */
export function realData(name: string): string | null {
  const path = resolve(import.meta.dirname, "../../../../shared/data", `${name}.json`);
  return existsSync(path) ? path : null;
}

function pullOf(repo: string, raw: Raw): PullRequest {
  const login = raw.author_login ?? raw.author ?? "ghost";
  return {
    ref: `${repo}#${raw.number}`,
    repo,
    number: raw.number,
    title: raw.title,
    body: raw.body.slice(0, 4_000),
    url: `https://github.com/${repo}/pull/${raw.number}`,
    author: { login, kind: kindOf(login, raw.is_bot) },
    co_authors: raw.co_authors.map((person) => person.login ?? person.name),
    base_branch: raw.base,
    labels: raw.labels,
    merged_at: raw.merged_at,
    merge_sha: raw.merge_sha,
  };
}

function kindOf(login: string, isBot: boolean): PullRequest["author"]["kind"] {
  if (!isBot) return "human";
  if (/dependabot|renovate/.test(login)) return "dependency_bot";
  if (/release|devprod/.test(login)) return "release_bot";
  return /devin|astral|zanie/.test(login) ? "coding_agent" : "bot";
}
