import { pathRole } from "../text/paths.ts";

type Change = { path: string; additions: number; deletions: number };

/** Orders changed files by how much they tell about a change: the product first, what was written by tools last; then the most changed. */
export function byInterest(a: Change, b: Change): number {
  return rank(a.path) - rank(b.path) || size(b) - size(a) || (a.path < b.path ? -1 : 1);
}

function rank(path: string): number {
  const role = pathRole(path);
  if (role === "made") return 2;
  return role === "product" || role === "manifest" ? 0 : 1;
}

function size({ additions, deletions }: Change): number {
  return additions + deletions;
}
