import type { Log } from "../../base/log.ts";
import { GithubFailure, type Failure } from "./failure.ts";
import { githubProblem } from "./github-problem.ts";
import type { Reader } from "./read-answer.ts";
import { withRetries } from "./retry.ts";
import type { githubSession } from "./session.ts";

const ABOUT_ONE = new Set<Failure["code"]>(["not_found", "forbidden", "invalid", "too_large", "aborted", "unreadable"]);

/** One question: asked again while that may help, its answer checked, its failure put into words. */
export function mcpAsker(
  send: ReturnType<typeof githubSession>["ask"],
  log: Log,
  note: (ended: "answered" | Failure["code"]) => void,
) {
  return async <T>(tool: string, args: object, read: Reader<T>, about: string, signal?: AbortSignal): Promise<T> => {
    try {
      const answer = await withRetries(async () => read(await send(tool, args, signal)), signal);
      note("answered");
      return answer;
    } catch (error) {
      if (!(error instanceof GithubFailure)) throw error;
      // That one thing is not there, or may not be seen, says nothing of GitHub.
      note(ABOUT_ONE.has(error.failure.code) ? "answered" : error.failure.code);
      log.warn({ tool, about, failure: error.failure }, "GitHub could not be read.");
      throw githubProblem(error.failure, about, Date.now(), kindOf(tool));
    }
  };
}

function kindOf(tool: string): "issue" | "branch" | "pull request" {
  if (tool === "issue_read") return "issue";
  return tool === "get_branch" || tool === "list_branches" ? "branch" : "pull request";
}
