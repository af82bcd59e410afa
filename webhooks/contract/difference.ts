import { z } from "zod";
import { templateRef } from "./events.ts";
import { finding } from "./finding.ts";
import { fates } from "./item-fates.ts";
import { pullRequestRef } from "./parameters.ts";
import { ledgerLine } from "./report.ts";
import { runStates } from "./runs.ts";
import { shownTrial } from "./trials.ts";

/** US dollars; null: not known, which is not the same as nothing. */
const runUsage = z.object({
  model_calls: z.number().int(),
  tool_calls: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cost_usd: z.number().nullable(),
});
export type RunUsage = z.infer<typeof runUsage>;

/** One of the two runs. Null: not known, or it has none. */
const side = z.object({
  run_id: z.uuid(),
  state: z.enum(runStates),
  template: templateRef,
  llm_model: z.string(),
  trial: shownTrial.nullable(),
  /** All that it took, answers from a recording included. */
  workload: runUsage,
  /** What was made and paid for it. */
  incurred: runUsage,
  /** From its start to its end. */
  duration_ms: z.number().int().nullable(),
  /** Whether not all of its text was written as asked for. */
  degraded: z.boolean().nullable(),
  pull_requests: z.number().int().nullable(),
  report_length_chars: z.number().int().nullable(),
});
export type DifferenceSide = z.infer<typeof side>;

/** An item as it stands in a text. */
const item = z.object({ text: z.string(), prs: z.array(pullRequestRef), section: z.string() });

/** One item of both texts, matched by its pull requests, then by its words. Null: that text has none. */
const itemDifference = z.object({ fate: z.enum(fates), before: item.nullable(), after: item.nullable() });
export type ItemDifference = z.infer<typeof itemDifference>;

/** Where a pull request ends. `section`: the heading that it is told under, null where it is not told. */
const place = ledgerLine.pick({ disposition: true, reason: true }).extend({ section: z.string().nullable() });

/** A pull request that ends elsewhere. `from` or `to` null: that run has not read it. `because`: who put it there, as its ledger says. */
const ledgerMove = ledgerLine.pick({ pr: true, title: true, url: true }).extend({
  from: place.nullable(),
  to: place.nullable(),
  because: z.string().nullable(),
});
export type LedgerMove = z.infer<typeof ledgerMove>;

/** `GET /runs/{id}/difference/{other}`: from the first to the second. */
export const runDifference = z.object({
  before: side,
  after: side,
  /** What was asked otherwise, each as text; null: it was not said. */
  asked: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  /** Whether both came to the very same: report, ledger, markdown, evidence, byte by byte. Null: one of them has no text. */
  same: z.boolean().nullable(),
  /** Where their texts first differ, in words; null: nowhere, or one of them has no text. */
  first: z.string().nullable(),
  items: z.array(itemDifference).nullable(),
  moves: z.array(ledgerMove).nullable(),
  /** What today's checks say of each text; what they say of both alike stands in neither list. */
  findings: z.object({ before: z.array(finding), after: z.array(finding), both: z.number().int() }).nullable(),
});
export type RunDifference = z.infer<typeof runDifference>;
