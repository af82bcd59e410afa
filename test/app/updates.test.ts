import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acknowledge } from "../../app/updates/acknowledge.ts";
import { edit } from "../../app/updates/edit.ts";
import { approve } from "../../app/updates/approve.ts";
import { cancel } from "../../app/updates/cancel.ts";
import { correct } from "../../app/updates/correct.ts";
import { continuationText } from "../../app/updates/continuation.ts";
import { continueUpdate } from "../../app/updates/continue-update.ts";
import { deleteUpdate } from "../../app/updates/delete-update.ts";
import { restoreUpdate } from "../../app/updates/restore-update.ts";
import { failGeneration } from "../../app/updates/fail-generation.ts";
import { loadUpdate } from "../../app/updates/load.ts";
import { postElsewhere } from "../../app/updates/post-elsewhere.ts";
import { receiptStore } from "../../app/updates/receive-result.ts";
import { reject } from "../../app/updates/reject.ts";
import { reopen } from "../../app/updates/reopen.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { RUN_MARGIN_MS } from "../../app/updates/run-margin.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { StaleText } from "../../app/updates/text.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { triggerRun } from "../../app/updates/trigger-run.ts";
import { tryAgain } from "../../app/updates/try-again.ts";
import { sweepGenerations } from "../../app/updates/sweep-generations.ts";
import { watchRun } from "../../app/updates/watch-run.ts";
import { findApproval, listDecisions } from "../../db/app/decisions.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { listApprovals } from "../../db/app/lists.ts";
import { listAcknowledgements, listRevisions } from "../../db/app/revisions.ts";
import type { Brief, Update } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { tokenDigest } from "../../webhooks/token.ts";
import { BRIEF, completed, METRICS, startTestApp, TEXT, TIMEFRAME, type TestApp } from "../support/app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => {
  app.pipelines.findings = [];
  app.pipelines.fails = null;
});
afterAll(() => app.stop());

const FAULT: Finding = {
  key: "H1:12",
  check: "H1",
  severity: "fault",
  message: "#12 is not in the evidence.",
  fix: "Take it out.",
  line: 3,
  prs: ["acme/harbor#12"],
};
const OTHER_TEXT = `${TEXT}- Much faster start (#14)\n`;

const actions = async ({ id }: Update) =>
  (
    await app.db
      .selectFrom("app.audit_events")
      .select("action")
      .where("update_id", "=", id)
      .orderBy("at")
      .orderBy("id")
      .execute()
  ).map(({ action }) => action);
const revisions = async ({ id }: Update) => (await listRevisions(app.db, id)).map(({ markdown }) => markdown);
const approving = (markdown: string, base_revision = 1, override_reason: string | null = null) => ({
  markdown,
  base_revision,
  override_reason,
});

test("composing makes the row, the job and the audit event together", async () => {
  const update = await app.composed();

  expect(update).toMatchObject({ state: "generating", generation: 1, revision: 0, created_by: app.mira.id });
  expect(update.title).toMatch(/^Weekly digest · harbor · /);
  expect(await app.waiting("trigger")).toContainEqual({ update_id: update.id, generation: 1 });
  expect(await actions(update)).toEqual(["update.composed"]);
});

test("when the job cannot be sent nothing of the update is kept", async () => {
  const jobs = { ...app.deps.jobs, send: () => Promise.reject(new Error("queue gone")) };
  const before = await app.db.selectFrom("app.updates").select("id").execute();

  const { compose } = await import("../../app/updates/compose.ts");
  const input = { brief: BRIEF, channel: { id: "C0ENG", name: "e" }, profile_id: null, previewed_digest: null };
  await expect(compose({ ...app.deps, jobs }, app.mira, input)).rejects.toThrow("queue gone");

  expect(await app.db.selectFrom("app.updates").select("id").execute()).toEqual(before);
});

