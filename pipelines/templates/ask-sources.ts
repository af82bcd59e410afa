import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { GithubReads } from "../github/client.ts";
import { failureShape } from "../github/failure.ts";
import type { FoundBranch } from "../github/look-for-branch.ts";
import { readingsOf, type Reading } from "../github/sources.ts";

/** Somebody sits before a form and waits. */
export const ASKED_WITHIN_MS = 6_000;

/** `readings`: of those that were found. */
type Said = { details: FieldProblem[]; notes: string[]; readings: Reading[] };

/**
 * What GitHub says of the sources: which are not there, and which are called otherwise by now. Where it cannot be asked a note says so:
 * that is no fault of theirs, and no proof of them either.
 *
 * @param sources Undefined where one cannot be read, or may not be.
 */
export async function askSources(
  github: Pick<GithubReads, "branch">,
  sources: readonly (Source | undefined)[],
): Promise<Said> {
  const signal = AbortSignal.timeout(ASKED_WITHIN_MS);
  const said: Said = { details: [], notes: [], readings: [] };
  const askOne = async (source: Source | undefined, at: number): Promise<FoundBranch | undefined> => {
    try {
      return source && (await github.branch(source.repo, source.base_branch, signal));
    } catch (error) {
      if (!(error instanceof Problem) && !signal.aborted) throw error;
      const problem = error instanceof Problem ? error : LATE;
      if (isOfRepository(problem)) said.details.push(noRepository(at, problem));
      else said.notes.push(`GitHub could not be asked for the branch of source ${at + 1}. ${problem.message}`);
      return undefined;
    }
  };
  const found = await Promise.all(sources.map(askOne));
  const known = sources.flatMap((source, at) => (source && found[at] ? [{ source, at, answer: found[at] }] : []));
  const { faults, notes, readings } = readingsOf(
    known.map(({ source }) => source),
    known.map(({ answer }) => answer),
  );
  const place = (path: string) => path.replace(/\d+/, (at) => String(known[Number(at)]?.at ?? at));
  return {
    details: [...said.details, ...faults.map((one) => ({ ...one, path: place(one.path) }))],
    notes: [...said.notes, ...notes],
    readings,
  };
}

const LATE = new Problem("timed_out", "GitHub did not answer in time.", "Try again in a few minutes.");

/** Gone, hidden, or taken down: nothing that passes. */
function isOfRepository(problem: Problem): boolean {
  const code = failureShape.safeParse(problem.cause).data?.code;
  return code === "not_found" || code === "blocked";
}

function noRepository(at: number, { message, remedy: fix }: Problem): FieldProblem {
  return { path: `parameters.sources.${at}.repo`, code: "no_repository", message, fix };
}
