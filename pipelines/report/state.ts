import { Annotation } from "@langchain/langgraph";
import type { Coverage, PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { DateRange, Parameters, Policy } from "../../webhooks/contract/parameters.ts";
import type { LedgerLine, Report } from "../../webhooks/contract/report.ts";
import type { Plan } from "./plan/plan.ts";

/** What the nodes hand on. Each field is written by one node and only read afterwards. */
export const ReportState = Annotation.Root({
  parameters: Annotation<Parameters>,
  /** resolve */
  timeframe: Annotation<DateRange>,
  policy: Annotation<Policy>,
  /** preflight, or collect when only the whole evidence could tell */
  empty: Annotation<"nothing_merged" | "all_ignored" | null>,
  /** collect: everything that was merged in the window, ignored ones included */
  evidence: Annotation<PullRequest[]>,
  coverage: Annotation<Coverage>,
  /** plan */
  plan: Annotation<Plan>,
  /** write */
  report: Annotation<Report>,
  /** check */
  findings: Annotation<Finding[]>,
  /** render */
  ledger: Annotation<LedgerLine[]>,
  markdown: Annotation<string>,
});
export type State = typeof ReportState.State;
