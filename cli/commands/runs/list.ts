import { Problem } from "../../../webhooks/contract/problem.ts";
import type { RunRow } from "../../../webhooks/contract/run-history.ts";
import { inColumns } from "../../columns.ts";
import { dim, onOneLine } from "../../say.ts";
import { runCostText, secondsText } from "../../run-text.ts";
import type { Command } from "../command.ts";

export const runsList: Command = {
  name: "runs list",
  words: [],
  about: "Runs of updates, the newest first: how they ended, by which version and model, what they cost and took",
  options: {
    state: {
      type: "string",
      value: "STATE",
      about: "queued, running, completed, nothing_to_report, failed or cancelled",
    },
    profile: { type: "string", value: "PROFILE", about: "of this profile alone" },
    template: { type: "string", value: "NAME[@N]", about: "written by this template, or by this version of it" },
    since: { type: "string", value: "DAY", about: "asked for since then: 2026-11-30, or a time with its zone" },
    after: { type: "string", value: "PLACE", about: "those before: as the last answer names the place" },
  },
  async work(pulse, _words, { state, profile, template, since, after }) {
    const asked = { state, profile, template, since: sinceIn(since), after };
    const filter = Object.fromEntries(
      Object.entries(asked).flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : [])),
    );
    const { runs, next } = await pulse.runs(filter);
    const more = next === null ? [] : [dim(`There are more: --after ${onOneLine(next)}`)];
    return {
      lines: runs.length === 0 ? ["There is no such run."] : [...inColumns(runs.map(rowOf)), ...more],
      json: { runs, next },
    };
  },
};

function rowOf(run: RunRow): string[] {
  const { id, update_id, created_at, state, template, model, profile } = run;
  return [
    id ?? update_id,
    created_at.slice(0, 16).replace("T", " "),
    state.replaceAll("_", " "),
    onOneLine(profile ?? "–"),
    onOneLine(template ?? "–"),
    onOneLine(model),
    runCostText(run),
    secondsText(run),
  ];
}

/** A day begins in UTC, as the times of the list are. */
function sinceIn(given: string | boolean | undefined): string | undefined {
  if (typeof given !== "string") return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Date.parse(given);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new Problem("bad_request", "--since is no day.", "Write it as 2026-11-30.");
}
