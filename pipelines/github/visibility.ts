import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Repository } from "./client.ts";
import { failureShape } from "./failure.ts";

/** Where the token, or the server, does not say it. */
const UNTOLD: ReadonlySet<string | undefined> = new Set(["not_found", "forbidden", "invalid", "unreadable"]);

/** What each of these repositories may show. That GitHub does not say it ends no run: then it is nobody's to show. */
export async function shownBy(
  repos: readonly string[],
  repository: (repo: string) => Promise<Pick<Repository, "private" | "visibility">>,
): Promise<ShownSource[]> {
  const shown: ShownSource[] = [];
  for (const repo of new Set(repos)) {
    try {
      shown.push({ repo, visibility: visibilityOf(await repository(repo)) });
    } catch (error) {
      if (!UNTOLD.has(codeIn(error))) throw error;
      shown.push({ repo, visibility: null });
    }
  }
  return shown;
}

/** Of two answers the narrower one counts. */
function visibilityOf({ private: hidden, visibility }: Pick<Repository, "private" | "visibility">) {
  if (visibility && visibility !== "public") return visibility;
  return hidden ? "private" : "public";
}

const codeIn = (error: unknown): string | undefined =>
  error instanceof Problem ? failureShape.safeParse(error.cause).data?.code : undefined;
