import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { approve } from "../../../app/updates/approve.ts";
import { deleteUpdate } from "../../../app/updates/delete-update.ts";
import { restoreUpdate } from "../../../app/updates/restore-update.ts";
import { postElsewhere } from "../../../app/updates/post-elsewhere.ts";
import { reject } from "../../../app/updates/reject.ts";
import { reopen } from "../../../app/updates/reopen.ts";
import { requestChanges } from "../../../app/updates/request-changes.ts";
import { save } from "../../../app/updates/save.ts";
import { saveWorkingCopy } from "../../../app/updates/save-working-copy.ts";
import { listDecisions } from "../../../db/app/decisions.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import { listApprovals } from "../../../db/app/lists.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { FAULT, startTestApp, TEXT, type TestApp, OTHER_TEXT, approving } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

test("requesting changes starts a new run that hears why, and keeps what was typed", async () => {
  const update = await app.written();
  const { run_id } = (await findGeneration(app.db, update.id, 1)) ?? {};
  await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: OTHER_TEXT, base_revision: 1 });

  const again = await requestChanges(app.deps, app.tobi, update.id, { text: "Name the outage.", reasons: ["missing"] });

  expect(again).toMatchObject({ state: "generating", generation: 2, revision: 2 });
  expect(await app.revisions(update)).toEqual([TEXT, OTHER_TEXT]);
  await app.triggered(again);
  expect(app.pipelines.triggered.at(-1)).toMatchObject({
    key: `${update.id}:2`,
    request: { parameters: { feedback: { run_id, text: "Name the outage.", reasons: ["missing"] } } },
  });
  await app.db.updateTable("app.generations").set({ state: "triggering" }).where("update_id", "=", update.id).execute();
  const written = await app.answered(await app.now(update), "# New\n");
  expect(written).toMatchObject({ state: "in_review", revision: 3 });
  expect(await app.revisions(update)).toEqual([TEXT, OTHER_TEXT, "# New\n"]);
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
  expect((await app.actions(update)).slice(-2)).toEqual(["update.deleted", "update.restored"]);
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
  expect(await app.revisions(copy)).toEqual([OTHER_TEXT]);
  app.pipelines.findings = [FAULT];
  await expect(approve(app.deps, app.tobi, copy.id, approving("Other (#12)"))).rejects.toMatchObject({
    code: "invalid",
  });
  app.pipelines.findings = [];
  expect((await approve(app.deps, app.tobi, copy.id, approving(OTHER_TEXT))).state).toBe("approved");
});
