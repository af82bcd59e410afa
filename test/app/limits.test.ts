import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { acknowledge } from "../../app/updates/acknowledge.ts";
import { approve } from "../../app/updates/approve.ts";
import { BLANK, checkBrief, type BriefForm } from "../../app/updates/brief-form.ts";
import { comment } from "../../app/updates/comment.ts";
import { reject } from "../../app/updates/reject.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { triggerRequest } from "../../webhooks/contract/runs.ts";
import { BRIEF, CHANNEL, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { tableDump } from "../support/table-dump.ts";

const NOVEL = "novel".repeat(20_000);

let app: TestApp;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  update = await app.written();
});
afterAll(() => app.stop());

const edited = { markdown: TEXT, base_revision: 1 };
const profile = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
const rules = { author_may_approve: true, deadline_hours: null, post_nothing: false };
const strangers = Array.from({ length: 5_000 }, () => crypto.randomUUID());

const typed: [string, () => Promise<unknown>][] = [
  [
    "a reason to post it all the same",
    () => approve(app.deps, app.mira, update.id, { ...edited, override_reason: NOVEL }),
  ],
  ["a reason to reject", () => reject(app.deps, app.mira, update.id, { reason: NOVEL })],
  ["what should change", () => requestChanges(app.deps, app.mira, update.id, { text: NOVEL, reasons: [] })],
  ["a finding", () => acknowledge(app.deps, app.mira, update.id, { finding_key: NOVEL })],
  ["a comment", () => comment(app.deps, app.mira, update.id, { sentence_key: "0123456789abcdef", said: NOVEL })],
  ["a profile's name", () => saveProfile(app.deps, app.mira, { ...profile, name: NOVEL })],
  ["approvers", () => saveProfile(app.deps, app.mira, { ...profile, approval: { ...rules, approvers: strangers } })],
];

test.each(typed)("%s of any length is refused in a sentence, and kept nowhere", async (_what, work) => {
  const refusal = await work().then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal).toMatchObject({ code: "invalid" });
  expect((await app.now(update)).state).toBe("in_review");
  expect(await tableDump(app.database.url())).not.toContain(NOVEL.slice(0, 5_000));
});

test.each<keyof BriefForm>(["custom_prompt", "context", "channel", "time_zone", "llm_model", "from"])(
  "a brief with a novel as its %s is refused at the field",
  (field) => {
    const form = { ...BLANK, sources: [{ repo: "acme/harbor", base_branch: "" }], channel: "C0ENG", preset: "dates" };
    const around = { now: new Date(), lastUntil: null, channels: null, offered: null };
    const dated = { ...form, from: "2026-11-01", to: "2026-11-07" };
    expect(checkBrief(dated, around)).toMatchObject({ ok: true });
    expect(checkBrief({ ...dated, [field]: NOVEL }, around)).toMatchObject({ ok: false });
  },
);

test("a run's callback address is no novel either", () => {
  const { success } = triggerRequest.shape.callback_url.safeParse(`http://pulse.test/${NOVEL}`);
  expect(success).toBe(false);
});
