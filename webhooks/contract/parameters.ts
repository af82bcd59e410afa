import { z } from "zod";
import { branchName, pullRequestRef, repoName } from "./github-names.ts";
import { LIMITS } from "./limits.ts";
import { policyParts } from "./policy.ts";
import { releaseRange } from "./range.ts";
import { timeZone } from "./time-zone.ts";

export { pullRequestRef, repoName } from "./github-names.ts";
export { timeZone } from "./time-zone.ts";

/** Changes only when a shape breaks. Additions do not count: a reader ignores what it does not know in an answer. */
export const CONTRACT = 1 as const;

export const source = z.strictObject({
  repo: repoName,
  base_branch: branchName.default("main"),
});
export type Source = z.infer<typeof source>;

export const instant = z.iso.datetime({ offset: true });

export const MAX_WINDOW_MS = LIMITS.window_days * 24 * 3600 * 1000;

/** Half-open: `since` ≤ merged < `until`. */
export const dateRange = z
  .strictObject({ since: instant, until: instant, time_zone: timeZone.default("UTC") })
  .refine(({ since, until }) => Date.parse(since) < Date.parse(until), {
    message: "must begin before it ends",
    path: ["until"],
  })
  .refine(({ since, until }) => Date.parse(until) - Date.parse(since) <= MAX_WINDOW_MS, {
    message: `must not be longer than ${LIMITS.window_days} days`,
    path: ["since"],
  });
export type DateRange = z.infer<typeof dateRange>;

/** The window of a run that names none: the last 7 days. GitHub's times have whole seconds, so ours do. */
export function lastWeek(now: Date): DateRange {
  const until = now.toISOString().slice(0, 19);
  const since = new Date(Date.parse(`${until}Z`) - 7 * 24 * 3600 * 1000).toISOString().slice(0, 19);
  return { since: `${since}Z`, until: `${until}Z`, time_zone: "UTC" };
}

/** `whats_next` reads what is to come: merged and not released, and what is open. The others tell of what was merged. */
export const analysisTypes = ["weekly_digest", "release_notes", "risk_review", "whats_next"] as const;
export type AnalysisType = (typeof analysisTypes)[number];
export const tones = ["neutral", "warm", "celebratory", "terse"] as const;

export const reasons = ["too_long", "too_short", "wrong_tone", "missing", "wrong_focus", "not_correct"] as const;

/** What a person said of an earlier run's text; the next run of the same update carries it. */
export const feedback = z.strictObject({
  run_id: z.uuid().nullable(),
  text: z.string().min(1).max(LIMITS.feedback_with_comments_chars),
  reasons: z.array(z.enum(reasons)).max(reasons.length).default([]),
});
export type Feedback = z.infer<typeof feedback>;

/** A model's name, which may have any characters. */
export const modelId = z.string().min(1).max(LIMITS.model_chars);

/** The parameters of `what-shipped`: these names and types are the API. Unknown keys are refused. */
export const parameters = z
  .strictObject({
    sources: z.array(source).min(1, "needs at least one repository").max(LIMITS.sources),
    /** Absent, and `range` too: the last 7 days before the run starts, in UTC. */
    date_range: dateRange.optional(),
    /** By releases instead of days. */
    range: releaseRange.optional(),
    /** Says of each pull request whether a release holds it. A `range` and `whats_next` read that by themselves. */
    show_released: z.boolean().optional(),
    analysis_type: z.enum(analysisTypes).default("weekly_digest"),
    tone: z.enum(tones).default("neutral"),
    custom_prompt: z.string().max(LIMITS.prompt_chars).default(""),
    ignored_prs: z.array(pullRequestRef).max(LIMITS.ignored_prs).default([]),
    /** Of the ignored ones those that were told before, and where: "on 14 Nov in #eng-updates". The ledger says so. */
    announced: z
      .array(z.strictObject({ pr: pullRequestRef, where: z.string().max(LIMITS.announced_chars) }))
      .max(LIMITS.ignored_prs)
      .optional(),
    /** A model's id, `rules` for none, or `default`: whatever this deployment prefers. */
    llm_model: modelId.default("default"),
    max_iterations: z.number().int().min(LIMITS.iterations.least).max(LIMITS.iterations.most).default(4),
    policy: policyParts.optional(),
    feedback: feedback.optional(),
    context: z.string().max(LIMITS.context_chars).optional(),
  })
  .refine(({ date_range, range }) => !date_range || !range, {
    message: "must not stand beside date_range: days or releases",
    path: ["range"],
  });
export type Parameters = z.infer<typeof parameters>;
export type ParametersInput = z.input<typeof parameters>;
