import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { coverage } from "./evidence.ts";
import { finding } from "./finding.ts";
import { LIMITS } from "./limits.ts";
import { longList } from "./long-list.ts";
import { CONTRACT, dateRange, pullRequestRef } from "./parameters.ts";
import { problemShape } from "./problem.ts";
import { runCheck } from "./readiness.ts";
import { resolvedRange } from "./range.ts";
import { ledgerLine, report } from "./report.ts";
import { shownSource } from "./repositories.ts";
import { fittingText } from "./text-limit.ts";

export const templateRef = z.object({ name: z.string(), version: z.number().int() });

export const metrics = z.object({
  /** Merged pull requests in the window, after `ignored_prs`. */
  preflight_merged_pr_count: z.number().int(),
  report_length_chars: z.number().int(),
  model_calls: z.number().int(),
  tool_calls: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  /** Rounds in which a writer was shown its faults. */
  repair_rounds: z.number().int().default(0),
  /** US dollars; null when it is not known, which is not the same as nothing. */
  cost_usd: z.number().nullable(),
  /** From the start of the run to its end, without the webhook. */
  duration_ms: z.number().int(),
  coverage: coverage.nullable(),
});
export type Metrics = z.infer<typeof metrics>;

/** Not written as asked for: why, and what was tried before. */
const degraded = z.object({ reason: z.string(), tried: longList(z.string()) });
export type Degraded = z.infer<typeof degraded>;

/**
 * What the rules put into a model's text, or took out of it, and why: a whole sentence about what the model had written. `section`: the
 * model's words stand, in another place. `opening`: it was left out.
 */
export const replaced = z.object({
  what: z.enum(["sentence", "section", "label", "opening"]),
  prs: longList(pullRequestRef),
  because: z.string(),
});
export type Replaced = z.infer<typeof replaced>;

/**
 * A wish of the brief that the text does not follow, and why. `model`: as the writer says of itself, which nobody has checked; `rules`: no
 * model wrote, and the rules follow none.
 */
const notFollowed = z.object({ by: z.enum(["model", "rules"]), text: z.string().max(LIMITS.not_followed.chars) });
export type NotFollowed = z.infer<typeof notFollowed>;

/** What people should know of the sources, in sentences: a branch or a repository that is called otherwise now. */
const notes = longList(z.string()).default([]);

/** What each source may show, as it was when it was read. Older runs do not say, and then it counts as private. */
const sources = longList(shownSource).optional();

/** What a range by releases was for each source; absent where days were asked for. */
const ranges = longList(resolvedRange).optional();

const results = z.object({
  summary_message: fittingText,
  report,
  ledger: longList(ledgerLine),
  findings: longList(finding),
  metrics,
  timeframe: dateRange,
  evidence_digest: z.string(),
  degraded: degraded.nullable(),
  replaced: longList(replaced).default([]),
  /** Where a writer was ended before it was ready, and by which bound, in words. */
  wrap_ups: longList(z.string()).default([]),
  not_followed: z.array(notFollowed).max(LIMITS.not_followed.most).default([]),
  notes,
  sources,
  ranges,
});
export type Results = z.infer<typeof results>;

const envelope = z.object({
  contract: z.literal(CONTRACT),
  timestamp: z.iso.datetime(),
  /** The id that the trigger brought: the receiver's own. */
  request_id: z.uuid(),
  pipeline_run_id: z.uuid(),
  template: templateRef,
  /** Where the whole report stands, as `{pipelines}/api/v1/artifacts/{sha256}`; null when there is none. */
  artifact_uri: z.string().nullable(),
});

const emptyReasons = ["nothing_merged", "all_ignored", "dry_run"] as const;
const empty = z.object({
  metrics,
  timeframe: dateRange,
  reason: z.enum(emptyReasons),
  notes,
  sources,
  ranges,
  /** Of a `dry_run`: everything that was looked at, faults included. Absent otherwise. */
  checks: longList(runCheck).optional(),
});
const ended = z.object({ metrics: metrics.nullable(), timeframe: dateRange.nullable() });

/** Every way a run can end. Each request gets exactly one of them. */
export const event = asAnswer(
  z.discriminatedUnion("type", [
    envelope.extend({ type: z.literal("run.completed"), results }),
    envelope.extend({ type: z.literal("run.nothing_to_report"), results: empty }),
    envelope.extend({ type: z.literal("run.failed"), results: ended, problem: problemShape }),
    envelope.extend({ type: z.literal("run.cancelled"), results: ended }),
  ]),
);
export type Event = z.infer<typeof event>;
