import { afterAll, beforeAll, expect, test } from "vitest";
import type { Event } from "../../webhooks/contract/events.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";
import { eventAt } from "../support/pipelines.ts";
import { hourOf, releasedRepository } from "../support/released-repository.ts";

let world: MadeWorld;

beforeAll(async () => {
  world = await startMadeWorld({}, undefined, [releasedRepository()]);
});

afterAll(() => world?.end());

const [MAIN, OLD, NEW] = ["main", "release/1.4", "release/1.5"].map((base_branch) => ({
  repo: "acme/dock",
  base_branch,
}));
type Completed = (Event & { type: "run.completed" })["results"];

async function run(more: Partial<ParametersInput>): Promise<Completed> {
  const { pipelines, callbacks } = world;
  const { path } = await pipelines.start({ parameters: { sources: [MAIN!], ...more }, callbacks });
  const event = (await eventAt(callbacks, path)) as Event;
  expect(event).toMatchObject({ type: "run.completed" });
  const { results } = event as Event & { type: "run.completed" };
  if (process.env["SHOW_FIGURES"])
    process.stdout.write(`\n${shown(more)}\n${tableOf(results.ledger).join("\n")}\n${results.summary_message}\n`);
  expect(results.findings.filter(({ severity }) => severity === "fault")).toEqual([]);
  return results;
}

const shown = ({ sources, ...asked }: Partial<ParametersInput>): string =>
  JSON.stringify({ on: sources?.map((one) => one.base_branch) ?? ["main"], ...asked });

/** "#4 cited, in v1.4.1, on main release/1.4" */
function tableOf(ledger: readonly LedgerLine[]): string[] {
  return ledger.map(({ pr, disposition, reason, stands, released, branches, fate }) => {
    const far = stands ?? (released === undefined ? "" : released === null ? "only merged" : `in ${released.tag}`);
    const first = fate?.is === "copy" ? `with ${fate.of[0]?.ref?.replace("acme/dock", "")}` : "";
    const on = branches ? `on ${branches.join(" ")}` : "";
    return [`${pr.replace("acme/dock", "")} ${reason ? `${disposition} (${reason})` : disposition}`, far, first, on]
      .filter(Boolean)
      .join(", ");
  });
}

test("since the last update: the days from where its window ended, each change with its release", async () => {
  const date_range = { since: hourOf(33), until: hourOf(60) };
  const { ledger, ranges } = await run({ date_range, show_released: true });

  expect(ranges).toBeUndefined();
  expect(tableOf(ledger)).toEqual([
    "#7 omitted (release), in v1.5.0",
    "#8 cited, only merged",
    "#9 cited, only merged",
  ]);
});

test("since the newest release that the branch holds, whatever other branches released since", async () => {
  const { ledger, ranges, timeframe } = await run({ range: { since_release: "latest" } });

  expect(ranges).toMatchObject([
    { base_branch: "main", from: { tag: "v1.5.0", at: hourOf(39) }, to: null, commits: 2 },
  ]);
  expect(timeframe.since).toBe(hourOf(39));
  expect(tableOf(ledger)).toEqual(["#8 cited, only merged", "#9 cited, only merged"]);
});

test("since a release, on three branches: each change once, with the branches that it reached and the release that has it", async () => {
  const { ledger, summary_message } = await run({
    sources: [MAIN!, OLD!, NEW!],
    range: { since_release: "v1.4.0" },
  });

  expect(tableOf(ledger)).toEqual([
    "#3 cited, in v1.5.0, on main release/1.5",
    "#4 cited, in v1.4.1, on main release/1.4 release/1.5",
    "#5 cited, in v1.4.1, with #4, on release/1.4",
    "#6 omitted (release), in v1.4.1, on release/1.4",
    "#7 omitted (release), in v1.5.0, on main release/1.5",
    "#8 cited, only merged, on main",
    "#9 cited, in v1.5.1, on main release/1.5 release/1.4",
    "#10 cited, in v1.5.1, with #9, on release/1.5",
    "#11 cited, only merged, with #9, on release/1.4",
    "#12 omitted (release), in v1.5.1, on release/1.5",
  ]);
  expect(summary_message).toContain("(acme/dock#4, acme/dock#5; mira; in main and release/1.4)");
  expect(summary_message).toContain(
    "(acme/dock#9, acme/dock#10, acme/dock#11; mira; in main, release/1.5 and release/1.4)",
  );
  expect(summary_message).toContain("(acme/dock#8, mira; not released yet)");
  expect(summary_message.match(/Keep the queue in order/g)).toHaveLength(1);
});

test("between two tags: what the one has and the other has not", async () => {
  const between = await run({ range: { from_tag: "v1.4.0", to_tag: "v1.5.0" } });
  const onBranch = await run({ sources: [NEW!], range: { from_tag: "v1.5.0", to_tag: "v1.5.1" } });

  expect(tableOf(between.ledger)).toEqual([
    "#3 cited, in v1.5.0",
    "#4 cited, in v1.5.0",
    "#7 omitted (release), in v1.5.0",
  ]);
  expect(between.summary_message).toMatch(/^# Dock · v1.4.0 to v1.5.0 · /);
  expect(tableOf(onBranch.ledger)).toEqual(["#10 cited, in v1.5.1", "#12 omitted (release), in v1.5.1"]);
});

test("what’s next: merged and not released, in review, and drafts, never said as done", async () => {
  const { ledger, summary_message, notes } = await run({ sources: [MAIN!, NEW!], analysis_type: "whats_next" });

  expect(tableOf(ledger)).toEqual([
    "#8 cited, only merged, on main",
    "#9 cited, only merged, on main",
    "#13 cited, open",
    "#14 cited, draft",
    "#15 cited, open",
    "#16 omitted (dependency), open",
  ]);
  expect(notes.join(" ")).toMatch(/Milestone “1.6” of acme\/dock, due .*: 2 open, 0 done\./);
  expect(summary_message).toMatch(/^# Dock · what’s next · \d/);
  expect(summary_message).toContain("## Merged, not released yet");
  expect(summary_message).toContain("Pay by phone at the pier (acme/dock#13, mira; planned for 1.6)");
  expect(summary_message).toContain("Add a map of the harbour (acme/dock#14, mira; planned for 1.6)");
});
