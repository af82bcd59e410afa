import { performance } from "node:perf_hooks";
import { findingsOfMixed } from "../../pipelines/checks/mixed.ts";
import { ledgerOf } from "../../pipelines/text/ledger.ts";
import { planReport } from "../../pipelines/text/plan/plan.ts";
import { renderReport } from "../../pipelines/text/render.ts";
import { writeByRules } from "../../pipelines/text/rules.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { policy as policySchema } from "../../webhooks/contract/policy.ts";

/*
 * Part of `npm run bench`: what the checks of a text cost while somebody types in it: 60 items of 300 pull requests, one line changed at a
 * time, as the run API judges it. The first text also reads the evidence.
 */

const PULLS = 300;
const ITEMS = 60;
const TYPED = 120;
const WORDS =
  "export parcel label scan depot carrier route invoice search filter page cursor token retry queue shop order note map".split(
    " ",
  );
const source = { repo: "acme/harbor", base_branch: "main" };
const week = { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" };

const word = (at: number) => WORDS[(at * 7919) % WORDS.length]!;
const sentence = (from: number, length: number) =>
  Array.from({ length }, (_, at) => word(from * 13 + at * at + at)).join(" ");

const evidence = Array.from({ length: PULLS }, (_, index): PullRequest => {
  const number = index + 1;
  return {
    ref: `${source.repo}#${number}`,
    repo: source.repo,
    number,
    title: `feat(${word(index)}): ${sentence(index, 7)} ${number}`,
    body: `${sentence(index + 1, 120)}. Measured ${number} times in ${number % 9} s.`,
    url: `https://github.com/${source.repo}/pull/${number}`,
    author: { login: `person-${index % 20}`, kind: "human" },
    co_authors: [],
    base_branch: "main",
    labels: [],
    merged_at: new Date(Date.parse(week.since) + number * 60_000).toISOString(),
    merge_sha: null,
    files: Array.from({ length: 12 }, (_file, at) => ({
      path: `src/${word(index)}/${word(at)}-${at}.ts`,
      additions: 3,
      deletions: 1,
    })),
  };
});

const policy = policySchema.parse({ max_items: ITEMS });
const analysis_type = "weekly_digest" as const;
const plan = planReport({
  pull_requests: evidence,
  ignored: [],
  policy,
  analysis_type,
  sources: [source],
  window: week,
});
const report = writeByRules(plan, { sources: [source], window: week, analysis_type });
const ledger = ledgerOf(report, evidence, plan.planned, []);
const written = renderReport(report, evidence, [source]);
const facts = { evidence, sources: [source], ledger, window: week };
const lines = written.split("\n");
const items = lines.flatMap((line, at) => (line.startsWith("- ") ? [at] : [])).slice(0, ITEMS);

const times: number[] = [];
let text = [...lines];
for (let typed = 0; typed < TYPED; typed += 1) {
  const at = items[typed % items.length]!;
  text = [...text];
  text[at] = lines[at]!.replace(" (#", `, ${sentence(typed, 1 + (typed % 6))} (#`);
  const begun = performance.now();
  await findingsOfMixed(text.join("\n"), written, facts);
  times.push(performance.now() - begun);
}

const [first = 0, ...rest] = times;
rest.sort((a, b) => a - b);
const at = (share: number) => rest[Math.floor(rest.length * share)]?.toFixed(1);
console.log(
  `checks while typing, ${ITEMS} items of ${PULLS} pull requests: first ${first.toFixed(0)} ms, then p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${rest.at(-1)?.toFixed(1)} ms`,
);
