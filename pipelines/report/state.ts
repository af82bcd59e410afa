import { Annotation } from "@langchain/langgraph";
import type { Degraded, NotFollowed, Replaced } from "../../webhooks/contract/events.ts";
import type { Coverage, PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import type { Policy } from "../../webhooks/contract/policy.ts";
import type { ResolvedRange } from "../../webhooks/contract/range.ts";
import type { LedgerLine, Report } from "../../webhooks/contract/report.ts";
import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import type { Reading } from "../github/sources.ts";
import type { LeadAnswer, ShareAnswer } from "./agent/answer.ts";
import type { Draft } from "./agent/draft.ts";
import type { Share } from "./agent/share.ts";
import type { Plan } from "../text/plan/plan.ts";

/** What the nodes hand on. Each value is written by the node named above it; the writers' also by tools, repair and replace. */
export const ReportState = Annotation.Root({
  parameters: Annotation<Parameters>,
  /** resolve; collect widens that of a range to all that it has */
  window: Annotation<DateRange>,
  policy: Annotation<Policy>,
  readings: Annotation<Reading[]>,
  /** resolve */
  sources: Annotation<ShownSource[]>,
  /** resolve: absent where days were asked for */
  ranges: Annotation<ResolvedRange[] | undefined>,
  /** resolve, collect: what people should know of the sources, in sentences */
  notes: Annotation<string[]>,
  /** preflight, or collect when only the whole evidence could tell */
  empty: Annotation<"nothing_merged" | "all_ignored" | null>,
  /** collect: everything that was merged in the window, ignored ones included */
  evidence: Annotation<PullRequest[]>,
  coverage: Annotation<Coverage>,
  /** plan */
  plan: Annotation<Plan>,
  nonce: Annotation<string>,
  shares: Annotation<Share[]>,
  /** plan, write: one for each share; none when the rules write */
  drafts: Annotation<Draft<ShareAnswer>[]>,
  /** lead: null before it, and when no model wrote anything that it could open */
  lead: Annotation<Draft<LeadAnswer> | null>,
  /** write by rules, or lead; replace */
  report: Annotation<Report>,
  /** check, replace */
  findings: Annotation<Finding[]>,
  ledger: Annotation<LedgerLine[]>,
  /** repair */
  repair_rounds: Annotation<number>,
  /** render */
  markdown: Annotation<string>,
  degraded: Annotation<Degraded | null>,
  replaced: Annotation<Replaced[]>,
  wrap_ups: Annotation<string[]>,
  not_followed: Annotation<NotFollowed[]>,
});
export type State = typeof ReportState.State;
