import { MOST_PER_PAGE } from "../tool.ts";

/** The newest first, as far as that is known. `complete`: there are no more. */
export type NewestTags = { tags: string[]; complete: boolean };

type Reads = {
  releases: (
    repo: string,
    signal?: AbortSignal,
  ) => Promise<{ tag: string; draft: boolean; published_at: string | null }[]>;
  tagNames: (repo: string, signal?: AbortSignal) => Promise<string[]>;
};

/**
 * Where nobody sorts tags by time: releases first, by when they were published, and then the other tags as they are listed. A release
 * without its tag is none to choose.
 */
export async function tagsByRelease(
  { releases, tagNames }: Reads,
  repo: string,
  signal?: AbortSignal,
): Promise<NewestTags> {
  const [listed, names] = await Promise.all([releases(repo, signal), tagNames(repo, signal)]);
  const complete = listed.length < MOST_PER_PAGE && names.length < MOST_PER_PAGE;
  const there = new Set(names);
  const published = listed
    .filter(({ tag, draft }) => !draft && (there.has(tag) || !complete))
    .toSorted((one, other) => (other.published_at ?? "").localeCompare(one.published_at ?? ""));
  const tags = [...new Set([...published.map(({ tag }) => tag), ...names])];
  return { tags: tags.slice(0, MOST_PER_PAGE), complete: complete && tags.length <= MOST_PER_PAGE };
}
