import { FOUNDED_AT } from "./repository-shape.ts";
import { stableSha } from "./stable.ts";
import type { Pull, Repository } from "./world.ts";

/** What the data sets tell of git: a commit for each merge, one after the other on each branch, behind one that began it all. */
export type Commit = { sha: string; at: number; message: string; pull: Pull | null };

/** The newest first. A branch that was cut from another goes on from where that one stood then. */
export function commitsOn(branch: string, repository: Repository): Commit[] {
  const own = repository.pulls
    .flatMap((pull) => {
      const { base, merged_at: at, merge_sha: sha, title, number } = pull;
      return base === branch && at !== null && sha !== null
        ? [{ sha, at, message: `${title} (#${number})`, pull }]
        : [];
    })
    .toSorted((a, b) => b.at - a.at || (b.pull?.number ?? 0) - (a.pull?.number ?? 0));
  const cut = repository.cuts.find((one) => one.branch === branch);
  if (!cut) return [...own, rootOf(repository)];
  return [...own, ...commitsOn(cut.from, repository).filter(({ at }) => at <= cut.at)];
}

function rootOf({ full_name }: Repository): Commit {
  return { sha: stableSha(`root ${full_name}`), at: Date.parse(FOUNDED_AT), message: "First commit", pull: null };
}

/** A commit and those before it, the newest first; by a branch, a tag, or a SHA of seven digits and more. Null: there is none. */
export function historyOf(ref: string, repository: Repository): Commit[] | null {
  const [, kind = "", name = ref] = /^(?:refs\/)?(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (kind !== "tags" && repository.branches.includes(name)) return commitsOn(name, repository);
  const tag = kind === "heads" ? undefined : repository.tags.find((one) => one.name === name);
  const sha = tag?.sha ?? (kind === "" && /^[0-9a-f]{7,40}$/.test(name) ? name : null);
  if (sha === null) return null;
  for (const branch of [repository.default_branch, ...repository.branches]) {
    const all = commitsOn(branch, repository);
    const at = all.findIndex((commit) => commit.sha.startsWith(sha));
    if (at >= 0) return all.slice(at);
  }
  return null;
}