test.each<[string, Partial<Brief>, string]>([
  ["no source", { sources: [] }, "sources"],
  ["a repository that cannot be one", { sources: [{ repo: "harbor", base_branch: "main" }] }, "sources.0.repo"],
  ["a novel as prompt", { custom_prompt: "x".repeat(601) }, "custom_prompt"],
  ["a pull request without its repository", { ignored_prs: ["#12"] }, "ignored_prs.0"],
  ["too many iterations", { max_iterations: 9 }, "max_iterations"],
  ["a range that ends before it begins", { window: { preset: "dates", from: "2026-11-09", to: "2026-11-01" } }, "to"],
  ["a date that is none", { window: { preset: "dates", from: "2026-02-30", to: "2026-03-01" } }, "from"],
  ["a date without words", { window: { preset: "dates", from: "", to: "" } }, "from"],
  ["a range longer than a year", { window: { preset: "dates", from: "2020-01-01", to: "2026-03-01" } }, "from"],
  ["no earlier update to continue from", { window: { preset: "last" } }, "window"],
])("composing with %s is refused, field by field", async (_what, brief, field) => {
  const refused = await app.composed({ brief }).catch((error: unknown) => error);

  expect(refused).toMatchObject({ code: "invalid" });
  expect((refused as Problem).details.map(({ path }) => path)).toContain(field);
});

test("the run is asked for with the window that the row has, under a key that is the same at every attempt", async () => {
  const update = await app.composed();
  await app.triggered(update);
  await app.db.updateTable("app.generations").set({ state: "triggering" }).where("update_id", "=", update.id).execute();
  await app.triggered(update);

  const [first, second] = app.pipelines.triggered.filter(({ request }) => request.request_id === update.id);
  expect(second).toEqual(first);
  const generation = await findGeneration(app.db, update.id, 1);
  expect(first?.request.parameters.date_range).toEqual(generation?.timeframe);
  expect(generation).toMatchObject({ state: "running", run_id: first?.run_id, contract_hash: "c" });
});

test("a trigger that passes by is tried again; one that cannot succeed, or the last one, fails the update", async () => {
  const update = await app.composed();
  const ref = { update_id: update.id, generation: 1 };
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");

  await expect(triggerRun(app.deps, ref, false)).rejects.toThrow("do not answer");
  expect((await app.now(update)).state).toBe("generating");
  await triggerRun(app.deps, ref, true);
  expect(await app.now(update)).toMatchObject({
    state: "failed",
    problem: { message: "The pipelines do not answer." },
  });

  const other = await app.composed();
  app.pipelines.fails = new Problem("invalid", "There is no such model.", "Choose another.");
  await triggerRun(app.deps, { update_id: other.id, generation: 1 }, false);
  expect(await app.now(other)).toMatchObject({ state: "failed", problem: { remedy: "Choose another." } });
});

test("the text that comes back is revision 1, without an author, with its ledger and findings", async () => {
  const update = await app.written("# A\r\n\r\n- Cafe\u0301 (#12)  \r\n");

  expect(update).toMatchObject({ state: "in_review", revision: 1 });
  const [first] = await listRevisions(app.db, update.id);
  expect(first).toMatchObject({ markdown: "# A\n\n- Café (#12)\n", written_by: null, author_name: null });
  expect(first?.digest).toBe(sha256("# A\n\n- Café (#12)\n"));
  expect(update.ledger.map(({ disposition }) => disposition)).toEqual(["cited", "cited", "omitted"]);
});

test("saving makes a revision, equal text makes none, however its lines end", async () => {
  const update = await app.written();

  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });
  const same = await save(app.deps, app.tobi, update.id, {
    markdown: `${OTHER_TEXT.replaceAll("\n", "\r\n")}\r\n \r\n`,
    base_revision: 2,
  });

  expect(same.revision).toBe(2);
  expect(await revisions(update)).toEqual([TEXT, OTHER_TEXT]);
  expect(await actions(update)).toEqual(["update.composed", "update.written", "update.revised"]);
});

