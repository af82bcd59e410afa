import { expect, test } from "vitest";
import type { RunComparison, RunHistory } from "../../webhooks/contract/run-history.ts";
import { line } from "../support/app.ts";
import { cliHouse } from "../support/cli-house.ts";

const { app, profile, pulse } = cliHouse();

/** Safe: each test looks at what it expects. */
const read = <Value>({ out }: { out: string }) => JSON.parse(out) as Value;

async function written() {
  const { id } = await app().written(undefined, { profile_id: profile().id });
  const run_id = app().pipelines.triggered.at(-1)?.run_id ?? "";
  return { id, run_id };
}

test("runs are listed by what they are of, in pages, and each is found by its update too", async () => {
  const first = await written();
  const second = await written();
  const waiting = await app().composed({ profile_id: profile().id });
  const ofProfile = ["--profile", profile().slug, "--json"];

  const all = await pulse("runs", "list", ...ofProfile);
  expect([all.exit, all.err, read<RunHistory>(all).runs]).toMatchObject([
    0,
    "",
    [
      { id: null, update_id: waiting.id, state: "queued", template: null },
      { id: second.run_id, state: "completed", template: "what-shipped@1", model: "rules", cost_usd: 0 },
      { id: first.run_id, asked_by: "Mira Lindqvist", merged: 2, url: expect.stringContaining(first.id) },
    ],
  ]);
  const idsOf = async (...args: string[]) =>
    read<RunHistory>(await pulse("runs", "list", ...args, ...ofProfile)).runs.map(({ id }) => id);
  expect(await idsOf("--state", "queued")).toEqual([null]);
  expect(await idsOf("--template", "what-shipped@1")).toEqual([second.run_id, first.run_id]);
  expect(await idsOf("--template", "what-shipped@2")).toEqual([]);
  expect(await idsOf("--since", "2100-01-01")).toEqual([]);
  const place = `${new Date().toISOString()}_${second.id}_1`;
  expect(await idsOf("--after", place)).toEqual([null, second.run_id, first.run_id]);
  const [, middle] = read<RunHistory>(all).runs;
  expect(await idsOf("--after", `${middle?.created_at}_${middle?.update_id}_1`)).toEqual([first.run_id]);

  const lines = (await pulse("runs", "list", "--profile", profile().slug)).out;
  expect(lines).toMatch(
    new RegExp(`^${first.run_id} +[\\d-]+ [\\d:]+ +completed +${profile().slug} .* rules +free +0\\.0 s$`, "m"),
  );
  const byUpdate = read<{ id: string }>(await pulse("runs", "show", first.id, "--json"));
  expect(byUpdate.id).toBe(first.run_id);
});

test("a question that is none, and a run that is none, are one sentence each", async () => {
  expect(await pulse("runs", "list", "--state", "gone")).toMatchObject({
    exit: 1,
    err: expect.stringContaining("state"),
  });
  expect(await pulse("runs", "list", "--since", "soon")).toMatchObject({ exit: 2 });
  for (const id of ["nonsense", "01a223da-7510-7000-a2a8-1d1cf2867e37", "../profiles"]) {
    const { exit, err } = await pulse("runs", "show", id);
    expect([exit, err]).toEqual([2, "There is no such run. Choose one from GET /runs.\n"]);
  }
});

test("what a run is pinned to stands with its steps, also where its recording is gone", async () => {
  const { id, run_id } = await written();
  const gone = await pulse("runs", "show", run_id);
  expect([gone.exit, gone.out]).toEqual([0, expect.stringContaining("Its recording is not there any longer.")]);
  app().pipelines.answers.set(run_id, {
    problem: null,
    code: { release: "0.1.0", commit: "c".repeat(40), dirty: true },
  });
  app().pipelines.recording = {
    steps: [
      {
        name: "collect",
        part_of: "do_agents_loop",
        state: "done",
        detail: "2 read\u001b[31m",
        started_at: null,
        duration_ms: 1_200,
        calls: 3,
        replayed: 0,
      },
    ],
    calls: [],
  };
  const { exit, out } = await pulse("runs", "show", id);
  expect(exit).toBe(0);
  expect(out).toMatch(/^ {2}version +what-shipped@1$/m);
  expect(out).toMatch(new RegExp(`^ {2}version hash +${"a".repeat(64)}$`, "m"));
  expect(out).toMatch(/^ {2}code +release 0\.1\.0, c{12}, changed since$/m);
  expect(out).toMatch(/^ {2}collect +done +1\.2 s +3 calls +2 read\[31m$/m);
  app().pipelines.recording = { steps: [], calls: [] };
});

test("two runs are compared by what they were asked for, had read and told", async () => {
  const [tuesday, monday] = [await written(), await written()];
  const item = (prs: string[], text: string) => ({ kind: "fix" as const, area: "", text, prs, highlight: false });
  const reports = {
    one: { items: [item(["acme/harbor#12"], "Search is fast"), item(["acme/harbor#13"], "Gone")], pulls: [12, 13] },
    other: { items: [item(["acme/harbor#12"], "Search is quick"), item(["acme/harbor#14"], "New")], pulls: [12, 14] },
  };
  const before = app().pipelines.readReport;
  app().pipelines.readReport = async (uri) => {
    const { items, pulls } = reports[uri.endsWith("one") ? "one" : "other"];
    const report = { schema_version: "1" as const, headline: "h", intro: null, items, grouped: [], omitted: [] };
    return { report, ledger: pulls.map((number) => line(`acme/harbor#${number}`)), pull_requests: [] };
  };
  const artifact = (id: string, uri: string, more: object = {}) =>
    app()
      .db.updateTable("app.generations")
      .set({ artifact_uri: uri, ...more })
      .where("update_id", "=", id)
      .execute();
  await artifact(tuesday.id, "http://pipelines/one");
  await artifact(monday.id, "http://pipelines/other", { policy: 3 });

  const { exit, out } = await pulse("runs", "compare", tuesday.run_id, monday.id);
  expect(exit).toBe(1);
  expect(out).toContain("  policy: none → 3\n");
  expect(out).toContain(
    "Evidence: 1 pull requests in both.\n  - acme/harbor#13 Title of acme/harbor#13\n  + acme/harbor#14",
  );
  expect(out).toContain("  acme/harbor#12\n    ~ Search is [-fast-]{+quick+}\n");
  expect(out).toContain("  - Gone (acme/harbor#13)\n  + New (acme/harbor#14)\n");
  const json = read<RunComparison & { same: boolean }>(
    await pulse("runs", "compare", tuesday.run_id, monday.run_id, "--json"),
  );
  expect(json).toMatchObject({ same: false, evidence: { both: 1 }, items: { same: 0, only_one: [{ text: "Gone" }] } });
  const same = await pulse("runs", "compare", tuesday.run_id, tuesday.id);
  expect([same.exit, same.out]).toEqual([0, expect.stringContaining("Nothing differs.")]);
  app().pipelines.readReport = before;
});
