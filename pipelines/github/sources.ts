import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { FoundBranch } from "./look-for-branch.ts";
import type { Within } from "./within.ts";
import { listed, eitherOf } from "../../base/listed.ts";

/** How one source is read: what was merged into a branch stays under the name that the branch had then. */
export type Reading = {
  source: Source;
  /** The branch's name of today, and then others that it is known by. */
  bases: string[];
  /** What of it belongs to a range by releases; absent where days say it. */
  within?: Within;
};

type Looked = {
  readings: Reading[];
  /** What is called otherwise by now, in sentences. */
  notes: string[];
  /** Branches that are not there, and what is named twice under two names. */
  faults: FieldProblem[];
};

/**
 * How the sources are to be read, by what GitHub says of their branches.
 *
 * @param found For each source; undefined where nobody could say: then it is taken by its word.
 */
export function readingsOf(sources: readonly Source[], found: readonly (FoundBranch | undefined)[]): Looked {
  const looked: Looked = { readings: [], notes: [], faults: [] };
  const seen = new Map<string, Source>();
  for (const [at, source] of sources.entries()) {
    const answer = found[at] ?? { repo: source.repo, name: source.base_branch, others: [] };
    if (answer.name === null) {
      looked.faults.push(noBranch(at, source, answer));
      continue;
    }
    const key = `${answer.repo.toLowerCase()}@${answer.name}`;
    const first = seen.get(key);
    if (first) {
      looked.faults.push(twice(at, source, first));
      continue;
    }
    seen.set(key, source);
    looked.notes.push(...renamed(source, answer.repo, answer.name));
    looked.readings.push({ source, bases: [...new Set([answer.name, source.base_branch])] });
  }
  return looked;
}

/** @throws {Problem} `not_found` that names every branch which is not there. */
export function requireBranches({ faults }: Looked): void {
  const missing = faults.filter(({ code }) => code === NO_BRANCH);
  const [first] = missing;
  if (!first) return;
  const message = missing.map((one) => one.message).join(" ");
  throw new Problem("not_found", message, first.fix, { details: missing });
}

const NO_BRANCH = "no_branch";

function noBranch(at: number, { repo, base_branch }: Source, { others }: FoundBranch): FieldProblem {
  const path = `parameters.sources.${at}.base_branch`;
  if (others.length === 0) {
    const fix = "Push something to it first, or choose another repository.";
    return { path, code: NO_BRANCH, message: `${repo} has no branch at all: it is empty.`, fix };
  }
  const fix = `Choose one that it has, such as ${eitherOf(others)}.`;
  return { path, code: NO_BRANCH, message: `${repo} has no branch “${base_branch}”.`, fix };
}

function twice(at: number, source: Source, first: Source): FieldProblem {
  const [one, other] = [nameOf(first), nameOf(source)];
  const message = `${other} is the same as ${one}: GitHub leads from one name to the other.`;
  return { path: `parameters.sources.${at}.repo`, code: "twice", message, fix: "Name it once." };
}

const nameOf = ({ repo, base_branch }: Source): string => `${repo} (${base_branch})`;

function renamed({ repo, base_branch }: Source, newRepo: string, newBranch: string): string[] {
  const moved = newRepo.toLowerCase() !== repo.toLowerCase();
  const called = newBranch !== base_branch;
  return [
    ...(moved ? [`${repo} is called ${newRepo} now.`] : []),
    ...(called ? [namedNow(repo, [base_branch], newBranch)] : []),
  ];
}

/** "In acme/harbor, master is called main now: what was merged under either name is read." */
export function namedNow(repo: string, old: readonly string[], now: string): string {
  const [is, which] = old.length === 1 ? ["is", "either name"] : ["are", "any of these names"];
  return `In ${repo}, ${listed(old)} ${is} called ${now} now: what was merged under ${which} is read.`;
}