test("typing keeps a working copy without a revision, and saving clears it", async () => {
  const update = await app.written();

  await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: "half a sen", base_revision: 1 });
  expect(await app.now(update)).toMatchObject({
    revision: 1,
    working_copy: "half a sen\n",
    working_copy_by: app.tobi.id,
  });
  expect((await loadUpdate(app.deps, app.mira, update.id)).text).toBe("half a sen\n");

  await save(app.deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1 });
  expect(await app.now(update)).toMatchObject({ revision: 1, working_copy: null });
  expect(await actions(update)).toEqual(["update.composed", "update.written"]);
});

test.each([
  ["nothing", " \n"],
  ["too much", "x".repeat(MAX_TEXT_CHARS + 1)],
])("%s is no text: it is neither saved nor approved", async (_what, markdown) => {
  const update = await app.written();

  await expect(save(app.deps, app.mira, update.id, { markdown, base_revision: 1 })).rejects.toMatchObject({
    code: "invalid",
  });
  await expect(approve(app.deps, app.mira, update.id, approving(markdown, 1, "because"))).rejects.toMatchObject({
    code: "invalid",
  });
  expect(await revisions(update)).toEqual([TEXT]);
});

test("a stale text is refused with both texts in hand, and nothing is lost", async () => {
  const update = await app.written();
  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });
  const mine = { markdown: "Mine\r\n", base_revision: 1 };

  for (const attempt of [
    () => save(app.deps, app.tobi, update.id, mine),
    () => saveWorkingCopy(app.deps, app.tobi, update.id, mine),
    () => requestApproval(app.deps, app.tobi, update.id, mine),
    () => approve(app.deps, app.tobi, update.id, { ...mine, override_reason: null }),
  ]) {
    const stale = await attempt().catch((error: unknown) => error);
    expect(stale).toBeInstanceOf(StaleText);
    expect(stale).toMatchObject({ code: "conflict", yours: "Mine\n", newest: { markdown: OTHER_TEXT, number: 2 } });
  }
  expect(await revisions(update)).toEqual([TEXT, OTHER_TEXT]);
  expect((await app.now(update)).state).toBe("in_review");
});

test("a text that is the newest one's twin is not stale, whatever it began with", async () => {
  const update = await app.written();
  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });

  expect((await save(app.deps, app.tobi, update.id, { markdown: OTHER_TEXT, base_revision: 1 })).revision).toBe(2);
});

test("of two people who save at once one is told of the other's text", async () => {
  const update = await app.written();

  const both = await Promise.allSettled([
    save(app.deps, app.mira, update.id, { markdown: "Hers", base_revision: 1 }),
    save(app.deps, app.tobi, update.id, { markdown: "His", base_revision: 1 }),
  ]);

  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: expect.any(StaleText) });
  expect(await revisions(update)).toHaveLength(2);
});

test("approving keeps the text, the decision, the parts and the job together", async () => {
  const update = await app.written();

  const approved = await approve(app.deps, app.tobi, update.id, approving(OTHER_TEXT));

  expect(approved).toMatchObject({ state: "approved", revision: 2 });
  const decision = await findApproval(app.db, update.id);
  expect(decision).toMatchObject({ kind: "approve", revision: 2, digest: sha256(OTHER_TEXT), person_id: app.tobi.id });
  const [delivery, ...others] = await listDeliveries(app.db, update.id);
  expect(others).toEqual([]);
  expect(delivery?.parts.map(({ effect, state, attempts }) => [effect, state, attempts])).toEqual([
    ["post", "ready", 0],
  ]);
  expect(await app.waiting("deliver")).toContainEqual({ delivery_id: delivery?.id });
  expect((await actions(update)).slice(-2)).toEqual(["update.revised", "update.approved"]);
});

