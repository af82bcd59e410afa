import type { ReadReport } from "../../app/pipelines-client.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { RunAnswer, StepAnswer } from "../../webhooks/contract/runs.ts";
import { BRIEF, line, METRICS, TIMEFRAME } from "./app.ts";
import { at, HOSTILE } from "./recorded-pieces.ts";

const RUN_ID = "01a1fc97-566b-7799-889c-76eca2a4f821";

/** A run as the API shows it: with a model, interrupted once, and done. */
export function runAnswer(more: Partial<RunAnswer> = {}): RunAnswer {
  const { window: _window, time_zone: _zone, ...asked } = BRIEF;
  return {
    id: RUN_ID,
    request_id: RUN_ID,
    state: "completed",
    template: { name: "what-shipped", version: 2 },
    contract_hash: "c",
    contract_note: null,
    checks: null,
    timeframe: TIMEFRAME,
    problem: null,
    artifact_uri: null,
    attempt: 2,
    code: null,
    parameters: { ...asked, llm_model: "demo-writer", context: "", date_range: TIMEFRAME },
    progress: { step: null, call: null, calls: [], counts: counts(7) },
    writing: [],
    metrics: { ...METRICS, model_calls: 7, tool_calls: 6, repair_rounds: 1, duration_ms: 21_400 },
    created_at: at(-300),
    started_at: at(0),
    finished_at: at(21_400),
    deadline_at: at(600_000),
    trial: null,
    report_back: { state: "delivered", attempts: 1, last_status: 200, last_error: null, next_attempt_at: null },
    ...more,
  };
}

const counts = (model_calls: number): RunAnswer["progress"]["counts"] => ({
  pages: 2,
  seen: 131,
  in_window: 12,
  items: 7,
  model_calls,
  tool_calls: 6,
  tokens: 31_204,
});

/** [step, begins, takes, what, calls, of which from the recording] */
const STEPS: [string, number, number, string, number, number][] = [
  ["resolve", 20, 8, "9–15 November 2026", 1, 1],
  ["preflight", 30, 420, "12 merged", 1, 1],
  ["collect", 460, 1_240, "12 merged of 131 read", 2, 2],
  ["plan", 1_710, 6, "9 to tell about, 3 beside", 0, 0],
  ["write", 1_720, 13_100, "2 writers, 7 items", 4, 1],
  ["tools", 4_100, 3_300, "3 look-ups, 1 denied", 4, 0],
  ["lead", 15_000, 2_200, "An opening and 2 highlights", 1, 0],
  ["check", 17_220, 12, "1 fault", 0, 0],
  ["repair", 17_240, 3_900, "1 round", 1, 0],
  ["render", 21_180, 5, "7 items, 1 group", 0, 0],
];

export function steps(upTo = STEPS.length): StepAnswer[] {
  const inside = STEPS.map(([name, begins, takes, detail, calls, replayed], index): StepAnswer => {
    const base = { name, part_of: "do_agents_loop" };
    if (index > upTo) return { ...base, ...NOT_YET };
    const state = index === upTo ? ("running" as const) : ("done" as const);
    const duration_ms = index === upTo ? null : takes;
    return { ...base, state, detail, started_at: at(begins), duration_ms, calls, replayed };
  });
  const back = { name: "report_back", part_of: "report_back" };
  if (upTo < STEPS.length) return [...inside, { ...back, ...NOT_YET }];
  const done = { state: "done" as const, detail: "status 200", started_at: at(21_400), duration_ms: 40 };
  return [...inside, { ...back, ...done, calls: 1, replayed: 0 }];
}

const NOT_YET = { state: "waiting" as const, detail: "", started_at: null, duration_ms: null, calls: 0, replayed: 0 };

function pull(number: number, more: Partial<PullRequest> = {}): PullRequest {
  return {
    ref: `acme/harbor#${number}`,
    repo: "acme/harbor",
    number,
    title: `Title of #${number}`,
    body: "",
    url: `https://github.com/acme/harbor/pull/${number}`,
    author: { login: "mira", kind: "human" },
    co_authors: [],
    base_branch: "main",
    labels: [],
    merged_at: "2026-11-10T10:00:00Z",
    merge_sha: null,
    ...more,
  };
}

/** What such a run had read and written. */
export function readReport(): ReadReport {
  return {
    report: {
      schema_version: "1",
      headline: "Faster search",
      intro: null,
      items: [
        {
          kind: "performance",
          area: "Search",
          text: "Search answers in half the time",
          prs: ["acme/harbor#12"],
          highlight: true,
        },
        {
          kind: "fix",
          area: "Sign-in",
          text: "The login page remembers you",
          prs: ["acme/harbor#13"],
          highlight: false,
        },
      ],
      grouped: [],
      omitted: [{ pr: "acme/harbor#14", reason: "ci" }],
    },
    ledger: [line("acme/harbor#12"), line("acme/harbor#13"), line("acme/harbor#14", "omitted")],
    pull_requests: [
      pull(12, {
        title: "feat(search): answer from the index",
        labels: ["search", "performance"],
        co_authors: ["tobi"],
        body: "Search answered from the table, row by row.\n\nIt answers from the index now, which takes half the time on our largest shop.\n\n## How\n\n- build the index at night\n- ask it first\n- fall back to the table while it is stale\n\nMeasured on the copy of 9 November.\n\nFixes #3.",
      }),
      pull(13, { title: `fix: remember who signed in ${HOSTILE}`, author: { login: "copilot", kind: "coding_agent" } }),
      pull(14, { title: "ci: cache the browsers" }),
    ],
  };
}
