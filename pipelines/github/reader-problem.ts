import { Problem } from "../../webhooks/contract/problem.ts";
import type { Failure, ReaderCode } from "./failure.ts";
import type { Way } from "./way.ts";

type ReaderFailure = Failure & { code: ReaderCode };

/** Where a way is set; our own needs no setting, so that what goes wrong with it is told of GitHub. */
const SETTING = { own: "Pulse", command: "GITHUB_MCP_COMMAND", address: "GITHUB_MCP_URL" };

const AGAIN = "then start the pipelines again.";
const OUR_OWN = "or take the setting away, and Pulse reads GitHub by itself.";

/** What is wrong with the server that somebody set to read GitHub, with the next step. */
export function readerProblem(failure: ReaderFailure, about: string, by: Way["by"] = "own"): Problem {
  const [message, remedy] = sentences(failure, about, by);
  return new Problem("upstream", message, remedy, { cause: failure });
}

function sentences(failure: ReaderFailure, about: string, by: Way["by"]): [message: string, remedy: string] {
  const setting = SETTING[by];
  const server = serverWords(by);
  const status = failure.status === null ? "" : ` (status ${failure.status})`;
  switch (failure.code) {
    case "not_started":
      return [
        `${setting} names no program that can be started.`,
        `Check its path, and whether the pipelines may run it, ${AGAIN}`,
      ];
    case "ended":
      return [
        `${server} ended before it answered.`,
        `Read in the log of the pipelines what it said (it may lack its token, or not know an argument), ${AGAIN}`,
      ];
    case "no_mcp":
      return by === "address"
        ? [
            `What answers at ${setting} is not an MCP server${status}.`,
            `Check the address: that of GitHub’s own ends in /mcp/. ${capital(AGAIN)}`,
          ]
        : [
            `What ${setting} starts does not speak MCP on its standard output.`,
            `See that it is started to do so (GitHub’s own takes the argument stdio) and prints nothing else there, ${AGAIN}`,
          ];
    case "bearer_refused":
      return [
        `${server} does not accept the token${status}.`,
        "Put a token that it takes into GITHUB_TOKEN and start the pipelines again.",
      ];
    case "reader_away":
      return by === "address"
        ? [`${server} cannot be reached.`, `Check the network and ${setting}, then try again.`]
        : [
            `${server} ended while it was asked.`,
            "Try again; if it stays, read its last words in the log of the pipelines.",
          ];
    case "reader_trouble":
      return [`${server} has trouble of its own${status}.`, "Try again in a few minutes."];
    case "lacks_tools":
      return [
        `${server} lacks ${failure.message}.`,
        `Let it offer these (GitHub’s own: --toolsets=context,repos,issues,pull_requests), ${OUR_OWN}`,
      ];
    case "as_csv":
      return [
        `${server} writes its lists as CSV, and Pulse reads JSON.`,
        `Start it without --insiders and without the feature csv_output, ${OUR_OWN}`,
      ];
    case "restricted":
      return [
        `${server} does not hand on ${about || "this"}: in its lockdown mode it leaves out what people without push access wrote.`,
        `Start it without --lockdown-mode, ${OUR_OWN}`,
      ];
  }
}

export const serverWords = (by: Way["by"]): string => `The MCP server ${by === "address" ? "at" : "of"} ${SETTING[by]}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
