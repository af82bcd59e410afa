import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acknowledge } from "../../../app/updates/acknowledge.ts";
import { edit } from "../../../app/updates/edit.ts";
import { approve } from "../../../app/updates/approve.ts";
import { correct } from "../../../app/updates/correct.ts";
import { loadUpdate } from "../../../app/updates/load.ts";
import { requestApproval } from "../../../app/updates/request-approval.ts";
import { save } from "../../../app/updates/save.ts";
import { findApproval, listDecisions } from "../../../db/app/decisions.ts";
import { listDeliveries } from "../../../db/app/deliveries.ts";
import { listApprovals } from "../../../db/app/lists.ts";
import { listAcknowledgements } from "../../../db/app/revisions.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { FAULT, startTestApp, TEXT, type TestApp, approving, OTHER_TEXT } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

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
  expect((await app.actions(update)).slice(-2)).toEqual(["update.revised", "update.approved"]);
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
  expect(await app.revisions(update)).toEqual([TEXT]);

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
  expect((await app.actions(update)).slice(-3)).toEqual(["update.revised", "finding.acknowledged", "update.approved"]);
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