test("of two approvals at once one is the decision, and the other person is told", async () => {
  const update = await app.written();

  const both = await Promise.allSettled([
    approve(app.deps, app.mira, update.id, approving(TEXT)),
    approve(app.deps, app.tobi, update.id, approving(TEXT)),
  ]);

  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({
    reason: {
      code: "conflict",
      message: expect.stringMatching(/^(Mira Lindqvist|Tobi Okafor) approved this a moment ago\.$/),
    },
  });
  expect(await listDecisions(app.db, update.id)).toHaveLength(1);
  expect(await listDeliveries(app.db, update.id)).toHaveLength(1);
});

test("taking the text back for an edit voids the approval, and nothing of it is sent", async () => {
  const update = await app.written();
  await approve(app.deps, app.mira, update.id, approving(TEXT));

  expect((await edit(app.deps, app.mira, update.id)).state).toBe("in_review");

  expect(await findApproval(app.db, update.id)).toBeUndefined();
  expect(await listDecisions(app.db, update.id)).toMatchObject([
    { voided_because: "the text was taken back for an edit" },
  ]);
  expect((await listDeliveries(app.db, update.id)).flatMap(({ parts }) => parts.map(({ state }) => state))).toEqual([
    "abandoned",
  ]);
});

test("a fault stands in the way of an approval until someone gives a reason, which is kept", async () => {
  const update = await app.written();
  app.pipelines.findings = [FAULT];

  await expect(approve(app.deps, app.mira, update.id, approving(OTHER_TEXT))).rejects.toMatchObject({
    code: "invalid",
    message: "One fault stands in the way: #12 is not in the evidence.",
    details: [{ path: "markdown", code: "H1", message: FAULT.message, fix: FAULT.fix }],
  });
  await expect(approve(app.deps, app.mira, update.id, approving(OTHER_TEXT, 1, "  "))).rejects.toMatchObject({
    code: "invalid",
  });
  expect(await revisions(update)).toEqual([TEXT]);

  await approve(app.deps, app.mira, update.id, approving(OTHER_TEXT, 1, "It is a known gap."));
  expect(await findApproval(app.db, update.id)).toMatchObject({ override_reason: "It is a known gap." });
});

test("flags are taken on with the approval, by name and in its transaction, and one that nobody read stands in the way", async () => {
  const update = await app.written();
  const flags = ["a", "b"].map((key) => ({ ...FAULT, key, severity: "flag" as const }));
  app.pipelines.findings = flags;
  const approval = { ...approving(OTHER_TEXT), override_reason: "It is urgent." };

  for (const acknowledged of [[], ["a"]]) {
    await expect(approve(app.deps, app.tobi, update.id, { ...approval, acknowledged })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(/^(One flag is|2 flags are) not read yet: #12 is not in the evidence\.$/),
    });
  }
  const jobs = { ...app.deps.jobs, send: () => Promise.reject(new Error("queue gone")) };
  const all = { ...approval, acknowledged: ["a", "b", "of another text"] };
  await expect(approve({ ...app.deps, jobs }, app.tobi, update.id, all)).rejects.toThrow("queue gone");
  expect([...(await listAcknowledgements(app.db, update.id))]).toEqual([]);

  await approve(app.deps, app.tobi, update.id, all);

  const known = [...(await listAcknowledgements(app.db, update.id))].sort();
  expect(known).toEqual([
    ["a", "Tobi Okafor"],
    ["b", "Tobi Okafor"],
  ]);
  expect((await actions(update)).slice(-3)).toEqual(["update.revised", "finding.acknowledged", "update.approved"]);
});

test("a correction takes its flags on like a first post", async () => {
  const update = await app.written();
  await app.put(update.id, "posted");
  app.pipelines.findings = [{ ...FAULT, severity: "flag" }];

  await expect(correct(app.deps, app.mira, update.id, approving(OTHER_TEXT))).rejects.toMatchObject({
    message: "One flag is not read yet: #12 is not in the evidence.",
  });
  const read = { ...approving(OTHER_TEXT), acknowledged: [FAULT.key] };
  // It was never really posted.
  await expect(correct(app.deps, app.mira, update.id, read)).rejects.toMatchObject({ code: "conflict" });
});

