import type { RunLineage } from "../../webhooks/contract/lineage.ts";

const digest = (letter: string) => letter.repeat(64);

/** What the pipelines say of any run: one writer was told of each pull request. */
export function fakeLineage(run_id: string, prs: readonly string[]): RunLineage {
  return {
    run_id,
    request_id: run_id,
    state: "completed",
    started_at: "2026-11-20T09:00:04.000Z",
    finished_at: "2026-11-20T09:00:25.000Z",
    template: { name: "what-shipped", version: 1, ref: "what-shipped:production", hash: digest("a") },
    code: { release: "0.1.0", commit: "c".repeat(40), dirty: false },
    contract_hash: digest("b"),
    parameters_sha256: digest("c"),
    model: { asked: "writer-large", served: ["writer-large-2026-09"] },
    prompts: { voice: digest("d"), writing: digest("e") },
    skills: {},
    evidence: {
      sha256: digest("f"),
      pull_requests: 35,
      timeframe: { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" },
      coverage: { pages: 1, seen: 40, in_window: 35, excluded: 5 },
    },
    report: { sha256: digest("0"), markdown_sha256: digest("1") },
    threads: prs.map((pr) => ({
      pr,
      pull: {
        title: "Stream large exports",
        url: `https://github.com/${pr.replace("#", "/pull/")}`,
        author: "sato",
        merged_at: "2026-11-10T14:22:00Z",
        base_branch: "main",
        merge_sha: "4".repeat(40),
        labels: ["customer-report"],
        paths: ["services/api/export.ts"],
      },
      line: null,
      item: null,
      group: null,
      calls: [
        {
          seq: 7,
          node: "write",
          kind: "model",
          name: "writer-large",
          label: "writing API",
          outcome: "answered",
          attempt: 1,
          started_at: "2026-11-20T09:00:05.000Z",
          duration_ms: 11_200,
          input_tokens: 6_204,
          cached_tokens: 0,
          output_tokens: 688,
          cost_usd: 0.019,
          priced_by: "LLM_PRICES",
          retries: 0,
          served_by: "writer-large-2026-09",
          served_from: null,
          question_sha256: digest("2"),
          question_bytes: 26_318,
          answer_sha256: digest("3"),
        },
      ],
    })),
  };
}
