import type { Source } from "../../../webhooks/contract/parameters.ts";
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
import type { RecordedCall } from "../../recording/recording.ts";
import { counted } from "../../words.ts";

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

export function readNamed(
  call: RecordedCall,
  github: GithubClient,
  repo: string,
  by: NamedBy,
): Promise<ListedPull | null> {
  const [name, about] = "number" in by ? ["pull_request_read", `#${by.number}`] : ["list_commit_pull_requests", by.sha];
  return call({ kind: "tool", name, input: { repo, ...by }, label: `${name} ${repo} ${about}` }, (signal) =>
    github.pullRequestNamed(repo, by, signal),
  );
}

export function readDetails(call: RecordedCall, github: GithubClient, asked: AskedDetails) {
  const label = `read_pull_requests ${asked.repo}, ${counted(asked.numbers.length, "pull request")}`;
  return call({ kind: "tool", name: "read_pull_requests", input: asked, label }, (signal) =>
    github.pullRequestDetails(asked, signal),
  );
}

export function readTexts(call: RecordedCall, github: GithubClient, repo: string, of: readonly TextAt[]) {
  const label = `read_texts ${repo}, ${counted(of.length, "file")}`;
  return call({ kind: "tool", name: "read_texts", input: { repo, of }, label }, (signal) =>
    github.texts(repo, of, signal),
  );
}

export function readFiles(call: RecordedCall, github: GithubClient, repo: string, number: number) {
  const input = { method: "get_files", repo, number };
  const label = `pull_request_read ${repo} #${number}, files`;
  return call({ kind: "tool", name: "pull_request_read", input, label }, (signal) =>
    unlessHeldBack(() => github.pullRequestFiles(repo, number, signal)),
  );
}