test.each(["---\n", "> \n\n***\n"])(
  "a text that says nothing, %j, is not one that the checks passed",
  async (markdown) => {
    const update = await app.written(markdown);
    expect(await loadUpdate(app.deps, app.mira, update.id)).toMatchObject({ checked: false, findings: [] });
  },
);

test("a flag that somebody knows already stands in nobody's way, and is kept with their name", async () => {
  const update = await app.written();
  app.pipelines.findings = [{ ...FAULT, severity: "flag" }];

  await acknowledge(app.deps, app.tobi, update.id, { finding_key: FAULT.key });
  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });

  const { findings, checked } = await loadUpdate(app.deps, app.mira, update.id);
  expect([checked, findings[0]?.acknowledged_by]).toEqual([true, "Tobi Okafor"]);
  expect((await approve(app.deps, app.mira, update.id, approving(OTHER_TEXT, 2))).state).toBe("approved");
});

test("a text that nobody could check needs a reason; one that was checked before does not need the pipelines", async () => {
  const update = await app.written();
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");

  await expect(approve(app.deps, app.mira, update.id, approving(OTHER_TEXT))).rejects.toMatchObject({
    details: [{ path: "override_reason", code: "unchecked" }],
  });
  expect((await approve(app.deps, app.mira, update.id, approving(TEXT))).state).toBe("approved");
});

test("requesting approval saves the text and puts it first among the approvals", async () => {
  const [asked, newer] = [await app.written(), await app.written()];

  await requestApproval(app.deps, app.mira, asked.id, { markdown: OTHER_TEXT, base_revision: 1 });

  expect(await app.now(asked)).toMatchObject({ state: "in_review", revision: 2, review_requested_by: app.mira.id });
  const ids = (await listApprovals(app.db, app.mira.team_id)).map(({ id }) => id);
  expect(ids[0]).toBe(asked.id);
  expect(ids).toContain(newer.id);
});

test("requesting changes starts a new run that hears why, and keeps what was typed", async () => {
  const update = await app.written();
  const { run_id } = (await findGeneration(app.db, update.id, 1)) ?? {};
  await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: OTHER_TEXT, base_revision: 1 });

  const again = await requestChanges(app.deps, app.tobi, update.id, { text: "Name the outage.", reasons: ["missing"] });

  expect(again).toMatchObject({ state: "generating", generation: 2, revision: 2 });
  expect(await revisions(update)).toEqual([TEXT, OTHER_TEXT]);
  await app.triggered(again);
  expect(app.pipelines.triggered.at(-1)).toMatchObject({
    key: `${update.id}:2`,
    request: { parameters: { feedback: { run_id, text: "Name the outage.", reasons: ["missing"] } } },
  });
  await app.db.updateTable("app.generations").set({ state: "triggering" }).where("update_id", "=", update.id).execute();
  const written = await app.answered(await app.now(update), "# New\n");
  expect(written).toMatchObject({ state: "in_review", revision: 3 });
  expect(await revisions(update)).toEqual([TEXT, OTHER_TEXT, "# New\n"]);
});

test("changes and rejections need a reason", async () => {
  const update = await app.written();

  await expect(requestChanges(app.deps, app.mira, update.id, { text: "", reasons: [] })).rejects.toMatchObject({
    code: "invalid",
  });
  await expect(reject(app.deps, app.mira, update.id, { reason: " " })).rejects.toMatchObject({ code: "invalid" });
  expect(await app.now(update)).toMatchObject({ state: "in_review", generation: 1 });
  expect(await listDecisions(app.db, update.id)).toEqual([]);
});

test("of what should change a reason alone is enough, in its words", async () => {
  const update = await app.written();
  const again = await requestChanges(app.deps, app.mira, update.id, { text: " ", reasons: ["too_long", "wrong_tone"] });
  expect(again.state).toBe("generating");
  expect((await listDecisions(app.db, update.id)).at(-1)?.reason).toBe("Too long. Wrong tone");
});

