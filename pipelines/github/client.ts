import { z } from "zod";
import type { Log } from "../../base/log.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { githubSession, type Session } from "./session.ts";
import type { GithubSettings } from "./spawn.ts";
import { listedPull, type ListArgs, type ListedPull, type ToolError } from "./tools.ts";

export type { ListArgs, ListedPull } from "./tools.ts";

/** GitHub as the pipelines read it, through MCP. Failures are Problems; an abort rejects with the signal's reason. */
export type GithubClient = {
  /** Starts the child in the background, so that the first call need not wait for it. */
  warm: () => void;
  listPullRequests: (args: ListArgs, signal?: AbortSignal) => Promise<ListedPull[]>;
  repositories: (signal?: AbortSignal) => Promise<{ repo: string; default_branch: string; private: boolean }[]>;
  branches: (repo: string, signal?: AbortSignal) => Promise<{ branches: string[]; default_branch: string }>;
  close: () => Promise<void>;
};

const RETRIES = 3;
const FIRST_WAIT_MS = 300;
/** Waiting longer than this is the caller's decision, not ours. */
const LONGEST_WAIT_S = 60;

export function githubClient(settings: GithubSettings, log: Log): GithubClient {
  const session = githubSession(settings, log);
  return {
    warm: session.warm,
    close: session.close,
    async listPullRequests(args, signal) {
      const { value, official } = await ask(session, "list_pull_requests", args, repoOf(args), signal);
      const pulls = z.array(listedPull).parse(value);
      return official
        ? pulls.map((pull) => ({ ...pull, title: unescape(pull.title), body: unescape(pull.body ?? "") }))
        : pulls;
    },
    async repositories(signal) {
      const { value } = await ask(session, "list_repositories", { page: 1, perPage: 100 }, "", signal);
      return z.array(repository).parse(value);
    },
    async branches(repo, signal) {
      const [owner = "", name = ""] = repo.split("/");
      const args = { owner, repo: name };
      const [whole, list] = await Promise.all([
        ask(session, "get_repository", args, repo, signal),
        ask(session, "list_branches", { ...args, page: 1, perPage: 100 }, repo, signal),
      ]);
      const branches = z.array(z.object({ name: z.string() })).parse(list.value);
      return {
        branches: branches.map(({ name: branch }) => branch),
        default_branch: repository.parse(whole.value).default_branch,
      };
    },
  };
}

const repository = z
  .object({ full_name: z.string(), default_branch: z.string(), private: z.boolean() })
  .transform(({ full_name: repo, ...rest }) => ({ repo, ...rest }));

type Asked = { value: unknown; official: boolean };

/** Makes one call, again after passing failures: below the recording, so that a run sees one call. */
async function ask(
  session: Session,
  name: string,
  args: Record<string, unknown>,
  repo: string,
  signal?: AbortSignal,
): Promise<Asked> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await session.call(name, args, signal);
    if (answer.ok) return { value: jsonOf(answer.text), official: answer.official };
    const wait = waitBeforeRetry(answer.error, attempt);
    if (wait === null) throw problemOf(answer.error, repo);
    await pause(wait, signal);
  }
}

/** @returns milliseconds, or null when trying again is of no use. */
function waitBeforeRetry({ code, retry_after_s }: ToolError, attempt: number): number | null {
  if (attempt > RETRIES || (code !== "upstream" && code !== "rate_limited")) return null;
  if (retry_after_s !== null) return retry_after_s <= LONGEST_WAIT_S ? retry_after_s * 1000 : null;
  return FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      failed(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
  });
}

function problemOf({ code, message, retry_after_s }: ToolError, repo: string): Problem {
  switch (code) {
    case "not_found":
      return new Problem(
        "not_found",
        `There is no repository ${repo}, or Pulse may not see it.`,
        "Check the name, or give the token access.",
      );
    case "forbidden":
      return new Problem(
        "forbidden",
        `The GitHub token may not read ${repo || "this"}.`,
        "Give it read access to pull requests.",
      );
    case "unauthorized":
      return new Problem(
        "upstream",
        "GitHub does not accept the token.",
        "Put a valid GITHUB_TOKEN in place, then try again.",
      );
    case "rate_limited": {
      const minutes = Math.max(1, Math.ceil((retry_after_s ?? 60) / 60));
      const wait = `Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
      return new Problem("rate_limited", "GitHub's rate limit is used up.", wait, { retryAfterS: retry_after_s ?? 60 });
    }
    default:
      return new Problem("upstream", `GitHub could not be read: ${message}.`, "Try again in a moment.");
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("upstream", "GitHub's answer was cut off.", "Try again in a moment.", { cause });
  }
}

function repoOf({ owner, repo }: Pick<ListArgs, "owner" | "repo">): string {
  return `${owner}/${repo}` satisfies Source["repo"];
}

const ENTITIES: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&#34;": '"',
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** The official server escapes titles and bodies as HTML; exactly once. */
function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|#34|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
