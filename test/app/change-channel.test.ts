import { afterAll, beforeAll, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { approve } from "../../app/updates/approve.ts";
import { changeChannel } from "../../app/updates/change-channel.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { listAudit } from "../../db/app/audit.ts";
import { BRIEF, CHANNEL, startTestApp, TEXT, type TestApp } from "../support/app.ts";

const GENERAL = { id: "C0GEN", name: "general" };
const approval = { markdown: TEXT, base_revision: 1, override_reason: null };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test("a draft is sent to another channel; who asked for its approval there asks anew", async () => {
  const update = await app.written();
  await requestApproval(app.deps, app.mira, update.id, { markdown: TEXT, base_revision: 1 });

  await changeChannel(app.deps, app.tobi, update.id, { channel: GENERAL });

  expect(await app.now(update)).toMatchObject({ channel: GENERAL, state: "in_review", review_requested_by: null });
  const [event] = (await listAudit(app.db, update.id)).slice(-1);
  expect(event).toMatchObject({ action: "update.redirected", detail: { channel: "general", was: "eng-updates" } });
});

test("whoever was shown the old channel has not approved the new one", async () => {
  const update = await app.written();
  await changeChannel(app.deps, app.mira, update.id, { channel: GENERAL });

  const shownOld = approve(app.deps, app.tobi, update.id, { ...approval, channel_id: CHANNEL.id });

  await expect(shownOld).rejects.toMatchObject({ code: "conflict", message: "It goes to #general now." });
  expect((await app.now(update)).state).toBe("in_review");
  await approve(app.deps, app.tobi, update.id, { ...approval, channel_id: GENERAL.id });
});

test("the other channel's rules hold from then on, its deadline too", async () => {
  const rules = { approvers: "approvers" as const, author_may_approve: false, deadline_hours: 4, post_nothing: false };
  const channel = { id: "C0PROD", name: "product-news" };
  const input = { name: "Product", time_zone: "UTC", channel, brief: BRIEF };
  await saveProfile(app.deps, app.mira, { ...input, approval: rules });
  const update = await app.written();

  const { review_due_at, review_since } = await changeChannel(app.deps, app.mira, update.id, { channel });

  expect(Number(review_due_at) - Number(review_since)).toBe(4 * 3_600_000);
  await expect(approve(app.deps, app.mira, update.id, approval)).rejects.toMatchObject({ code: "forbidden" });
});

test("the same channel, and a draft that is decided, are refused with the reason", async () => {
  const update = await app.written();
  await expect(changeChannel(app.deps, app.mira, update.id, { channel: CHANNEL })).rejects.toMatchObject({
    message: "It goes to #eng-updates already.",
  });
  await approve(app.deps, app.tobi, update.id, approval);

  await expect(changeChannel(app.deps, app.mira, update.id, { channel: GENERAL })).rejects.toMatchObject({
    code: "conflict",
  });
});
