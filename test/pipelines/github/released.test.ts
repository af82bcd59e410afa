import { describe, expect, test } from "vitest";
import { releasesOf } from "../../../pipelines/github/releases/released.ts";

type Ask = Parameters<typeof releasesOf>[2];

const MERGED = "2026-10-05T09:00:00Z";
const shaOf = (number: number): string => number.toString(16).padStart(40, "0");
const pull = (number: number) => ({ ref: `acme/dock#${number}`, number, merged_at: MERGED, merge_sha: shaOf(number) });
const commit = (number: number) => ({ sha: shaOf(number), at: MERGED, says: `Change ${number}` });

/** A GitHub whose commits are all in each of its tags, as a server shows it that lists no tags with their commits. */
const github = (names: readonly string[], more: Partial<Ask> = {}): Ask => ({
  releases: async () => [],
  tagNames: async () => [...names],
  recentTags: async () => null,
  commitAt: async () => commit(9),
  commitsBefore: async () => [commit(9), commit(1)],
  ...more,
});

const released = async (ask: Ask) => {
  const { released: found, notes } = await releasesOf("acme/dock", [pull(1)], ask);
  return { first: found.get("acme/dock#1"), notes };
};

test("a repository that has tags and makes no releases is released by its tags, through any server", async () => {
  expect(await released(github(["v1.0.0"]))).toEqual({ first: { tag: "v1.0.0", at: MERGED }, notes: [] });
});

describe("it is not said that no release has it", () => {
  const UNKNOWN =
    "Whether a release holds one pull request of acme/dock is not known: not all of its tags and their commits could be looked at.";

  test("where more tags are there than can be looked up", async () => {
    const names = Array.from({ length: 30 }, (_, at) => `v1.0.${at}`);
    const ask = github(names, { commitsBefore: async () => [commit(9)] });

    expect(await released(ask)).toEqual({ first: undefined, notes: [UNKNOWN] });
  });

  test("where a tag has more commits of that time than can be looked at", async () => {
    const full = Array.from({ length: 100 }, (_, at) => commit(1_000 + at));
    const tags = [{ name: "v1.0.0", sha: shaOf(9), at: MERGED }];
    const ask = github([], {
      recentTags: async () => ({ tags, complete: true }),
      commitsBefore: async () => full,
    });

    expect(await released(ask)).toEqual({ first: undefined, notes: [UNKNOWN] });
  });
});

test.each(["v1.4.0-rc.1", "v6.12-rc1", "2.0b3", "1.0.dev4", "v8.0.0.beta1", "pkg@3.0.0-next.2", "go1.23rc1"])(
  "the tag %s releases nothing",
  async (tag) => expect((await released(github([tag]))).first).toBeNull(),
);

test.each(["v1.4.0", "1.1.1a", "2026.11.29", "v2.0-backport", "release-7", "pkg@3.0.0", "v1.2c", "v2.0-build.7"])(
  "the tag %s is a release",
  async (tag) => expect((await released(github([tag]))).first).toEqual({ tag, at: MERGED }),
);
