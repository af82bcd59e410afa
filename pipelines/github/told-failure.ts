import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { type Failure, isOfReader, type ReaderCode } from "./failure.ts";

/** The next step of whoever called a tool, a person or a model. */
const FIXES: Record<Exclude<Failure["code"], ReaderCode>, string> = {
  unauthorized: "Put a valid token into GITHUB_TOKEN and start this server again.",
  forbidden: "Give the token read access to it.",
  not_found: "Check owner, repo and what is named in it, or give the token access.",
  blocked: "Open it on GitHub to read why.",
  invalid: "Correct the arguments and call the tool again.",
  too_large: "Read the list of its files instead, with the method get_files.",
  rate_limited: "Wait for retry_after_s seconds and call the tool again.",
  server_error: "Call the tool again in a few minutes.",
  network: "Check the network and GITHUB_API_URL.",
  led_elsewhere: "Put the address that answers itself into GITHUB_API_URL; no token is sent on.",
  broken_off: "Call the tool again.",
  foreign: "Check GITHUB_API_URL, and whether a proxy or a sign-in page stands before it.",
  aborted: "Call the tool again if its answer is still wanted.",
  timed_out: "Call the tool again in a few minutes.",
  unreadable: "Call the tool again.",
};

/** A `Failure` with its next step, as JSON. Never with structured content: clients hold that against the schema of an answer. */
export function toldFailure(failure: Failure, fix = fixOf(failure)): CallToolResult {
  return { isError: true, content: [{ type: "text", text: JSON.stringify({ ...failure, fix }) }] };
}

/** What is wrong with another server than this one, this one never says. */
const fixOf = ({ code }: Failure): string => (isOfReader(code) ? FIXES.unreadable : FIXES[code]);

/** The caller's own mistake, before anything was asked of GitHub. */
export function wrongCall(message: string): Failure {
  return { code: "invalid", message, status: null, retry_after_s: null };
}
