import type { Source } from "../../webhooks/contract/parameters.ts";
import { entryFilesOf } from "../text/entries.ts";
import { ATTRIBUTES, type PullsAround } from "./evidence.ts";
import { MOST_PER_PAGE } from "./tool.ts";
import type { AskedDetails, ChangedFile, Details, DetailsAnswer, ListedPull, TextAt } from "./tools.ts";

/** Questions about what pull requests changed; null where the server has no answer for many at once. */
export type AskingAround = {
  details: (asked: AskedDetails) => Promise<DetailsAnswer | null>;
  texts: (repo: string, of: readonly TextAt[]) => Promise<(string | null)[] | null>;
  /** One by one, where there is no other way. */
  files: (repo: string, number: number) => Promise<ChangedFile[]>;
};

/** One by one takes a request each: a busy month is not worth a tenth of GitHub's hour. */
const MOST_ALONE = 60;

type ReadAround = { around: PullsAround; requests: number; notes: string[] };

/**
 * What the pull requests of a window changed, and what their authors tell the users in the repository's own files: 100 a request, and
 * the texts in one more. Where that is not offered, paths alone, one by one and bounded.
 */
export async function readAround(
  { source, window }: { source: Source; window: { since: string; until: string } },
  pulls: readonly ListedPull[],
  ask: AskingAround,
): Promise<ReadAround> {
  const details = new Map<number, Details>();
  const numbers = pulls.map(({ number }) => number).toSorted((a, b) => a - b);
  const notes: string[] = [];
  let requests = 0;
  for (let from = 0; from < numbers.length; from += MOST_PER_PAGE) {
    const count = from === 0 ? { base: source.base_branch, since: window.since, until: window.until } : undefined;
    const asked = { repo: source.repo, numbers: numbers.slice(from, from + MOST_PER_PAGE) };
    const read = await ask.details({ ...asked, ...(count && { count }) });
    requests += 1;
    if (read === null) return alone(source, numbers, details, ask, requests);
    for (const one of read.pull_requests) details.set(one.number, one);
    notes.push(...doubtOf(source, numbers.length, read.merged_count));
  }
  if (details.size === 0) return { around: { details, texts: new Map() }, requests, notes };
  const of = textsFor(source, pulls, details);
  const wanted = of.slice(0, MOST_PER_PAGE);
  const read = (await ask.texts(source.repo, wanted)) ?? [];
  const texts = new Map(wanted.map(({ path }, at) => [path, read[at] ?? null]));
  notes.push(...unreadTexts(source, of.length - wanted.length));
  return { around: { details, texts }, requests: requests + 1, notes };
}

const unreadTexts = ({ repo }: Source, count: number): string[] =>
  count > 0 ? [`The texts of ${count} more changelog entries of ${repo} were not read.`] : [];

/** The search lags behind the list: that it has fewer says nothing. */
function doubtOf({ repo }: Source, listed: number, counted: number | null): string[] {
  if (counted === null || counted <= listed) return [];
  return [
    `GitHub's search counts ${counted} merged pull requests of ${repo}, and its list has ${listed}: some may be missing.`,
  ];
}

/** What files are, by the repository's own word; fragments as they were merged, for a release takes them away; changelogs as they are now. */
function textsFor(source: Source, pulls: readonly ListedPull[], details: ReadonlyMap<number, Details>): TextAt[] {
  const wanted = new Map<string, TextAt>([[ATTRIBUTES, { revision: source.base_branch, path: ATTRIBUTES }]]);
  for (const { number, merge_commit_sha } of pulls) {
    for (const { from, path } of entryFilesOf(details.get(number)?.files ?? [])) {
      const revision = from === "changelog" ? source.base_branch : merge_commit_sha;
      if (revision) wanted.set(path, { revision, path });
    }
  }
  return [...wanted.values()];
}

async function alone(
  { repo }: Source,
  numbers: readonly number[],
  known: Map<number, Details>,
  { files }: AskingAround,
  before: number,
): Promise<ReadAround> {
  let requests = before;
  for (const number of numbers.filter((one) => !known.has(one)).slice(0, MOST_ALONE)) {
    const read = await files(repo, number);
    requests += 1;
    known.set(number, detailsFrom(number, read));
  }
  const unread = numbers.length - known.size;
  const notes =
    unread > 0 ? [`What ${unread} of ${numbers.length} pull requests of ${repo} changed was not read.`] : [];
  return { around: { details: known, texts: new Map() }, requests, notes };
}

function detailsFrom(number: number, files: readonly ChangedFile[]): Details {
  const sum = (key: "additions" | "deletions") => files.reduce((total, file) => total + file[key], 0);
  return {
    number,
    additions: sum("additions"),
    deletions: sum("deletions"),
    changed_files: files.length,
    files: files.map(({ filename: path, ...lines }) => {
      return { path, additions: lines.additions, deletions: lines.deletions };
    }),
    closes: [],
    trailers: [],
  };
}
