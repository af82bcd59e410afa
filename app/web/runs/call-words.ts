import type { CallAnswer, RunState } from "../../../webhooks/contract/runs.ts";
import { visible } from "../page/visible.ts";

type Kind = { icon: string; label: string };

export const CALL_KINDS: Record<CallAnswer["kind"], Kind> = {
  model: { icon: "sparkles", label: "Model" },
  tool: { icon: "wrench", label: "Tool" },
  clock: { icon: "clock", label: "Clock" },
  chance: { icon: "dices", label: "Chance" },
  lookup: { icon: "search", label: "Look-up" },
};

/** Tools in people's words. A map, because a model may ask for a tool called `constructor`. */
const TOOLS = new Map([
  ["list_pull_requests", "List pull requests"],
  ["get_branch", "Look for a branch"],
  ["get_repository", "Look at a repository"],
  ["search_pull_requests", "Count pull requests"],
  ["read_pull_request", "Read a pull request"],
  ["list_changed_files", "List the files it changed"],
  ["read_diff", "Read a diff"],
  ["read_issue", "Read an issue"],
]);

/** What a call is called, in one line of words and one of its own. */
export function callNames({ kind, name, label }: Pick<CallAnswer, "kind" | "name" | "label">) {
  const own = visible(label || name);
  if (kind === "tool") return { title: TOOLS.get(name) ?? "Another tool", own };
  return { title: own.charAt(0).toUpperCase() + own.slice(1), own: kind === "model" ? visible(name) : "" };
}

export type OutcomeWords = { label: string; tone: "quiet" | "wait" | "bad" };

/** How a call ended, where that is worth a word. `done` and `answered` are not. */
const OUTCOMES = new Map<string, OutcomeWords | null>([
  ["done", null],
  ["answered", null],
  ["called_tools", { label: "Asked for tools", tone: "quiet" }],
  ["cut", { label: "Cut off", tone: "wait" }],
  ["empty", { label: "Said nothing", tone: "wait" }],
  ["denied", { label: "Denied", tone: "wait" }],
  ["refused", { label: "Declined", tone: "wait" }],
  ["failed", { label: "Failed", tone: "bad" }],
]);

export function outcomeWords(outcome: string): OutcomeWords | null {
  const known = OUTCOMES.get(outcome);
  if (known !== undefined) return known;
  const words = visible(outcome).replaceAll("_", " ");
  return { label: words.charAt(0).toUpperCase() + words.slice(1), tone: "quiet" };
}

export const RUN_STATES: Record<RunState, { label: string; tone: "busy" | "wait" | "good" | "bad" | "quiet" }> = {
  queued: { label: "Waiting", tone: "busy" },
  running: { label: "Running", tone: "busy" },
  completed: { label: "Completed", tone: "good" },
  nothing_to_report: { label: "Nothing to report", tone: "quiet" },
  failed: { label: "Failed", tone: "bad" },
  cancelled: { label: "Stopped", tone: "quiet" },
};

type Tokens = Pick<CallAnswer, "input_tokens" | "cached_tokens" | "output_tokens">;

/** "1,204 tokens in (1,024 cached), 318 out"; "" when none were used. */
export function tokensText({ input_tokens, cached_tokens, output_tokens }: Tokens): string {
  if (input_tokens + output_tokens === 0) return "";
  const cached = cached_tokens > 0 ? ` (${count(cached_tokens)} cached)` : "";
  return `${count(input_tokens)} tokens in${cached}, ${count(output_tokens)} out`;
}

const count = (number: number): string => number.toLocaleString("en");

/** US dollars: cents where there are any, else as many digits as it takes to see something. */
export function costText(cost_usd: number | null): string {
  if (cost_usd === null) return "not known";
  if (cost_usd === 0) return "free";
  if (cost_usd < 0.000_001) return "< $0.000001";
  return cost_usd >= 0.1 ? `$${cost_usd.toFixed(2)}` : `$${Number(cost_usd.toPrecision(2)).toFixed(places(cost_usd))}`;
}

/** Two digits after the zeros. */
const places = (cost_usd: number): number => Math.min(7, Math.max(2, 1 - Math.floor(Math.log10(cost_usd))));
