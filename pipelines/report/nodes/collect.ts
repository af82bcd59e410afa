import type { RunnableConfig } from "@langchain/core/runnables";
import type { Coverage, PullRequest } from "../../../webhooks/contract/evidence.ts";
import { repoName, type Parameters, type Source } from "../../../webhooks/contract/parameters.ts";
import type { GithubClient, ListArgs, ListedPull } from "../../github/client.ts";
import { collectSource } from "../../github/collect.ts";
import { MOST_PER_PAGE } from "../../github/tool.ts";
import { evidenceOf } from "../../github/evidence.ts";
import type { RecordedCall } from "../../runs/recording.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** sources, timeframe → evidence, coverage. Complete, or it throws. Each page is a recorded call. */
export function collect({ recorder, github }: Tools) {
  return ({ parameters, timeframe }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("collect", placeOf(config), async (call) => {
      const { evidence, coverage, renamed } = await collectAll(parameters.sources, timeframe, (source, args) =>
        readPage(call, github, source, args.page ?? 1),
      );
      const empty = emptyOf(evidence, parameters);
      const counts = { pages: coverage.pages, seen: coverage.seen, in_window: coverage.in_window };
      const detail = [`${coverage.in_window} merged of ${coverage.seen} read`, ...renamed].join("; ");
      return { result: { evidence, coverage, empty }, detail, counts };
    });
}

type PageOf = (source: Source, args: ListArgs) => Promise<ListedPull[]>;

/** Everything merged in a window, over all sources; also what a preview shows. */
export async function collectAll(
  sources: readonly Source[],
  range: { since: string; until: string },
  pageOf: PageOf,
): Promise<{ evidence: PullRequest[]; coverage: Coverage; renamed: string[] }> {
  const renamed: string[] = [];
  const coverage: Coverage = { pages: 0, seen: 0, in_window: 0, excluded: 0 };
  const evidence: PullRequest[] = [];
  for (const source of sources) {
    const read = await collectSource(source, range, (args) => pageOf(source, args));
    evidence.push(...evidenceOf(source, read.pulls));
    const name = newNameOf(source, read.pulls);
    if (name) renamed.push(`${source.repo} is called ${name} now`);
    for (const key of ["pages", "seen", "in_window", "excluded"] as const) coverage[key] += read.coverage[key];
  }
  return { evidence, coverage, renamed };
}

/** GitHub leads the old name of a repository to the new one; its pages have the new one already. Null: still the same. */
function newNameOf({ repo }: Source, pulls: readonly ListedPull[]): string | null {
  const page = pulls[0]?.html_url ?? "";
  const [, owner, name] = URL.canParse(page) ? new URL(page).pathname.split("/") : [];
  const read = repoName.safeParse(`${owner}/${name}`);
  return read.success && read.data.toLowerCase() !== repo.toLowerCase() ? read.data : null;
}

export function readPage(
  call: RecordedCall,
  github: GithubClient,
  source: Source,
  page: number,
): Promise<ListedPull[]> {
  const { repo, base_branch } = source;
  const args = listArgs(source, page);
  return call(
    {
      kind: "tool",
      name: "list_pull_requests",
      input: args,
      label: `list_pull_requests ${repo} ${base_branch}, page ${page}`,
    },
    (signal) => github.listPullRequests(args, signal),
  );
}

export function listArgs({ repo, base_branch }: Source, page: number): ListArgs {
  const [owner = "", name = ""] = repo.split("/");
  return {
    owner,
    repo: name,
    state: "closed",
    base: base_branch,
    sort: "updated",
    direction: "desc",
    page,
    perPage: MOST_PER_PAGE,
  };
}

export function emptyOf(
  evidence: readonly PullRequest[],
  { ignored_prs }: Pick<Parameters, "ignored_prs">,
): State["empty"] {
  if (evidence.length === 0) return "nothing_merged";
  const ignored = new Set(ignored_prs);
  return evidence.every(({ ref }) => ignored.has(ref)) ? "all_ignored" : null;
}
