import { policy } from "../../webhooks/contract/parameters.ts";

export const NAME = "what-shipped";

/** How this version writes. Stored as data: a change of any byte here is another version. */
export const spec = {
  name: NAME,
  description: "What was merged in a window, written for one channel, each item with its pull requests.",
  graph: "what-shipped/1",
  steps: {
    do_agents_loop: ["resolve", "preflight", "collect", "plan", "write", "check", "render"],
    report_back: ["report_back"],
  },
  models: ["rules"],
  checks: "1",
  limits: { run_minutes: 10, call_seconds: 60, steps_per_iteration: 2, steps_most: 40 },
  policy: policy.parse({}),
} as const;

/** Graphs that this release can run. A version that names another one cannot be run by it. */
export const RUNNABLE_GRAPHS: readonly string[] = [spec.graph];
