import type { Source } from "../../webhooks/contract/parameters.ts";
import { entryFilesOf } from "../text/entries.ts";
import { manifestsAround, ROOT_MANIFESTS } from "../text/packages.ts";
import { ATTRIBUTES, type PullsAround } from "./evidence.ts";
import { MOST_PER_PAGE } from "./tool.ts";
import type { AskedDetails, ChangedFile, Details, DetailsAnswer, ListedPull, TextAt } from "./tools.ts";

/** Questions about what pull requests changed; null where the server has no answer for many at once. */
export type AskingAround = {
  details: (asked: AskedDetails) => Promise<DetailsAnswer | null>;
  texts: (repo: string, of: readonly TextAt[]) => Promise<(string | null)[] | null>;
  /** One by one, where there is no other way; null where the server holds them back. */
  files: (repo: string, number: number) => Promise<ChangedFile[] | null>;
};

/** One by one takes a request each: a busy month is not worth a tenth of GitHub's hour. */
const MOST_ALONE = 60;

type ReadAround = { around: PullsAround; requests: number; notes: string[] };

/**
 * What the pull requests of a window changed, and what their authors tell the users in the repository's own files: 100 a request, and
 * the texts in one more. Where that is not offered, paths alone, one by one and bounded.
 */
export async function readAround(
  { source, window }: { source: Source; window?: { since: string; until: string } },
  pulls: readonly ListedPull[],
  ask: AskingAround,
): Promise<ReadAround> {
  const details = new Map<number, Details>();
  const numbers = pulls.map(({ number }) => number).toSorted((a, b) => a - b);
  const notes: string[] = [];
  let requests = 0;
  for (let from = 0; from < numbers.length; from += MOST_PER_PAGE) {
    const count =
      from === 0 && window ? { base: source.base_branch, since: window.since, until: window.until } : undefined;
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
  const texts = await textsAt(source, wanted, ask);
  notes.push(...unreadTexts(source, of.length - wanted.length));
  const manifests = await readManifests(source, { details, texts }, ask);
  for (const [path, text] of manifests.texts) texts.set(path, text);
  requests += 1 + (manifests.texts.size > 0 ? 1 : 0);
  return { around: { details, texts }, requests, notes: [...notes, ...manifests.notes] };
}

async function textsAt(
  { repo }: Source,
  of: readonly TextAt[],
  ask: AskingAround,
): Promise<Map<string, string | null>> {
  const read = await ask.texts(repo, of);
  return new Map(read ? of.map(({ path }, at) => [path, read[at] ?? null]) : []);
}

/** Of a workspace: whether what lies in none of its packages is something for itself. */
async function readManifests(source: Source, { details, texts }: PullsAround, ask: AskingAround) {
  const paths = [...details.values()].flatMap(({ files }) => files.map(({ path }) => path));
  const wanted = manifestsAround(paths, (path) => texts.get(path)).filter((path) => !texts.has(path));
  const asked = wanted.slice(0, MOST_PER_PAGE).map((path) => ({ revision: source.base_branch, path }));
  const more = wanted.length - asked.length;
  return {
    texts: asked.length > 0 ? await textsAt(source, asked, ask) : new Map<string, string | null>(),
    notes: more > 0 ? [`${more} places where ${source.repo} may keep further packages were not looked at.`] : [],
  };
}

const unreadTexts = ({ repo }: Source, count: number): string[] =>
  count > 0 ? [`The texts of ${count} more changelog entries of ${repo} were not read.`] : [];

/** The search lags behind the list: that it has fewer says nothing. */
function doubtOf({ repo }: Source, listed: number, counted: number | null): string[] {
  if (counted === null || counted <= listed) return [];
  return [
    `GitHub’s search counts ${counted} merged pull requests of ${repo}, and its list has ${listed}: some may be missing.`,
  ];
}

/** What files are, by the repository's own word and its manifests; fragments as they were merged, for a release takes them away; changelogs as they are now. */
function textsFor(source: Source, pulls: readonly ListedPull[], details: ReadonlyMap<number, Details>): TextAt[] {
  const own = (path: string): [string, TextAt] => [path, { revision: source.base_branch, path }];
  const wanted = new Map<string, TextAt>([ATTRIBUTES, ...ROOT_MANIFESTS].map(own));
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
  let heldBack = 0;
  for (const number of numbers.filter((one) => !known.has(one)).slice(0, MOST_ALONE)) {
    const read = await files(repo, number);
    requests += 1;
    if (read) known.set(number, detailsFrom(number, read));
    else heldBack += 1;
  }
  const unread = numbers.length - known.size - heldBack;
  const what = (count: number) => `What ${count} of ${numbers.length} pull requests of ${repo} changed`;
  const notes = [
    ...(unread > 0 ? [`${what(unread)} was not read.`] : []),
    ...(heldBack > 0 ? [`${what(heldBack)} the server held back: it is in its lockdown mode.`] : []),
  ];
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
