import { z } from "zod";
import { longList } from "./long-list.ts";
import { pullRequestRef } from "./parameters.ts";

/** What a check found in a text. A fault blocks approval unless a person overrides it with a reason; a flag only shows. */
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
});
export type Finding = z.infer<typeof finding>;

/** The answer of `POST /runs/{id}/checks`. `checked_digest` is the SHA-256 of the markdown's UTF-8 bytes, hex. */
export const checkAnswer = z.object({ checked_digest: z.string(), findings: z.array(finding) });
export type CheckAnswer = z.infer<typeof checkAnswer>;
