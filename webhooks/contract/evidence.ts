import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { authorKinds } from "./kinds.ts";
import { dateRange, pullRequestRef } from "./parameters.ts";
import { resolvedRange } from "./range.ts";

const person = z.object({ login: z.string(), kind: z.enum(authorKinds) });

const marks = ["breaking", "security"] as const;

/**
 * What became of a change by the window's end, and what it did to others; absent where it simply stands.
 *
 * - `undone`: merged, and taken out again by the one that `of` names. `cancelled`: it undid or brought back what is no news at the end.
 * - `rolls_back`, `brings_back`: it took out, or brought back, what was merged before the window.
 * - `again`, `copy`: what it brings is told with another one: landed once more, or picked to another branch and merged back.
 */
export const fate = z.object({
  is: z.enum(["undone", "cancelled", "rolls_back", "brings_back", "again", "copy"]),
  /** Which others: as they were read, or by the title that the pull request quotes. `back`: what is cancelled had brought it back. */
  of: z.array(
    z.object({
      ref: pullRequestRef.nullable(),
      title: z.string(),
      labels: z.array(z.string()),
      back: z.literal(true).optional(),
    }),
  ),
});
export type Fate = z.infer<typeof fate>;

/** Of a file that was changed, under its new name. `as`: what the repository's own `.gitattributes`, or its manifests, say that it is. */
const changedFile = z.object({
  path: z.string(),
  additions: z.number().int(),
  deletions: z.number().int(),
  as: z.enum(["made", "docs", "workshop"]).optional(),
});
export type ChangedPath = z.infer<typeof changedFile>;

/**
 * What its author tells the users of the repository with it: a line of its changelog, a fragment or a changeset that becomes one, or the
 * release note in the description. `text` is null where it was not read; `bump` is what a changeset asks for, the
 * largest of several; `none` also of a release note that says so.
 */
const entry = z.object({
  from: z.enum(["changelog", "fragment", "changeset", "release_note"]),
  text: z.string().nullable(),
  bump: z.enum(["major", "minor", "patch", "none"]).optional(),
});
export type Entry = z.infer<typeof entry>;

/**
 * What is doubtful of a pull request that was read through a server which shortens text. `title`, `body`: what is there shows that something
 * was taken out, or was written otherwise. `author`: nobody says whether it is a bot. `co_authors`: some have lost their address, and are
 * not told.
 */
const doubt = z.enum(["title", "body", "author", "co_authors"]);
export type Doubt = z.infer<typeof doubt>;

/** How far one is that was not merged: asked for, or a draft. */
export const openStates = ["open", "draft"] as const;

/** The first release that holds it; null: none does. Absent where nobody asked, or it is not known. */
export const released = z.object({ tag: z.string(), at: z.iso.datetime() }).nullable();
export type Released = z.infer<typeof released>;

/** One pull request as read, merged but for `whats_next`. Text is untrusted: control characters are gone, nothing else is promised. */
export const pullRequest = z.object({
  ref: pullRequestRef,
  repo: z.string(),
  number: z.number().int(),
  title: z.string(),
  /** The beginning, `KEPT_CHARS.body` of it. What stands anywhere in a description was read from the whole of it. */
  body: z.string(),
  /** What its author says of it in the description, perhaps behind what is kept. Absent where it is nothing of these. */
  says: z.array(z.enum(marks)).optional(),
  url: z.url(),
  author: person,
  co_authors: z.array(z.string()),
  base_branch: z.string(),
  labels: z.array(z.string()),
  /** Null where it was not merged: only `whats_next` reads such. */
  merged_at: z.iso.datetime().nullable(),
  merge_sha: z.string().nullable(),
  /** Absent where it was merged. */
  stands: z.enum(openStates).optional(),
  /** What it is planned for, of one that is open. */
  milestone: z.object({ title: z.string(), due: z.iso.datetime().nullable() }).optional(),
  released: released.optional(),
  /** Those that hold it, by itself or by a back-port, where several were read or it was picked. */
  branches: z.array(z.string()).optional(),
  fate: fate.optional(),
  /** The first `MOST_KEPT.files` of what it changed; absent where nobody could say. */
  files: z.array(changedFile).optional(),
  /** Of all that it changed. */
  size: z.object({ files: z.number().int(), additions: z.number().int(), deletions: z.number().int() }).optional(),
  /** Issues that its merge closed. */
  closes: z.array(z.object({ ref: pullRequestRef, title: z.string() })).optional(),
  entries: z.array(entry).optional(),
  /** There, though it be empty, where any title and description may have lost text; absent where they are as they stand on GitHub. */
  doubts: z.array(doubt).optional(),
});
export type PullRequest = z.infer<typeof pullRequest>;

/** Proof of complete reading, summed over the sources. `seen` = `in_window` + `excluded`. */
export const coverage = z.object({
  pages: z.number().int(),
  seen: z.number().int(),
  in_window: z.number().int(),
  excluded: z.number().int(),
});
export type Coverage = z.infer<typeof coverage>;

/** Everything merged in the window: complete, or there is none. */
const evidence = z.object({
  timeframe: asAnswer(dateRange),
  pull_requests: z.array(pullRequest),
  coverage,
  /** What a range was for each source; absent where days were asked for. */
  ranges: z.array(resolvedRange).optional(),
});

/** The answer of `POST …/evidence`. `evidence_digest` is the SHA-256 of the pull requests' canonical JSON, hex. */
export const evidencePreview = evidence.extend({
  evidence_digest: z.string(),
  read_at: z.iso.datetime(),
  /** What people should know of the sources, in sentences: a branch or a repository that is called otherwise now. */
  notes: z.array(z.string()).default([]),
});
export type EvidencePreview = z.infer<typeof evidencePreview>;