test("a rejected update keeps its text and reason, and can be opened again", async () => {
  const update = await app.written();

  await reject(app.deps, app.tobi, update.id, { reason: "Not this week." });
  expect(await listDecisions(app.db, update.id)).toMatchObject([
    { kind: "reject", reason: "Not this week.", digest: sha256(TEXT) },
  ]);

  expect(await reopen(app.deps, app.mira, update.id)).toMatchObject({ state: "in_review", revision: 1 });
  expect((await approve(app.deps, app.mira, update.id, approving(TEXT))).state).toBe("approved");
});

test("of a stop and a result at once exactly one counts", async () => {
  for (let round = 0; round < 8; round += 1) {
    const update = await app.composed();
    const { token, run_id } = await app.triggered(update);
    const store = receiptStore(app.deps);
    const receipt = await store.find(tokenDigest(token));
    if (!receipt) throw new Error("no receipt");

    const [stopped, taken] = await Promise.allSettled([
      cancel(app.deps, app.mira, update.id),
      store.settle(receipt, completed(update.id, run_id, TEXT), "body"),
    ]);

    const { state, revision } = await app.now(update);
    const result = taken.status === "fulfilled" && taken.value;
    expect([stopped.status, result, state, revision]).toEqual(
      result ? ["rejected", true, "in_review", 1] : ["fulfilled", false, "cancelled", 0],
    );
  }
});

test("a stop tells the run, also one that is only just being started", async () => {
  const update = await app.composed();
  const { run_id } = await app.triggered(update);
  await cancel(app.deps, app.mira, update.id);
  expect(await app.waiting("cancel-run")).toContainEqual({ run_id });

  const early = await app.composed();
  const trigger = app.pipelines.trigger;
  const pipelines = {
    ...app.pipelines,
    trigger: async (...of: Parameters<typeof trigger>) => {
      await cancel(app.deps, app.mira, early.id);
      return trigger(...of);
    },
  };
  await triggerRun({ ...app.deps, pipelines }, { update_id: early.id, generation: 1 }, false);
  expect(await app.waiting("cancel-run")).toContainEqual({ run_id: app.pipelines.triggered.at(-1)?.run_id });
});

/** More than a run may take here, and more than the app waits for it beyond that. */
const DEADLINE_MS = 60_000;
const OVER_MS = DEADLINE_MS + RUN_MARGIN_MS + 1_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const unreported = { report_back: { state: "none" } as never };

test("nothing stays being written past its deadline: the watch and the sweep both end it and stop the run", async () => {
  const [watched, swept] = [await app.composed(), await app.composed()];
  const runs = [await app.triggered(watched), await app.triggered(swept)];
  const ref = { update_id: watched.id, generation: 1 };
  for (const { run_id } of runs) {
    app.pipelines.answers.set(run_id, { state: "running", deadline_at: inMs(DEADLINE_MS), ...unreported });
  }
  await watchRun(app.deps, ref);
  expect((await app.now(watched)).state).toBe("generating");

  app.passTime(DEADLINE_MS + 1_000);
  await watchRun(app.deps, ref);
  expect((await app.now(watched)).state).toBe("generating");
  app.passTime(RUN_MARGIN_MS);
  await watchRun(app.deps, ref);
  await sweepGenerations(app.deps);
  app.passTime(-OVER_MS);

  for (const update of [watched, swept]) {
    expect(await app.now(update)).toMatchObject({ state: "timed_out", problem: { code: "timed_out" } });
  }
  expect(await app.waiting("cancel-run")).toEqual(expect.arrayContaining(runs.map(({ run_id }) => ({ run_id }))));
});

