import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { inMergedOrder } from "../merged-order.ts";
import type { Named } from "./references.ts";
import { isSameTitle, plainTitle, type Plain } from "./same-title.ts";

/** A merged pull request with what it says to be picked from another branch. */
type Picked = { pull: PullRequest; picks: readonly Named[] };

/**
 * Of several branches of one repository each change is one: what was picked from one to another is told with the first, which knows the
 * branches that it reached. What was taken out again on a branch is left to that branch.
 */
export function acrossBranches(read: readonly Picked[]): PullRequest[] {
  if (new Set(read.map(({ pull }) => pull.base_branch)).size < 2) return read.map(({ pull }) => pull);
  const ordered = inMergedOrder(read.map(({ pull, picks }) => ({ ...pull, picks, plain: plainTitle(pull.title) })));
  const calledAlike = Map.groupBy(ordered, ({ plain }) => plain.whole);
  const firsts = new Map<string, string>();
  for (const one of ordered) {
    if (one.fate) continue;
    const first = firstOf(one, ordered, calledAlike.get(one.plain.whole) ?? []);
    if (first && !first.fate) firsts.set(one.ref, first.ref);
  }
  const known = new Map(read.map(({ pull }) => [pull.ref, pull]));
  const reached = new Map<string, Set<string>>();
  for (const ref of firsts.keys()) {
    const first = rootOf(ref, firsts);
    const branches = reached.get(first) ?? new Set([known.get(first)?.base_branch ?? ""]);
    reached.set(first, branches.add(known.get(ref)?.base_branch ?? ""));
  }
  return read.map(({ pull }) => {
    const first = firsts.has(pull.ref) ? known.get(rootOf(pull.ref, firsts)) : undefined;
    if (first && first.ref !== pull.ref) {
      const { ref, title, labels } = first;
      return { ...pull, fate: { is: "copy" as const, of: [{ ref, title, labels }] } };
    }
    const branches = reached.get(pull.ref);
    return branches ? { ...pull, branches: [...branches] } : pull;
  });
}

/** Picks of picks are of the first one. */
function rootOf(ref: string, firsts: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let root = ref;
  for (let next = firsts.get(root); next !== undefined && !seen.has(root); next = firsts.get(root)) {
    seen.add(root);
    root = next;
  }
  return root;
}

type Candidate = PullRequest & Pick<Picked, "picks"> & { plain: Plain };

/**
 * What it names; else, where it names nothing, one that is called the same and changed the same files on another branch before.
 *
 * @param all In merged order, as `alike`, the ones among them that are called the same.
 */
function firstOf(one: Candidate, all: readonly Candidate[], alike: readonly Candidate[]): Candidate | undefined {
  const isElsewhere = ({ repo, base_branch }: Candidate) => repo === one.repo && base_branch !== one.base_branch;
  for (const named of one.picks) {
    const found = all.find((other) => isElsewhere(other) && isNamed(other, named));
    if (found) return found;
  }
  if (one.picks.length > 0) return undefined;
  return alike.slice(0, alike.indexOf(one)).find((other) => isElsewhere(other) && isTwin(one, other));
}

function isNamed({ number, merge_sha, plain }: Candidate, named: Named): boolean {
  if (named.number !== undefined) return named.number === number;
  if (named.sha !== undefined) return merge_sha?.startsWith(named.sha) ?? false;
  return named.title !== undefined && isSameTitle(plainTitle(named.title), plain);
}

const SHORTEST_TITLE = 10;

/** Of two that are called the same: half of what the one changed is what the other changed. */
function isTwin(one: Candidate, other: Candidate): boolean {
  if (one.plain.whole.length < SHORTEST_TITLE) return false;
  const paths = new Set((other.files ?? []).map(({ path }) => path));
  const own = one.files ?? [];
  return own.length > 0 && 2 * own.filter(({ path }) => paths.has(path)).length >= own.length;
}
