import type { RunnableConfig } from "@langchain/core/runnables";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Parameters, Source } from "../../../webhooks/contract/parameters.ts";
import type {
  AskedDetails,
  FoundBranch,
  GithubClient,
  ListArgs,
  ListedPull,
  NamedBy,
  Repository,
  TextAt,
} from "../../github/client.ts";
import { unlessHeldBack } from "../../github/pull-reads.ts";
import { readSources } from "../../github/read-sources.ts";
import type { RecordedCall } from "../../recording/recording.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** readings, window → evidence, coverage. Complete, or it throws. Each question is a recorded call. */
export function collect({ recorder, github }: Tools) {
  return ({ parameters, readings, window, notes }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("collect", placeOf(config), async (call) => {
      const read = await readSources(readings, window, {
        page: (args) => readPage(call, github, args),
        branch: (source) => readBranch(call, github, source),
        repository: (repo) => readRepository(call, github, repo),
        named: (repo, by) => readNamed(call, github, repo, by),
        details: (asked) => readDetails(call, github, asked),
        texts: (repo, of) => readTexts(call, github, repo, of),
        files: (repo, number) => readFiles(call, github, repo, number),
      });
      const { evidence, coverage } = read;
      const empty = emptyOf(evidence, parameters);
      const counts = { pages: coverage.pages, seen: coverage.seen, in_window: coverage.in_window };
      const detail = [
        `${coverage.in_window} merged of ${coverage.seen} read, ${counted(read.requests, "request")}`,
        ...read.notes,
      ].join("; ");
      return { result: { evidence, coverage, empty, notes: [...notes, ...read.notes] }, detail, counts };
    });
}

export function readPage(call: RecordedCall, github: GithubClient, args: ListArgs): Promise<ListedPull[]> {
  const { owner, repo, base = "all branches", page } = args;
  const label = `list_pull_requests ${owner}/${repo} ${base}, page ${page}`;
  return call({ kind: "tool", name: "list_pull_requests", input: args, label }, (signal) =>
    github.listPullRequests(args, signal),
  );
}

export function readBranch(call: RecordedCall, github: GithubClient, source: Source): Promise<FoundBranch> {
  const { repo, base_branch } = source;
  const label = `get_branch ${repo} ${base_branch}`;
  return call({ kind: "tool", name: "get_branch", input: source, label }, (signal) =>
    github.branch(repo, base_branch, signal),
  );
}

export function readRepository(call: RecordedCall, github: GithubClient, repo: string): Promise<Repository> {
  return call({ kind: "tool", name: "get_repository", input: { repo }, label: `get_repository ${repo}` }, (signal) =>
    github.repository(repo, signal),
  );
}

function readNamed(call: RecordedCall, github: GithubClient, repo: string, by: NamedBy): Promise<ListedPull | null> {
  const [name, about] = "number" in by ? ["pull_request_read", `#${by.number}`] : ["list_commit_pull_requests", by.sha];
  return call({ kind: "tool", name, input: { repo, ...by }, label: `${name} ${repo} ${about}` }, (signal) =>
    github.pullRequestNamed(repo, by, signal),
  );
}

function readDetails(call: RecordedCall, github: GithubClient, asked: AskedDetails) {
  const label = `read_pull_requests ${asked.repo}, ${counted(asked.numbers.length, "pull request")}`;
  return call({ kind: "tool", name: "read_pull_requests", input: asked, label }, (signal) =>
    github.pullRequestDetails(asked, signal),
  );
}

function readTexts(call: RecordedCall, github: GithubClient, repo: string, of: readonly TextAt[]) {
  const label = `read_texts ${repo}, ${counted(of.length, "file")}`;
  return call({ kind: "tool", name: "read_texts", input: { repo, of }, label }, (signal) =>
    github.texts(repo, of, signal),
  );
}

function readFiles(call: RecordedCall, github: GithubClient, repo: string, number: number) {
  const input = { method: "get_files", repo, number };
  const label = `pull_request_read ${repo} #${number}, files`;
  return call({ kind: "tool", name: "pull_request_read", input, label }, (signal) =>
    unlessHeldBack(() => github.pullRequestFiles(repo, number, signal)),
  );
}

function emptyOf(evidence: readonly PullRequest[], { ignored_prs }: Pick<Parameters, "ignored_prs">): State["empty"] {
  if (evidence.length === 0) return "nothing_merged";
  const ignored = new Set(ignored_prs);
  return evidence.every(({ ref }) => ignored.has(ref)) ? "all_ignored" : null;
}
