import { z } from "zod";
import { longList } from "./long-list.ts";
import { offer } from "./offer.ts";
import { pullRequestRef } from "./parameters.ts";

/** Where a finding stands: a line of a list is an item or counts a group; an aside is all other text. */
const findingParts = ["headline", "intro", "heading", "item", "group", "aside"] as const;

/** What a check found in a text. A fault blocks approval unless a person overrides it with a reason; a flag until they take it on by name. */
export const finding = z.object({
  /** Stable for the same finding in the same text, so that "I know this" can be kept. */
  key: z.string(),
  check: z.string(),
  severity: z.enum(["fault", "flag"]),
  message: z.string(),
  fix: z.string(),
  /** 1-based line of the markdown, where the finding has a place. */
  line: z.number().int().nullable(),
  prs: longList(pullRequestRef),
  /** Older ones do not say these two. */
  part: z.enum(findingParts).optional(),
  /** What was held against the words, for people: "the title, the description and 4 paths of #12". */
  looked_at: z.string().optional(),
  /** What is right instead, where the evidence has exactly one answer; else nothing is offered. */
  offer: offer.optional(),
});
export type Finding = z.infer<typeof finding>;

/** The answer of `POST /runs/{id}/checks`. `checked_digest` is the SHA-256 of the markdown's UTF-8 bytes, hex. */
export const checkAnswer = z.object({ checked_digest: z.string(), findings: z.array(finding) });
export type CheckAnswer = z.infer<typeof checkAnswer>;
