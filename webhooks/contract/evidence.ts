import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { dateRange, pullRequestRef } from "./parameters.ts";

export const authorKinds = ["human", "coding_agent", "dependency_bot", "release_bot", "bot"] as const;

const person = z.object({ login: z.string(), kind: z.enum(authorKinds) });

/** One merged pull request as read. Text is untrusted: control characters are gone, nothing else is promised. */
export const pullRequest = z.object({
  ref: pullRequestRef,
  repo: z.string(),
  number: z.number().int(),
  title: z.string(),
  /** The beginning, `KEPT_CHARS.body` of it. What stands anywhere in a description was read from the whole of it. */
  body: z.string(),
  /** Its author wrote `BREAKING CHANGE:` at the start of a line, perhaps behind what is kept. Absent where nobody did. */
  breaking_footer: z.boolean().optional(),
  url: z.url(),
  author: person,
  co_authors: z.array(z.string()),
  base_branch: z.string(),
  labels: z.array(z.string()),
  merged_at: z.iso.datetime(),
  merge_sha: z.string().nullable(),
  /** The pull request that this one undoes. It may lie before the window. */
  reverts: pullRequestRef.nullable(),
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
});

/** The answer of `POST …/evidence`. `evidence_digest` is the SHA-256 of the pull requests' canonical JSON, hex. */
export const evidencePreview = evidence.extend({
  evidence_digest: z.string(),
  read_at: z.iso.datetime(),
  /** What people should know of the sources, in sentences: a branch or a repository that is called otherwise now. */
  notes: z.array(z.string()).default([]),
});
export type EvidencePreview = z.infer<typeof evidencePreview>;
