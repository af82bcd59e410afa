/** Lists that tools keep, and what tools write from something else. */
const MADE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.ya?ml|go\.sum|packages\.lock\.json|gradle\.lockfile|bun\.lockb)$|\.lock$|\.(?:min\.(?:js|css)|map|snap|svg)$|\.pb\.\w+$|[._-]generated\.|(?:^|\/)(?:dist|vendor|third_party|node_modules|__snapshots__|__generated__|generated)\//i;
/** Around the product: tests, documents, workshop. */
const AROUND =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata|fixtures?|docs?|examples?|\.[^/]+)\/|(?:^|\/)\.[^/]+$|[._-](?:test|spec)s?\.\w+$|(?:^|\/)test_[^/]+\.py$|\.(?:mdx?|rst|adoc|txt)$|(?:^|\/)(?:changelog|license)[^/]*$/i;

type Change = { path: string; additions: number; deletions: number };

/** Orders changed files by how much they tell about a change: the product first, what was written by tools last; then the most changed. */
export function byInterest(a: Change, b: Change): number {
  return rank(a.path) - rank(b.path) || size(b) - size(a) || (a.path < b.path ? -1 : 1);
}

function rank(path: string): number {
  if (MADE.test(path)) return 2;
  return AROUND.test(path) ? 1 : 0;
}

function size({ additions, deletions }: Change): number {
  return additions + deletions;
}
