import type { RunStory } from "../../../webhooks/contract/run-history.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import { inColumns } from "../../columns.ts";
import { runCostText, secondsText } from "../../run-text.ts";
import { bold, dim, onOneLine, red } from "../../say.ts";
import type { Command } from "../command.ts";

/** `--json` has all. */
const MOST_CALLS = 40;

export const runsShow: Command = {
  name: "runs show",
  words: ["ID"],
  about: "A run with its steps and its calls, and what it is pinned to; the id of an update means its newest run",
  async work(pulse, [id = ""]) {
    const run = await pulse.run(id);
    return {
      lines: [
        `${bold(onOneLine(run.title))}: ${run.state.replaceAll("_", " ")}`,
        ...factLines(run),
        ...(run.problem ? [red(onOneLine(`${run.problem.message} ${run.problem.remedy}`))] : []),
        ...(run.absence === null ? [] : [dim(ABSENT[run.absence] ?? "Its steps are not there.")]),
        ...stepLines(run),
        ...callLines(run),
        onOneLine(run.url),
      ],
      json: run,
    };
  },
};

const ABSENT: Readonly<Record<string, string>> = {
  waiting: "It has not begun yet.",
  never_ran: "It never began.",
  gone: "Its recording is not there any longer.",
  no_answer: "The pipelines do not say how it went.",
};

function factLines(run: RunStory): string[] {
  const { pins, window, merged, template, asked_template, model, policy, asked_by } = run;
  const code = [
    pins.release && `release ${pins.release}`,
    pins.commit?.slice(0, 12),
    pins.dirty ? "changed since" : "",
  ];
  const asked = asked_template === null ? "" : `, asked for as ${asked_template}`;
  const rows = [
    ["window", window ? `${windowText(window, "short")}, ${merged ?? "?"} merged` : ""],
    ["version", template === null ? "" : `${template}${asked}`],
    ["version hash", pins.version_hash ?? ""],
    ["contract", pins.contract_hash ?? ""],
    ["code", code.filter(Boolean).join(", ")],
    ["evidence", pins.evidence_digest ?? ""],
    ["model", model],
    ["policy", policy === null ? "none" : `${policy}`],
    ["cost, time", `${runCostText(run)}, ${secondsText(run)}`],
    ["asked by", asked_by ?? ""],
  ];
  return inColumns(rows.filter(([, value]) => value !== "").map((row) => row.map(onOneLine))).map(
    (line) => `  ${line}`,
  );
}

function stepLines({ steps }: RunStory): string[] {
  if (steps.length === 0) return [];
  const rows = steps.map(({ name, state, duration_ms, calls, detail }) => [
    onOneLine(name),
    state,
    duration_ms === null ? "" : `${(duration_ms / 1_000).toFixed(1)} s`,
    calls === 0 ? "" : `${calls} ${calls === 1 ? "call" : "calls"}`,
    onOneLine(detail),
  ]);
  return [bold("Steps"), ...inColumns(rows).map((line) => `  ${line}`)];
}

function callLines({ calls }: RunStory): string[] {
  const asked = calls.filter(({ kind }) => kind === "tool" || kind === "model");
  if (asked.length === 0) return [];
  const rows = asked
    .slice(0, MOST_CALLS)
    .map(({ seq, node, name, label, outcome, duration_ms, input_tokens, output_tokens, cost_usd }) => [
      `${seq}`,
      onOneLine(node),
      onOneLine(label === "" ? name : label),
      outcome,
      `${(duration_ms / 1_000).toFixed(1)} s`,
      input_tokens + output_tokens === 0 ? "" : `${input_tokens + output_tokens} tokens`,
      cost_usd === null || cost_usd === 0 ? "" : runCostText({ cost_usd }),
    ]);
  const more = asked.length - MOST_CALLS;
  return [
    bold("Calls"),
    ...inColumns(rows).map((line) => `  ${line}`),
    ...(more > 0 ? [dim(`  and ${more} more (--json has all)`)] : []),
  ];
}
