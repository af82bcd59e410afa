import { z } from "zod";
import { ownerName, repositoryName } from "../../webhooks/contract/github-names.ts";

/** One thing that can be asked of our server. Whatever it answers was written by strangers. */
export type GithubTool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> = {
  name: string;
  /** For people who choose among tools. */
  title: string;
  /** For models, and whoever writes for them. */
  description: string;
  /** Strict; each argument with a title and a description. */
  input: I;
  output: O;
  /** An abort rejects with the signal's reason. */
  read(args: z.output<I>, signal: AbortSignal): Promise<z.output<O>>;
  /** What of it the text block holds: what the official server writes there. All of it where nothing is said. */
  text?(found: z.output<O>): unknown;
};

export function githubTool<I extends z.ZodObject, O extends z.ZodObject>(tool: GithubTool<I, O>): GithubTool {
  // Safe: `read` gets what `input` read, and `text` what `read` answered.
  return tool as unknown as GithubTool;
}

/** Octokit puts these into a path, and `..` would be a step in it. */
export const place = {
  owner: ownerName.meta({
    title: "Owner",
    description: "The account that the repository belongs to: acme of acme/harbor.",
  }),
  repo: repositoryName.meta({ title: "Repository", description: "Its name without the owner: harbor of acme/harbor." }),
};

/** @source docs.github.com, REST and GraphQL: a page holds no more. */
export const MOST_PER_PAGE = 100;

/** @source github-mcp-server: `page` from 1, `perPage` from 1 to 100. */
export const paging = {
  page: z.number().int().min(1).default(1).meta({ title: "Page", description: "Which page, from 1." }),
  perPage: z.number().int().min(1).max(MOST_PER_PAGE).default(30).meta({
    title: "Per page",
    description:
      "How many a page holds, 1 to 100. A page with fewer is the last; one may hold more, and the next repeats them.",
  }),
};
