import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { pathRole } from "../paths.ts";

/** Folders whose folders are the parts of a product. @source Where the workspaces of npm, Cargo, Go, Gradle and uv keep their members. */
const HOLDS_PARTS = words(
  "packages crates apps libs lib modules plugins services extensions components projects workspaces sdks integrations addons pkg cmd internal src source app features",
);
/** Folders that are named for a kind of file, not for a part of the product. */
const HOLDS_FILES = words(
  "main java kotlin python js ts models views controllers helpers utils util common shared core types hooks styles assets static public templates config migrations locales i18n scripts script tools bin api-docs vendor node_modules dist build out target generated gen include",
);
/** One generated file of thousands of lines says no more than another. */
const MOST_LINES = 200;

function words(list: string): Set<string> {
  return new Set(list.split(" "));
}

/** The package or folder that holds more than half of what a pull request changed of the product; "" where it is spread, or nobody knows. */
export function pathArea({ files = [] }: Pick<PullRequest, "files">): string {
  const lines = new Map<string, number>();
  for (const { path, additions, deletions } of files) {
    const part = partOf(path);
    if (part !== null) lines.set(part, (lines.get(part) ?? 0) + 1 + Math.min(MOST_LINES, additions + deletions));
  }
  const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
  const [[most = "", count = 0] = []] = [...lines].sort(([, a], [, b]) => b - a);
  return count > all / 2 ? most : "";
}

/** "packages/x/src/a.ts" → "x"; "" for what belongs to no part, null for what is not of the product. */
function partOf(path: string): string | null {
  if (pathRole(path) !== "product") return null;
  const folders = path.split("/").slice(0, -1);
  const part = folders.find((folder) => !HOLDS_PARTS.has(folder)) ?? "";
  return HOLDS_FILES.has(part) ? "" : part;
}
