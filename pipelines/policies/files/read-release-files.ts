import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { Deps } from "../../deps.ts";
import { mayRead } from "../../templates/validate.ts";
import { FILES } from "./propose-from-files.ts";

type FoundFile = { repo: string; path: string; text: string };

/** The files of each source's base branch in which it says what stands in its release notes, read through MCP; most have none. */
export async function readReleaseFiles(
  { github, settings }: Pick<Deps, "github" | "settings">,
  sources: readonly Source[],
): Promise<{ found: FoundFile[]; notes: string[] }> {
  const [found, notes]: [FoundFile[], string[]] = [[], []];
  for (const { repo, base_branch: revision } of sources) {
    if (!mayRead(repo, settings.repositories)) continue;
    const paths = Object.keys(FILES);
    const of = paths.map((path) => ({ revision, path }));
    const texts = await github.texts(repo, of);
    if (texts === null) notes.push(`The files of ${repo} could not be read, so nothing of them is proposed.`);
    for (const [at, path] of paths.entries()) {
      const text = texts?.[at] ?? null;
      if (text !== null) found.push({ repo, path, text });
    }
  }
  return { found, notes };
}
