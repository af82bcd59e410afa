import { isLike } from "./wildcard.ts";

/** Of a pattern's parts between its slashes: `**` stands for any folders. */
const ANY_FOLDERS = "**";

/**
 * Reads a path as people write it in `.gitignore` and `CODEOWNERS`: `docs` is a name anywhere, with all that is in it, `*.md` too; what
 * has a slash begins at the top: `docs/` is all in that folder, `/Makefile`, `src/*.ts`; `**` stands for any folders. There, unlike
 * here, `docs/` is such a folder anywhere: with `**` before it, it is one here, too.
 *
 * @returns Whether a path is meant; or why nobody can read the pattern, as a sentence, and what to write instead.
 */
export function readPathPattern(pattern: string): ((path: string) => boolean) | { because: string; fix: string } {
  const because = whyUnreadable(pattern);
  if (because) return because;
  const isFolder = pattern.endsWith("/");
  const inner = pattern.replace(/^\/|\/$/g, "");
  const parts = inner.split("/");
  const isAnchored = pattern.startsWith("/") || inner.includes("/") || isFolder;
  const wanted = isAnchored ? parts : [ANY_FOLDERS, ...parts];
  return (path) => holds(path.split("/"), wanted, isFolder);
}

function whyUnreadable(pattern: string): { because: string; fix: string } | null {
  const parts = pattern.replace(/^\/|\/$/g, "").split("/");
  if (parts.some((part) => part === "")) return said("names no folder between two slashes", "Write each folder once.");
  if (parts.some((part) => part === ".." || part === "."))
    return said("leads out of the repository", "Begin at the repository’s top.");
  if (pattern.startsWith("!"))
    return said("begins with an exclamation mark", "Leave it out, and choose “no path is under”.");
  if (/[{}]/.test(pattern)) return said("names several in braces", "Write each as a value of its own.");
  if (pattern.includes("\\")) return said("has a backslash", "Put / between folders.");
  if (parts.some((part) => part.includes("**") && part !== ANY_FOLDERS))
    return said("has ** beside other signs", "Let ** stand alone between slashes, or write one *.");
  return null;
}

const said = (because: string, fix: string) => ({ because, fix });

/** The pattern's parts are the path's beginning: what is in a folder that is meant is meant too. */
function holds(path: readonly string[], wanted: readonly string[], isFolder: boolean): boolean {
  // Where in the path the parts read so far may end.
  let ends = new Set([0]);
  for (const [place, part] of wanted.entries()) {
    // At the end it stands for what lies in the folder before it: a name at least.
    const least = place === wanted.length - 1 && !isFolder ? 1 : 0;
    const next = new Set<number>();
    for (const end of ends) {
      if (part === ANY_FOLDERS) for (let at = end + least; at <= path.length; at += 1) next.add(at);
      else if (end < path.length && isLike(path[end] ?? "", part)) next.add(end + 1);
    }
    ends = next;
  }
  const last = isFolder ? path.length - 1 : path.length;
  return [...ends].some((end) => end > 0 && end <= last);
}
