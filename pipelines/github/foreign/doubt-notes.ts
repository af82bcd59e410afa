import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { listed } from "../../../base/listed.ts";
import { counted } from "../../words.ts";

/**
 * What a draft has to say of pull requests that were read through a server which shortens text.
 *
 * @param unsaid How many commits are named by reverts, and by nothing else: which pull requests they came with, nobody said.
 */
export function doubtNotes(repo: string, evidence: readonly PullRequest[], unsaid: number): string[] {
  const doubtful = evidence.filter(({ doubts }) => doubts);
  if (doubtful.length === 0) return [];
  const having = (doubt: NonNullable<PullRequest["doubts"]>[number]) =>
    doubtful.filter(({ doubts }) => doubts?.includes(doubt)).length;
  const commits = doubtful.filter(({ merge_sha }) => merge_sha === null).length;
  const missing = [
    ...(commits > 0 ? [`the merge commits of ${commits}`] : []),
    ...(having("author") > 0 ? [`whether the authors of ${having("author")} are bots`] : []),
    ...(having("co_authors") > 0 ? [`the addresses of co-authors of ${having("co_authors")}, who are not named`] : []),
  ];
  const shown = [
    ...(having("title") > 0 ? [counted(having("title"), "title")] : []),
    ...(having("body") > 0 ? [counted(having("body"), "description")] : []),
  ];
  return [
    `${repo} was read through a server that shortens text. ${cutWords(shown, doubtful.length)}`,
    ...(missing.length > 0
      ? [`Of ${counted(doubtful.length, "pull request")} of ${repo} it did not tell: ${listed(missing)}.`]
      : []),
    ...(unsaid > 0
      ? [`It did not say which pull requests came with ${counted(unsaid, "commit")} that reverts of ${repo} name.`]
      : []),
  ];
}

function cutWords(shown: readonly string[], count: number): string {
  const cannot = "whether it left something out cannot be told";
  if (shown.length === 0) return `Of ${counted(count, "title")} and as many descriptions, ${cannot}.`;
  return `In ${listed(shown)} of ${counted(count, "pull request")} there are signs of text that it took out or wrote otherwise; of the rest, ${cannot}.`;
}
