import { Problem } from "../../webhooks/contract/problem.ts";
import { isOfReader, type Failure } from "./failure.ts";
import { readerProblem, serverWords } from "./reader-problem.ts";
import type { Way } from "./way.ts";

/**
 * A final failure in people's words, with the next step.
 *
 * @param about What was read: `acme/harbor`, `acme/harbor#7`, or empty for GitHub as a whole.
 * @param asked What was asked for there, and on which way.
 */
export function githubProblem(failure: Failure, about: string, nowMs: number, asked: Asked = {}): Problem {
  const { code } = failure;
  if (isOfReader(code)) return readerProblem({ ...failure, code }, about, asked.by);
  const { kind = "pull request", by = "own" } = asked;
  const cause = failure;
  switch (code) {
    case "not_found":
      return notFound(about, about.includes("#") ? kind : "repository", cause);
    case "unauthorized": {
      const remedy = "Put a valid token into GITHUB_TOKEN and start the pipelines again.";
      return new Problem("upstream", "GitHub does not accept the token.", remedy, { cause });
    }
    case "forbidden":
      return forbidden(about, kind, cause);
    case "blocked": {
      const why = failure.status === 451 ? "it was taken down for legal reasons" : "it was taken down";
      const message = `GitHub does not show ${about || "this"}: ${why} (status ${failure.status}).`;
      return new Problem("upstream", message, "Open it on GitHub to read why, or leave it out.", { cause });
    }
    case "rate_limited":
      return limited(failure, nowMs);
    case "server_error": {
      const message = `GitHub has trouble of its own (${failure.status === null ? "it does not say which" : `status ${failure.status}`}).`;
      return new Problem("upstream", message, "Try again in a few minutes; www.githubstatus.com tells more.", {
        cause,
      });
    }
    case "too_large": {
      const message = `The diff of ${about} is too large for GitHub to show.`;
      return new Problem("too_large", message, "Read the list of its files instead.", { cause });
    }
    case "timed_out": {
      const who = by === "own" ? "GitHub" : serverWords(by);
      return new Problem("timed_out", `${who} did not answer in time.`, "Try again in a few minutes.", { cause });
    }
    case "invalid":
      return new Problem("upstream", `GitHub refuses the question about ${about || "this"}.`, LOOK, { cause });
    case "unreadable":
      return new Problem("upstream", "GitHub’s answer cannot be read.", LOOK, { cause });
    case "led_elsewhere": {
      const message = `GitHub was not read: ${failure.message} (status ${failure.status}).`;
      const remedy = "Put the address that answers itself into GITHUB_API_URL; no token is sent on.";
      return new Problem("upstream", message, remedy, { cause });
    }
    case "broken_off":
      return new Problem("upstream", "GitHub’s answer broke off before its end.", "Try again in a few minutes.", {
        cause,
      });
    case "foreign":
      return foreign(failure);
    case "network":
    case "aborted": {
      const remedy = `Check the network and ${ADDRESS[by]}, then try again.`;
      return new Problem("upstream", "GitHub cannot be reached.", remedy, { cause });
    }
  }
}

type Kind = "pull request" | "issue" | "branch";
type Asked = { kind?: Kind; by?: Way["by"] };

/** Where the address of GitHub itself stands. */
const ADDRESS = { own: "GITHUB_API_URL", command: "GITHUB_HOST", address: "GITHUB_MCP_URL" };

const GONE = 410;
const LOOK = "Try again; if it stays, look for the reason in the log of the pipelines.";

function notFound(about: string, what: string, cause: Failure): Problem {
  if (cause.status === GONE) {
    const message = `GitHub says that ${about || "this"} is gone (status ${GONE}): deleted, or its repository has turned ${what}s off.`;
    return new Problem("not_found", message, "Open it on GitHub, or leave it out.", { cause });
  }
  const remedy = `Check the ${what === "repository" ? "name" : "number"}, or give the token access.`;
  return new Problem("not_found", `There is no ${what} ${about}, or Pulse may not see it.`, remedy, { cause });
}

function limited(failure: Failure, nowMs: number): Problem {
  const retryAfterS = failure.retry_after_s ?? 60;
  const at = new Date(nowMs + retryAfterS * 1_000).toISOString().slice(11, 16);
  const message = `GitHub’s rate limit is used up until ${at} UTC.`;
  return new Problem("rate_limited", message, `Try again after ${at} UTC.`, { cause: failure, retryAfterS });
}

function forbidden(about: string, kind: Kind, cause: Failure): Problem {
  if (kind === "branch") {
    const message = `GitHub does not let the token look for branches of ${about}.`;
    const remedy = "Give the token read access to the repository’s contents: branches are a part of them.";
    return new Problem("upstream", message, remedy, { cause });
  }
  const remedy = "Give the token read access to the repository’s pull requests.";
  return new Problem("upstream", `GitHub does not let the token read ${about || "this"}.`, remedy, { cause });
}

/** Somebody else answers where GitHub should: a proxy, a sign-in page, another server. */
function foreign(failure: Failure): Problem {
  const status = failure.status === null ? "" : ` (status ${failure.status})`;
  const message = `What answers in GitHub’s place is not GitHub’s API: it sent ${failure.message}${status}.`;
  const remedy = "Check GITHUB_API_URL, and whether a proxy or a sign-in page stands before it.";
  return new Problem("upstream", message, remedy, { cause: failure });
}
