import { z } from "zod";
import { listed } from "../../base/listed.ts";
import { GithubFailure, type Failure } from "./failure.ts";
import { OWN_TOOL_DIGESTS } from "./tool-digests.ts";

/**
 * What a server does with texts, by the tools that it has: `whole` hands them on as they stand, `shortening` is GitHub's own server, which
 * takes out of titles and descriptions what looks like HTML to it. No name tells it: anybody may give a server any.
 */
export type ServerKind = "whole" | "shortening";

/** Tools and the arguments that are sent to them; `method=get`: one of the values that it takes. */
type Needed = Readonly<Record<string, readonly string[]>>;

const place = ["owner", "repo"];
const paging = ["page", "perPage"];
const list = [...place, "state", "base", "sort", "direction", ...paging];
const read = ["method=get", "method=get_files", "method=get_diff", ...place, "pullNumber", ...paging];

const WHOLE: Needed = {
  list_pull_requests: list,
  pull_request_read: read,
  issue_read: ["method=get", ...place, "issue_number"],
  list_repositories: paging,
  get_repository: place,
  list_branches: [...place, ...paging],
  get_branch: [...place, "branch"],
  list_commit_pull_requests: [...place, "sha"],
  read_pull_requests: [...place, "numbers", "count"],
  read_texts: [...place, "of"],
};

/** Without `issue_read` issues are not looked up, and without `get_me` fewer repositories are offered: a run needs neither. */
const SHORTENING: Needed = {
  list_pull_requests: list,
  pull_request_read: read,
  list_branches: [...place, ...paging],
  search_repositories: ["query", ...paging],
};

/** What another server may be asked for. */
export const TOOLS_OF_OTHERS: ReadonlySet<string> = new Set([
  ...Object.keys(WHOLE),
  ...Object.keys(SHORTENING),
  ...Object.keys(OWN_TOOL_DIGESTS),
  "get_me",
]);

/** As `tools/list` describes one; a server may describe it in any way that JSON Schema has. */
const described = z.object({
  name: z.string(),
  inputSchema: z.object({ properties: z.record(z.string(), z.unknown()).optional() }),
});
type Described = z.infer<typeof described>;

/** @throws {GithubFailure} `lacks_tools`, naming what is missing. */
export function serverKindOf(tools: readonly unknown[]): ServerKind {
  const offered = tools.flatMap((tool) => described.safeParse(tool).data ?? []);
  if (missingIn(WHOLE, offered).length === 0) return "whole";
  const missing = missingIn(SHORTENING, offered);
  if (missing.length === 0) return "shortening";
  throw new GithubFailure(lacks(listed(missing)));
}

/** @param what In words: "get_branch, and page of list_branches". */
export function lacks(what: string): Failure {
  return { code: "lacks_tools", message: what, status: null, retry_after_s: null };
}

function missingIn(needed: Needed, offered: readonly Described[]): string[] {
  return Object.entries(needed).flatMap(([name, wanted]) => {
    const tool = offered.find((one) => one.name === name);
    if (!tool) return [name];
    const { properties = {} } = tool.inputSchema;
    const absent = wanted.filter((argument) => !takes(properties, argument));
    return absent.length > 0 ? [`${absent.join(" and ")} of ${name}`] : [];
  });
}

const choices = z.object({ enum: z.array(z.unknown()) });

function takes(properties: Record<string, unknown>, argument: string): boolean {
  const [name = "", value] = argument.split("=");
  if (!Object.hasOwn(properties, name)) return false;
  const { data } = choices.safeParse(properties[name]);
  return value === undefined || !data || data.enum.includes(value);
}
