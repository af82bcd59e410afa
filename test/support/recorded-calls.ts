import type { CallDetail } from "../../webhooks/contract/runs.ts";
import {
  asked,
  at,
  diff,
  foreign,
  HOSTILE,
  look,
  OFFERED,
  read,
  said,
  spent,
  system,
  task,
  WRITTEN,
} from "./recorded-pieces.ts";

type Made = Pick<CallDetail, "seq" | "node" | "kind" | "name" | "label"> & { from: number; takes: number };

function made({ from, takes, ...call }: Made, more: Partial<CallDetail> = {}): CallDetail {
  return {
    ...call,
    outcome: "done",
    attempt: 2,
    started_at: at(from),
    duration_ms: takes,
    input_tokens: 0,
    cached_tokens: 0,
    output_tokens: 0,
    cost_usd: null,
    priced_by: null,
    retries: 0,
    served_by: call.kind === "model" ? "demo-writer-2026-11" : null,
    served_from: null,
    input: null,
    output: null,
    ...more,
  };
}

/** Every kind of call, and every way one can end. */
export function calls(): CallDetail[] {
  const assistant = { role: "assistant", content: "", tool_calls: [look, diff, foreign] };
  return [
    made(
      { seq: 101, node: "resolve", kind: "clock", name: "now", label: "looking at the clock", from: 22, takes: 0 },
      { attempt: 1, output: at(22) },
    ),
    made(
      {
        seq: 102,
        node: "preflight",
        kind: "tool",
        name: "list_pull_requests",
        label: "list_pull_requests acme/harbor main, page 1",
        from: 40,
        takes: 380,
      },
      { attempt: 1, input: { owner: "acme", repo: "harbor", page: 1 }, output: [{ number: 12 }] },
    ),
    made(
      {
        seq: 103,
        node: "collect",
        kind: "tool",
        name: "list_pull_requests",
        label: "list_pull_requests acme/harbor main, page 1",
        from: 470,
        takes: 640,
      },
      { attempt: 1, input: { owner: "acme", repo: "harbor", page: 1 }, output: [{ number: 12 }, { number: 13 }] },
    ),
    made(
      {
        seq: 104,
        node: "collect",
        kind: "tool",
        name: "list_pull_requests",
        label: "list_pull_requests acme/harbor main, page 2",
        from: 1_120,
        takes: 560,
      },
      { attempt: 1, input: { owner: "acme", repo: "harbor", page: 2 }, output: [], retries: 1 },
    ),
    made(
      {
        seq: 105,
        node: "write",
        kind: "model",
        name: "demo-writer",
        label: "reading for Search",
        from: 1_760,
        takes: 2_300,
      },
      {
        attempt: 1,
        outcome: "called_tools",
        ...spent(4_210, 0, 96, 0.001_24),
        input: asked([system, task], OFFERED),
        output: said("", { outcome: "called_tools", tool_calls: [look, diff, foreign] }),
      },
    ),
    made(
      {
        seq: 106,
        node: "write",
        kind: "model",
        name: "demo-writer",
        label: "reading for Sign-in",
        from: 1_765,
        takes: 2_900,
      },
      {
        outcome: "failed",
        ...spent(0, 0, 0, null),
        retries: 3,
        input: asked([system, task], OFFERED),
        output: said("", {
          outcome: "failed",
          retries: [
            { reason: "The server is busy.", status: 429, waited_ms: 800 },
            { reason: "The server is busy.", status: 429, waited_ms: 1_600 },
          ],
          problem: {
            code: "rate_limited",
            kind: "rate_limited",
            message: "The model's server is busy.",
            remedy: "Try again in a minute.",
          },
        }),
      },
    ),
    made(
      {
        seq: 107,
        node: "tools",
        kind: "tool",
        name: "read_pull_request",
        label: "read_pull_request #12",
        from: 4_110,
        takes: 320,
      },
      { input: { pr: "#12" }, output: { pr: "#12", body: HOSTILE } },
    ),
    made(
      {
        seq: 108,
        node: "tools",
        kind: "tool",
        name: "read_diff",
        label: "read_diff #12 src/search/index.ts",
        from: 4_440,
        takes: 1_900,
      },
      {
        input: { pr: "#12", path: "src/search/index.ts" },
        output: `@@ -1,4 +1,9 @@\n-  scan(table)\n+  ask(index)\n${"+  // more of the same line, again and again\n".repeat(3_000)}`,
      },
    ),
    made(
      {
        seq: 109,
        node: "tools",
        kind: "tool",
        name: "read_issue",
        label: "read_issue evil/repo#1",
        from: 6_350,
        takes: 2,
      },
      {
        outcome: "denied",
        input: { issue: "evil/repo#1" },
        output: "evil/repo is not one of this run's repositories.",
      },
    ),
    made(
      {
        seq: 110,
        node: "write",
        kind: "model",
        name: "demo-writer",
        label: "writing Search",
        from: 7_420,
        takes: 5_100,
      },
      {
        outcome: "cut",
        ...spent(6_120, 4_096, 2_000, 0.004_1),
        input: asked([system, task, assistant, read]),
        output: said('{"items":[{"kind":"feature","area":"Sea', { outcome: "cut" }),
      },
    ),
    made(
      {
        seq: 111,
        node: "write",
        kind: "model",
        name: "demo-writer",
        label: "writing Search",
        from: 12_540,
        takes: 2_240,
      },
      {
        ...spent(6_140, 6_016, 412, 0.001_9),
        input: asked([system, task, assistant, read, { role: "user", content: "Write your answer now." }], [], {
          kind: "json_schema",
          name: "share",
          schema: { type: "object" },
        }),
        output: said(WRITTEN),
      },
    ),
    made(
      {
        seq: 112,
        node: "lead",
        kind: "model",
        name: "demo-writer",
        label: "writing the opening",
        from: 15_010,
        takes: 2_180,
      },
      {
        outcome: "refused",
        ...spent(2_020, 1_024, 12, 0.000_6),
        input: asked([system, { role: "user", content: "Write your answer now." }]),
        output: said("I would rather not.", { outcome: "refused" }),
      },
    ),
    made(
      {
        seq: 113,
        node: "repair",
        kind: "model",
        name: "demo-writer",
        label: "writing Search",
        from: 17_260,
        takes: 3_860,
      },
      {
        ...spent(7_010, 6_144, 402, null),
        input: asked([system, task, { role: "user", content: "Your answer has faults:\n- #14 is in no place." }]),
        output: said(WRITTEN),
      },
    ),
  ];
}
