import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { policy } from "../../webhooks/contract/policy.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import { CHECK_PACK } from "../checks/facts.ts";
import { OWN_TOOL_DIGESTS } from "../github/tool-digests.ts";
import type { Release } from "../release.ts";
import { BUILT_IN } from "../templates/built-in.ts";
import { CONFIGURED_MODELS } from "../templates/specification.ts";
import { toolDefinitions } from "./agent/tools.ts";

/** How this version writes. Stored as data: a change of any byte here, or of a prompt, is another version. */
export const spec = {
  description: "What was merged in a window, written for one channel, each item with its pull requests.",
  graph: "what-shipped/2",
  steps: {
    do_agents_loop: [
      "resolve",
      "preflight",
      "collect",
      "plan",
      "write",
      "tools",
      "lead",
      "check",
      "repair",
      "replace",
      "render",
    ],
    report_back: ["report_back"],
  },
  models: ["rules", CONFIGURED_MODELS],
  tools: ["read_pull_request", "list_changed_files", "read_diff", "read_issue"],
  prompts: readPrompts(),
  skills: {},
  checks: String(CHECK_PACK),
  tool_digests: { agent: agentDigests(), github: OWN_TOOL_DIGESTS },
  contract: contractHash,
  limits: {
    writing_minutes: 6,
    fixed_steps: 34,
    steps_per_iteration: 2,
    steps_most: 50,
    /** Of one share: the characters of its evidence, and how many pull requests it may have. */
    share_chars: 24_000,
    share_pulls: 80,
    shares_that_read: 4,
    side_by_side: 4,
    /** Of one writer. */
    tool_calls: 12,
    calls_per_round: 6,
    same_call: 2,
    answers: 4,
    answer_tokens: 6_000,
    /** Models that think count their thoughts as output. */
    reading_tokens: 3_000,
    lead_tokens: 3_000,
    /** Of one run. */
    model_calls: 120,
    tokens: 400_000,
    repair_rounds: 2,
  },
  policy: policy.parse({}),
};

/** What this release brings. It runs two graphs: /1 is /2 without a model. */
export const whatShipped: Omit<Release, "code"> = { name: BUILT_IN, spec, graphs: ["what-shipped/1", spec.graph] };

/** Each tool as a writer is told of it. */
function agentDigests(): Record<string, string> {
  return Object.fromEntries(toolDefinitions().map((tool) => [tool.name, digestOf(tool)]));
}

/** The prompts beside the graph, by name: `voice`, `types/weekly_digest` … */
function readPrompts(): Record<string, string> {
  const folder = join(import.meta.dirname, "prompts");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [file.replaceAll("\\", "/").replace(/\.md$/, ""), readFileSync(join(folder, file), "utf8")]),
  );
}
