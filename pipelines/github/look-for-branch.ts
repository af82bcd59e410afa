import type { z } from "zod";
import { Problem } from "../../webhooks/contract/problem.ts";
import { failureShape } from "./failure.ts";
import type { currentBranch, repository } from "./tools.ts";

/** Where a branch stands today: GitHub leads from the old names of branches and of repositories to the new ones. */
export type FoundBranch = {
  repo: string;
  /** Null: there is none of that name, nor was. */
  name: string | null;
  /** Some that there are, the default one first, where it is not found. Empty: the repository is. */
  others: string[];
};

type Questions = {
  branch: () => Promise<z.infer<typeof currentBranch>>;
  repository: () => Promise<z.infer<typeof repository>>;
  /** Some of the branches. */
  branches: () => Promise<string[]>;
};

/**
 * Asks for a branch: a list of pull requests says of one that is not there only that nothing was merged into it.
 *
 * @throws {Problem} `not_found` where there is no such repository; what kept it from being asked.
 */
export async function lookForBranch(repo: string, name: string, ask: Questions): Promise<FoundBranch> {
  try {
    const found = await ask.branch();
    return { repo: found.repo ?? repo, name: found.name, others: [] };
  } catch (error) {
    const why = codeOf(error);
    if (why !== "not_found" && why !== "forbidden") throw error;
    const { full_name, default_branch } = await ask.repository();
    if (why === "not_found")
      return { repo: full_name, name: null, others: branchesByUse(await ask.branches(), default_branch, name) };
    // A token that may not read contents, which branches belong to, still hears which one is the default.
    if (default_branch !== name) throw error;
    return { repo: full_name, name, others: [] };
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Problem ? failureShape.safeParse(error.cause).data?.code : undefined;
}

const SHOWN = 5;

/** The same name in other letters first, then the default branch. */
export function branchesByUse(all: readonly string[], standard: string, asked: string): string[] {
  const rank = (name: string) => (name.toLowerCase() === asked.toLowerCase() ? 0 : name === standard ? 1 : 2);
  const names = all.length === 0 ? [] : [...new Set([standard, ...all])];
  return names.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
}
