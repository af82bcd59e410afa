import { z } from "zod";

/** The tools of our server: names and arguments of the official GitHub MCP server, so that one client serves both. */
const place = { owner: z.string(), repo: z.string() };
const paging = { page: z.number().int().min(1).default(1), perPage: z.number().int().min(1).max(100).default(100) };

export const listArgs = z.object({
  ...place,
  state: z.enum(["open", "closed", "all"]).default("closed"),
  base: z.string().optional(),
  head: z.string().optional(),
  sort: z.enum(["created", "updated", "popularity", "long-running"]).default("created"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  ...paging,
});
export type ListArgs = z.input<typeof listArgs>;

export const readArgs = z.object({
  method: z.enum(["get", "get_files", "get_diff"]),
  ...place,
  pullNumber: z.number().int(),
  ...paging,
});
export const searchArgs = z.object({ query: z.string(), ...place, ...paging });
export const pageArgs = z.object(paging);
export const placeArgs = z.object({ ...place, ...paging });

/** A pull request as the list has it. The official server leaves `user.type` out and gives labels as plain strings. */
export const listedPull = z.object({
  number: z.number().int(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])).nullish(),
  base: z.object({ ref: z.string() }),
  merged_at: z.string().nullish(),
  updated_at: z.string(),
  merge_commit_sha: z.string().nullish(),
});
export type ListedPull = z.infer<typeof listedPull>;

/** How a tool says no: as JSON in its error text, so that the client can tell "wait" from "never". */
export const toolError = z.object({
  code: z.enum(["unauthorized", "forbidden", "not_found", "rate_limited", "upstream", "aborted"]),
  message: z.string(),
  status: z.number().int().nullable(),
  retry_after_s: z.number().nullable(),
});
export type ToolError = z.infer<typeof toolError>;
