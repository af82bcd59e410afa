import type { Log } from "../../base/log.ts";
import { GithubFailure, type Failure } from "./failure.ts";
import { githubProblem } from "./github-problem.ts";
import type { Reader } from "./read-answer.ts";
import { withRetries } from "./retry.ts";
import type { githubSession } from "./session.ts";
import type { Way } from "./way.ts";

const ABOUT_ONE = new Set<Failure["code"]>([
  "not_found",
  "forbidden",
  "invalid",
  "too_large",
  "aborted",
  "unreadable",
  "restricted",
]);

type Note = (ended: "answered" | Failure["code"]) => void;
type Session = ReturnType<typeof githubSession>;

/** One question: asked again while that may help, its answer checked, its failure put into words. */
export function mcpAsker(send: Session["ask"], by: Way["by"], log: Log, note: Note) {
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
      throw githubProblem(error.failure, about, Date.now(), { kind: kindOf(tool), by });
    }
  };
}

/** What kind of server it is, and its tools: what is wrong with it is said in the log as people read it. */
export function offerAsker<Told>(
  told: (signal?: AbortSignal) => Promise<Told>,
  { isLeaving }: Session,
  by: Way["by"],
  log: Log,
  note: Note,
) {
  return async (signal?: AbortSignal): Promise<Told> => {
    try {
      return await withRetries(() => told(signal), signal);
    } catch (error) {
      if (!(error instanceof GithubFailure)) throw error;
      note(error.failure.code);
      const problem = githubProblem(error.failure, "", Date.now(), { by });
      if (!isLeaving()) log.warn({ failure: error.failure }, `${problem.message} ${problem.remedy}`);
      throw problem;
    }
  };
}

function kindOf(tool: string): "issue" | "branch" | "pull request" {
  if (tool === "issue_read") return "issue";
  return tool === "get_branch" || tool === "list_branches" ? "branch" : "pull request";
}
