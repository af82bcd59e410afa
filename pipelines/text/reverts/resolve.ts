import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { inMergedOrder } from "../merged-order.ts";
import { claimsOfTitle, type Claim, type Claims } from "./claims.ts";
import type { Named } from "./references.ts";
import { isSameTitle, plainTitle, type Plain } from "./same-title.ts";
import { standingOf, type Change, type Standing } from "./standing.ts";

/** A merged pull request, of the window or from before it. */
export type Merged = Pick<PullRequest, "ref" | "repo" | "number" | "title" | "merged_at" | "merge_sha"> & {
  claims: Claims;
  /** Those that were merged with it, as far as they are known. */
  commits?: readonly string[];
};

/** What the window did to the branch; `titles`: of changes that are known by a title alone, by their ids. */
export type Resolved = Standing & {
  titles: Map<string, string>;
  /** Named by a number or a commit, and not known: somebody may read them. */
  unread: Named[];
  /** What each one undoes, by what it says. */
  undoes: Map<string, readonly string[]>;
  /** And what it brings back. */
  restores: Map<string, readonly string[]>;
  /** Picked to another branch and merged back: what each is a copy of. */
  copies: Map<string, string>;
};

/**
 * Who undid whom in one repository, and what stands at the window's end.
 *
 * @param window Everything that was merged in it.
 * @param earlier What was read from before it, because something of the window names it.
 */
export function resolveReverts(window: readonly Merged[], earlier: readonly Merged[]): Resolved {
  const known = inMergedOrder([...earlier, ...window]);
  const before = new Set(earlier.map(({ ref }) => ref));
  const titles = new Map<string, string>();
  const unread: Named[] = [];
  const byTitleAlone: Change[] = [];
  const copies = new Map<string, string>();
  const find = finderAmong(known);

  const changes = known.map((pull, place): Change => {
    const { claims, only, again, copy } = pull.claims;
    const found = claims.map(({ does, named }) => ({ does, named, id: find(named, place) }));
    unread.push(...found.flatMap(({ id, named }) => (id === undefined && isNumbered(named) ? [named] : [])));
    const copied = copy ? find(copy, place) : undefined;
    if (copied !== undefined) copies.set(pull.ref, copies.get(copied) ?? copied);
    const resolved = found.flatMap(({ does, id }) => (id === undefined ? [] : [{ does, id }]));
    const quoted = resolved.length > 0 ? undefined : claims.find(({ named }) => named.title && !named.loose);
    const all = quoted ? [{ does: quoted.does, id: imagine(quoted, pull, titles, byTitleAlone) }] : resolved;
    return {
      id: pull.ref,
      undoes: idsOf("undoes", all),
      restores: idsOf("restores", all),
      only: only && all.length > 0,
      again: again === null ? undefined : find({ title: again }, place),
      earlier: before.has(pull.ref),
    };
  });

  const [old, recent] = [changes.filter((one) => one.earlier), changes.filter((one) => !one.earlier)];
  return {
    ...standingOf([...byTitleAlone, ...old, ...recent]),
    titles,
    unread,
    undoes: new Map(changes.map(({ id, undoes }) => [id, undoes])),
    restores: new Map(changes.map(({ id, restores }) => [id, restores])),
    copies,
  };
}

const isNumbered = ({ number, sha }: Named): boolean => number !== undefined || sha !== undefined;

/** How deep a title may quote others. */
const MOST_QUOTED = 8;

/** A change that nobody read, with what its own title says that it did; those that it names come before it. */
function imagine(
  { named }: Claim,
  by: Pick<Merged, "repo" | "number">,
  titles: Map<string, string>,
  changes: Change[],
  depth = 0,
): string {
  const title = named.title ?? "";
  const id = `“${title}”`;
  if (titles.has(id)) return id;
  titles.set(id, title);
  const [claim] = depth < MOST_QUOTED ? claimsOfTitle(title, by) : [];
  const own = claim ? [{ does: claim.does, id: imagine(claim, by, titles, changes, depth + 1) }] : [];
  const [undoes, restores] = [idsOf("undoes", own), idsOf("restores", own)];
  changes.push({ id, undoes, restores, only: own.length > 0, earlier: true });
  return id;
}

const idsOf = (does: Claim["does"], all: readonly { does: Claim["does"]; id: string }[]): string[] => [
  ...new Set(all.filter((one) => one.does === does).map(({ id }) => id)),
];

/** Finds among those that were merged before a place, by the surest sign first; of several with that title the last. */
function finderAmong(known: readonly Merged[]): (named: Named, before: number) => string | undefined {
  const plains = known.map(({ title }) => plainTitle(title));
  return ({ number, sha, title, whole }, before) => {
    const exact = whole === undefined ? undefined : plainTitle(whole).exact;
    const plain = title === undefined ? undefined : plainTitle(title);
    const signs: ((other: Merged, titled: Plain | undefined) => boolean | undefined)[] = [
      (_, titled) => exact !== undefined && titled?.exact === exact,
      (other) => other.number === number,
      (other) => sha !== undefined && hasCommit(other, sha),
      (_, titled) => plain && titled && isSameTitle(plain, titled),
    ];
    for (const fits of signs) {
      for (let at = before - 1; at >= 0; at -= 1) {
        const other = known[at];
        if (other && fits(other, plains[at])) return other.ref;
      }
    }
    return undefined;
  };
}

const hasCommit = ({ merge_sha, commits = [] }: Merged, sha: string): boolean =>
  [merge_sha, ...commits].some((one) => one?.startsWith(sha));