test("time in which nobody works ends nothing: a run that has time left, one that is told of, pipelines that are away for less than a day", async () => {
  const updates = [await app.composed(), await app.composed()];
  const [working, ended] = [await app.triggered(updates[0]!), await app.triggered(updates[1]!)];
  const states = () => Promise.all(updates.map(async (one) => (await app.now(one)).state));
  app.pipelines.answers.set(working.run_id, { state: "running", deadline_at: inMs(OVER_MS + 5_000), ...unreported });
  app.pipelines.answers.set(ended.run_id, { state: "completed", report_back: { state: "pending" } as never });

  app.passTime(OVER_MS);
  await sweepGenerations(app.deps);
  expect(await states()).toEqual(["generating", "generating"]);

  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
  app.passTime(23 * 3600 * 1_000);
  await sweepGenerations(app.deps);
  expect(await states()).toEqual(["generating", "generating"]);

  app.passTime(3600 * 1_000);
  await sweepGenerations(app.deps);
  expect(await states()).toEqual(["timed_out", "timed_out"]);
  app.pipelines.fails = null;
  app.passTime(-OVER_MS - 24 * 3600 * 1_000);
});

test("continuing asks the run that failed to go on, under a token of its own, and is written down", async () => {
  const update = await app.composed();
  const { run_id, token } = await app.triggered(update);
  const problem = new Problem("timed_out", "The run took too long and was stopped.", "Continue it.");
  await failGeneration(app.deps, { update_id: update.id, generation: 1 }, problem, "timed_out");

  const again = await continueUpdate(app.deps, app.tobi, update.id);

  expect(again).toMatchObject({ state: "generating", generation: 2, problem: null, brief: update.brief });
  const [first, second] = [await findGeneration(app.db, update.id, 1), await findGeneration(app.db, update.id, 2)];
  expect(second).toMatchObject({ continues: run_id, asked_by: app.tobi.id, timeframe: first?.timeframe });
  expect((await actions(update)).at(-1)).toBe("update.continued");

  // Nothing comes of it at first: it is still that run which goes on.
  await failGeneration(app.deps, { update_id: update.id, generation: 2 }, problem);
  await continueUpdate(app.deps, app.tobi, update.id);
  const before = app.pipelines.triggered.length;
  await triggerRun(app.deps, { update_id: update.id, generation: 3 }, false);
  const asked = app.pipelines.continued.at(-1)!;
  expect(asked).toMatchObject({ run_id, key: `${update.id}:3`, request: { callback_url: "http://pulse.test/hook" } });
  expect(asked.request.webhook_token).not.toBe(token);
  expect(app.pipelines.triggered).toHaveLength(before);

  const store = receiptStore(app.deps);
  const receipt = (await store.find(tokenDigest(asked.request.webhook_token)))!;
  await store.settle(receipt, completed(update.id, run_id, TEXT), "b");
  expect((await app.now(update)).state).toBe("in_review");
});

test.each([
  [
    { calls: { kept: 5, likely: 9 }, cost_usd: { kept: 0.03, left: 0.021 } },
    "5 of 9 calls are kept, about $0.02 left to pay.",
  ],
  [
    { calls: { kept: 1, likely: 4 }, cost_usd: { kept: 0, left: 0.002 } },
    "1 of 4 calls is kept, less than $0.01 left to pay.",
  ],
  [{ calls: { kept: 7, likely: 7 }, cost_usd: { kept: 0.03, left: 0 } }, "All 7 calls are kept, nothing left to pay."],
  [{ calls: { kept: 2, likely: 6 }, cost_usd: null }, "2 of 6 calls are kept."],
  [null, "What was paid for is kept."],
])("what continuing takes is said: %o", (answer, words) => {
  expect(continuationText({ answer })).toBe(words);
});

