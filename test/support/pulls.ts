import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { AnalysisType, Source } from "../../webhooks/contract/parameters.ts";
import { type Policy, policy } from "../../webhooks/contract/policy.ts";
import { ledgerOf } from "../../pipelines/text/ledger.ts";
import { renderReport } from "../../pipelines/text/render.ts";
import { sectionsOf } from "../../pipelines/text/sections.ts";
import { planReport } from "../../pipelines/text/plan/plan.ts";
import { fated } from "./fated.ts";
import { writeByRules } from "../../pipelines/text/rules.ts";

export const harbor: Source = { repo: "acme/harbor", base_branch: "main" };
export const web: Source = { repo: "acme/harbor-web", base_branch: "main" };
export const week = { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" };
export const defaults: Policy = policy.parse({});

/** A pull request of harbor, merged in the order of its number. */
export function pull(number: number, title: string, more: Partial<PullRequest> = {}): PullRequest {
  const repo = more.repo ?? harbor.repo;
  return {
    ref: `${repo}#${number}`,
    repo,
    number,
    title,
    body: "",
    url: `https://github.com/${repo}/pull/${number}`,
    author: { login: "mira", kind: "human" },
    co_authors: [],
    base_branch: "main",
    labels: [],
    merged_at: new Date(Date.parse(week.since) + number * 60_000).toISOString(),
    merge_sha: null,
    ...more,
  };
}

type Options = {
  sources?: Source[];
  ignored?: string[];
  announced?: { pr: string; where: string }[];
  analysis_type?: AnalysisType;
};

/** Everything between the evidence and the checks, with the writer that needs no model. */
export function wholeReport(pulls: PullRequest[], options: Options & { policy?: Partial<Policy> } = {}) {
  const evidence = fated(pulls);
  const { sources = [harbor], ignored = [], announced, analysis_type = "weekly_digest" } = options;
  const policy = { ...defaults, ...options.policy };
  const all = { pull_requests: evidence, ignored, announced, policy, analysis_type, sources, window: week };
  const plan = planReport(all);
  const report = writeByRules(plan, { sources, window: week, analysis_type });
  const ledger = ledgerOf(
    report,
    evidence,
    plan.planned,
    evidence.filter(({ ref }) => ignored.includes(ref)),
  );
  const markdown = renderReport(report, evidence, sources, sectionsOf(policy.sections));
  return { plan, report, ledger, markdown, facts: { evidence, sources, ledger, by: "agent" as const } };
}
