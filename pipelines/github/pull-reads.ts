import { Problem } from "../../webhooks/contract/problem.ts";
import { failureShape } from "./failure.ts";
import type { mcpAsker } from "./mcp-asker.ts";
import { ownerAndName } from "./owner-and-name.ts";
import { allPages, MAX_FILE_PAGES } from "./pages.ts";
import { diffIn, json, jsonList } from "./read-answer.ts";
import type { GithubReads } from "./reads.ts";
import { changedFile, type ChangedFile, detailedPull, issue, type Issue, listedPull } from "./tools.ts";

/** What every server is asked alike: names, arguments and answers are those of GitHub's own. */
export function pullReads(
  ask: ReturnType<typeof mcpAsker>,
): Pick<GithubReads, "listPullRequests" | "pullRequest" | "pullRequestFiles" | "pullRequestDiff" | "issue"> {
  return {
    listPullRequests: (args, signal) =>
      ask("list_pull_requests", args, jsonList(listedPull), `${args.owner}/${args.repo}`, signal),
    pullRequest: (repo, number, signal) => {
      const args = { method: "get", ...ownerAndName(repo), pullNumber: number };
      return ask("pull_request_read", args, json(detailedPull), `${repo}#${number}`, signal);
    },
    pullRequestFiles: (repo, number, signal) => {
      const args = { method: "get_files", ...ownerAndName(repo), pullNumber: number };
      const about = `${repo}#${number}`;
      return allPages(
        MAX_FILE_PAGES,
        ({ filename }: ChangedFile) => filename,
        (page) => ask("pull_request_read", { ...args, ...page }, jsonList(changedFile), about, signal),
      );
    },
    pullRequestDiff: (repo, number, signal) => {
      const args = { method: "get_diff", ...ownerAndName(repo), pullNumber: number };
      return ask("pull_request_read", args, diffIn, `${repo}#${number}`, signal);
    },
    issue: async (repo, number, signal) => {
      const args = { method: "get", ...ownerAndName(repo), issue_number: number };
      const found = await ask("issue_read", args, json(issue), `${repo}#${number}`, signal);
      if (!isIn(repo, number, found)) throw moved(repo, number);
      return found;
    },
  };
}

/** @returns null where there is no such number, and no such commit; or where the server holds it back. */
export const orNothing = <T>(read: () => Promise<T>): Promise<T | null> =>
  nullWhere(["not_found", "invalid", "restricted"], read);

/** @returns null where the server holds it back: what else was read stands without it. */
export const unlessHeldBack = <T>(read: () => Promise<T>): Promise<T | null> => nullWhere(["restricted"], read);

async function nullWhere<T>(codes: readonly string[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Problem ? failureShape.safeParse(error.cause).data?.code : undefined;
    if (code && codes.includes(code)) return null;
    throw error;
  }
}

/** GitHub answers for an issue that was transferred with the issue as it is in its new repository, which may be none of ours. */
function isIn(repo: string, number: number, { number: given, html_url }: Issue): boolean {
  const path = URL.canParse(html_url) ? new URL(html_url).pathname.toLowerCase() : null;
  return given === number && (path === null || path.startsWith(`/${repo.toLowerCase()}/`));
}

function moved(repo: string, number: number): Problem {
  const message = `The issue ${repo}#${number} has moved to another repository.`;
  return new Problem("not_found", message, "Look for it on GitHub.");
}
