import { listed } from "../../../base/listed.ts";
import type { Doubt, PullRequest } from "../../../webhooks/contract/evidence.ts";
import { counted } from "../../words.ts";

/**
 * What a draft has to say of pull requests that were read through a server which shortens text.
 *
 * @param unsaid How many commits are named by reverts, and by nothing else: which pull requests they came with, nobody said.
 */
export function doubtNotes(repo: string, evidence: readonly PullRequest[], unsaid: number): string[] {
  const doubtful = evidence.filter(({ doubts }) => doubts);
  if (doubtful.length === 0) return [];
  const having = (doubt: Doubt) => doubtful.filter(({ doubts }) => doubts?.includes(doubt));
  const commits = doubtful.filter(({ merge_sha }) => merge_sha === null).length;
  const [authors, coAuthors] = [having("author").length, having("co_authors").length];
  const missing = [
    ...(commits > 0 ? [`gave no merge commit of ${commits}`] : []),
    ...(authors > 0 ? [`did not say whether the authors of ${authors} are bots`] : []),
    ...(coAuthors > 0 ? [`left out the addresses of co-authors of ${coAuthors}, who are not named`] : []),
    ...(unsaid > 0 ? [`did not say what came with ${counted(unsaid, "commit")} that reverts name`] : []),
  ];
  const shown = [...named("title", having("title")), ...named("description", having("body"))];
  return [
    [
      `${counted(doubtful.length, "pull request")} of ${repo} ${doubtful.length === 1 ? "was" : "were"} read through a server that shortens text.`,
      cutWords(shown, doubtful.length),
      ...(missing.length > 0 ? [`It ${listed(missing)}.`] : []),
    ].join(" "),
  ];
}

const MOST_NAMED = 5;

/** "3 titles (#1, #2 and #7)" */
function named(noun: string, pulls: readonly PullRequest[]): string[] {
  if (pulls.length === 0) return [];
  const first = pulls.slice(0, MOST_NAMED).map(({ number }) => `#${number}`);
  const more = pulls.length > first.length ? [`${pulls.length - first.length} more`] : [];
  return [`${counted(pulls.length, noun)} (${listed([...first, ...more])})`];
}

function cutWords(shown: readonly string[], count: number): string {
  if (shown.length === 0)
    return `Whether ${counted(count, "title")} and as many descriptions are whole, nobody can tell.`;
  return `By the look of it, something is missing or written otherwise in ${listed(shown)}; of the others nobody can tell.`;
}
