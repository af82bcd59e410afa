import { afterEach, beforeEach, expect, test } from "vitest";
import { deliver } from "../../app/delivery/deliver.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { lastLook } from "../../app/schedules/recheck.ts";
import { approve } from "../../app/updates/approve.ts";
import { comment } from "../../app/updates/comment.ts";
import { questionBefore } from "../../app/updates/question-before.ts";
import { sentencesOf } from "../../app/message/sentences.ts";
import { undoApproval } from "../../app/updates/undo-approval.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Profile, Update } from "../../db/app/tables.ts";
import { approving, BRIEF, CHANNEL, FAULT, noSlack, startTestApp, TEXT, type TestApp } from "../support/app.ts";

let app: TestApp;
let profile: Profile;
let update: Update;
let posts: number;

beforeEach(async () => {
  posts = 0;
  const post: typeof noSlack.post = async () => ({ kind: "sent", ts: `${++posts}.000000` });
  app = await startTestApp({ slack: { ...noSlack, post } });
  const input = { name: "Weekly", time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, { ...input, before_posting: "undo" });
  update = await app.written(TEXT, { profile_id: profile.id });
});
afterEach(() => app?.stop());

const approved = () => approve(app.deps, app.tobi, update.id, { ...approving(TEXT), undo: true });
const asked = () => questionBefore(app.deps, app.tobi, update.id, "approve", { markdown: TEXT });
async function delivered(): Promise<void> {
  const delivery = (await listDeliveries(app.db, update.id)).at(-1);
  await deliver(app.deps, { delivery_id: delivery!.id }, lastLook);
}
const state = async () => (await app.now(update)).state;

test("it waits for ten seconds, and goes out then, once", async () => {
  await approved();
  await delivered();
  expect([await state(), posts]).toEqual(["approved", 0]);
  app.passTime(10_000);
  await delivered();
  await delivered();
  expect([await state(), posts]).toEqual(["posted", 1]);
});

test("undone, nothing goes out, and the text is in review as it was", async () => {
  await approved();
  await undoApproval(app.deps, app.tobi, update.id);
  app.passTime(10_000);
  await delivered();
  expect([await state(), posts]).toEqual(["in_review", 0]);
  expect((await app.actions(update)).slice(-2)).toEqual(["update.approved", "update.reopened"]);
  await approved();
  app.passTime(10_000);
  await delivered();
  expect([await state(), posts]).toEqual(["posted", 1]);
});

test("who comes too late is told that it went out, and it stays", async () => {
  await approved();
  app.passTime(10_000);
  await delivered();
  await expect(undoApproval(app.deps, app.tobi, update.id)).rejects.toMatchObject({
    code: "conflict",
    message: "It went out to #eng-updates: too late to undo.",
  });
  expect([await state(), posts]).toEqual(["posted", 1]);
});

test("pressed while the job runs, it is either undone or posted, never both", { timeout: 60_000 }, async () => {
  const ends = new Set<string>();
  const after = async (turns: number, work: () => Promise<unknown>) => {
    for (let turn = 0; turn < turns; turn += 1) await app.now(update);
    return work();
  };
  // Now the one has a start, now the other, and more of it each time.
  for (let time = 0; time < 12 || ends.size < 2; time += 1) {
    update = await app.written(TEXT, { profile_id: profile.id });
    await approved();
    app.passTime(10_000);
    const before = posts;
    const [sent, undone] = await Promise.allSettled([
      after(time % 2 === 0 ? 0 : time, delivered),
      after(time % 2 === 0 ? time : 0, () => undoApproval(app.deps, app.tobi, update.id)),
    ]);
    expect(sent.status).toBe("fulfilled");
    const end = await state();
    expect([end, posts - before]).toEqual(undone.status === "fulfilled" ? ["in_review", 0] : ["posted", 1]);
    ends.add(end);
  }
});

test("two who undo at once undo it once", async () => {
  await approved();
  const both = await Promise.allSettled([app.mira, app.tobi].map((who) => undoApproval(app.deps, who, update.id)));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("nothing open is not asked about; a finding, a comment, and a profile that asks are", async () => {
  expect(await asked()).toMatchObject({ undoes: true });

  const [first] = sentencesOf(TEXT, { sources: BRIEF.sources, ledger: [] });
  await comment(app.deps, app.mira, update.id, { sentence_key: first!.key, said: "Half of what?" });
  expect(await asked()).toMatchObject({ comments: 1, undoes: false });

  update = await app.written(TEXT, { profile_id: profile.id });
  app.pipelines.findings = [{ ...FAULT, severity: "flag" }];
  await app.db.deleteFrom("app.findings").execute();
  expect(await asked()).toMatchObject({ open: { flags: 1 }, undoes: false });

  app.pipelines.findings = [];
  await app.db.deleteFrom("app.findings").execute();
  await saveProfile(app.deps, app.mira, { ...profile, before_posting: "ask" });
  expect(await asked()).toMatchObject({ undoes: false });
});

test("a profile that asks, and whoever approves in Slack, post at once", async () => {
  await approve(app.deps, app.tobi, update.id, approving(TEXT));
  expect((await listDeliveries(app.db, update.id)).at(-1)?.post_at).toBeNull();
  update = await app.written(TEXT);
  await approved();
  expect((await listDeliveries(app.db, update.id)).at(-1)?.post_at).toBeNull();
});

test("what is chosen for another time keeps that", async () => {
  const post_at = new Date(app.deps.clock().getTime() + 3_600_000);
  await approve(app.deps, app.tobi, update.id, { ...approving(TEXT), post_at, undo: true });
  expect((await listDeliveries(app.db, update.id)).at(-1)?.post_at).toEqual(post_at);
});

test("whoever saves a profile without a word of it leaves it as it is", async () => {
  const { before_posting: _, ...input } = profile;
  expect((await saveProfile(app.deps, app.mira, input)).before_posting).toBe("undo");
});