test("a run whose report could not be delivered, or that nobody knows, fails its update; one that cannot be asked does not", async () => {
  const update = await app.composed();
  const ref = { update_id: update.id, generation: 1 };
  const { run_id } = await app.triggered(update);

  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
  await watchRun(app.deps, ref);
  expect((await app.now(update)).state).toBe("generating");

  app.pipelines.fails = null;
  app.pipelines.answers.set(run_id, { report_back: { state: "dead", last_error: null, last_status: 413 } as never });
  await watchRun(app.deps, ref);
  expect((await app.now(update)).problem?.message).toBe("The finished text could not be delivered (status 413).");

  const other = await app.composed();
  await app.triggered(other);
  app.pipelines.fails = new Problem("not_found", "There is no such run.", "-");
  await watchRun(app.deps, { update_id: other.id, generation: 1 });
  expect((await app.now(other)).problem?.message).toBe("The pipelines do not know this run any more.");
});

test("trying again begins a new generation with a clean slate, same or other brief", async () => {
  const update = await app.composed();
  const { token, run_id } = await app.triggered(update);
  const store = receiptStore(app.deps);
  const receipt = (await store.find(tokenDigest(token)))!;
  const nothing = { reason: "nothing_merged" as const, metrics: METRICS, timeframe: TIMEFRAME };
  await store.settle(
    receipt,
    { ...completed(update.id, run_id, TEXT), type: "run.nothing_to_report", results: nothing } as never,
    "b",
  );
  expect(await app.now(update)).toMatchObject({ state: "nothing_to_report", empty_reason: "nothing_merged" });

  const brief = { ...BRIEF, window: { preset: "14d" as const } };
  expect(await tryAgain(app.deps, app.tobi, update.id, { brief })).toMatchObject({
    state: "generating",
    generation: 2,
    empty_reason: null,
    problem: null,
    brief,
  });
  const second = await findGeneration(app.db, update.id, 2);
  expect(second?.token_sha256).not.toBe(tokenDigest(token));
  expect(await store.settle(receipt, completed(update.id, run_id, TEXT), "late")).toBe(false);
});

test("a deleted draft is off the lists, refuses work, and comes back whole", async () => {
  const update = await app.written();

  await deleteUpdate(app.deps, app.mira, update.id);
  expect((await listApprovals(app.db, app.mira.team_id)).map(({ id }) => id)).not.toContain(update.id);
  await expect(save(app.deps, app.mira, update.id, { markdown: "x", base_revision: 1 })).rejects.toMatchObject({
    code: "gone",
  });
  await expect(deleteUpdate(app.deps, app.mira, update.id)).rejects.toMatchObject({ code: "gone" });

  const back = await restoreUpdate(app.deps, app.mira, update.id);
  expect(back).toMatchObject({ state: "in_review", deleted_at: null });
  await restoreUpdate(app.deps, app.mira, update.id);
  expect((await actions(update)).slice(-2)).toEqual(["update.deleted", "update.restored"]);
});

test("posting elsewhere makes another update of the approved text, with a decision of its own to make", async () => {
  const update = await app.written();
  await approve(app.deps, app.mira, update.id, approving(OTHER_TEXT));
  await app.put(update.id, "posted");

  await expect(postElsewhere(app.deps, app.mira, update.id, { channel: update.channel })).rejects.toMatchObject({
    code: "invalid",
  });
  const copy = await postElsewhere(app.deps, app.tobi, update.id, { channel: { id: "C0PROD", name: "product-news" } });

  expect(copy).toMatchObject({ state: "in_review", revision: 1, copied_from: update.id, ledger: update.ledger });
  expect(await revisions(copy)).toEqual([OTHER_TEXT]);
  app.pipelines.findings = [FAULT];
  await expect(approve(app.deps, app.tobi, copy.id, approving("Other (#12)"))).rejects.toMatchObject({
    code: "invalid",
  });
  app.pipelines.findings = [];
  expect((await approve(app.deps, app.tobi, copy.id, approving(OTHER_TEXT))).state).toBe("approved");
});

test("people's null characters and half letters never reach the database", async () => {
  const update = await app.written();

  await save(app.deps, app.mira, update.id, { markdown: "a\0b \ud83d c", base_revision: 1 });

  expect((await revisions(update)).at(-1)).toBe("ab \ufffd c\n");
});
