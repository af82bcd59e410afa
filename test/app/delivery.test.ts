import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { deliver } from "../../app/delivery/deliver.ts";
import { sweepDeliveries } from "../../app/delivery/sweep-deliveries.ts";
import { lastLook } from "../../app/schedules/recheck.ts";
import { edit } from "../../app/updates/edit.ts";
import { retryPost } from "../../app/updates/retry-post.ts";
import { settleCheck } from "../../app/updates/settle-check.ts";
import { approve } from "../../app/updates/approve.ts";
import { correct } from "../../app/updates/correct.ts";
import { retract } from "../../app/updates/retract.ts";
import { listDeliveries, listPostedMessages } from "../../db/app/deliveries.ts";
import { startStories, type Stories, headings } from "../support/stories.ts";

let stories: Stories;
let app: Stories["app"];
let slack: Stories["slack"];
let becomes: Stories["becomes"];
let textOf: Stories["textOf"];
let approved: Stories["approved"];
let story: Stories["story"];
let storyIn: Stories["storyIn"];

beforeAll(async () => {
  stories = await startStories();
  ({ app, slack, becomes, textOf, approved, storyIn, story } = stories);
});
afterEach(() => stories.slack.mend());
afterAll(() => stories?.stop());

test("one post is one message with our metadata, and the update knows where it stands", async () => {
  const update = await approved(textOf(1));

  expect((await becomes(update, "posted")).posted_at).toBeInstanceOf(Date);

  const [part] = await listPostedMessages(app.db, update.id);
  const [message] = (await slack.channel()).filter(({ ts }) => ts === part?.ts);
  expect(message?.metadata).toEqual({
    event_type: "pulse_update_part",
    event_payload: { k: part?.idem_key, d: part?.delivery_id, p: 1 },
  });
  expect(part?.permalink).toBe(`${slack.url}/archives/C0ENG/p${part?.ts?.replace(".", "")}`);
  expect(await storyIn()).toHaveLength(1);
});

test("a long text goes into the channel once, its other parts into the thread in order", async () => {
  const update = await approved(textOf(3));
  await becomes(update, "posted");

  const [root, ...replies] = await listPostedMessages(app.db, update.id);
  const thread = await slack.thread(root?.ts ?? "");

  expect(headings(await storyIn())).toEqual(["Part 1"]);
  expect(headings(thread.map(({ text }) => text))).toEqual(["Part 1", "Part 2", "Part 3"]);
  expect(thread.map(({ ts }) => ts)).toEqual([root, ...replies].map((part) => part?.ts));
});

test.each(["500-after", "500-before"] as const)(
  "%s while the history cannot be read: a person is asked, and nothing is sent by guess",
  async (fault) => {
    await slack.fault({ method: "chat.postMessage", fault });
    await slack.fault({ method: "conversations.history", fault: "error", error: "missing_scope", times: 9 });

    const update = await approved(textOf(2));
    const { problem } = await becomes(update, "needs_check");

    expect(problem).toMatchObject({ remedy: "Look in the channel, then say whether it is there." });
    await slack.mend();
    const there = fault === "500-after" ? ["Part 1"] : [];
    expect(headings(await slack.everywhere(story()))).toEqual(there);

    await settleCheck(app.deps, app.mira, update.id, { answer: fault === "500-after" ? "seen" : "send_again" });
    await becomes(update, "posted");
    expect(headings(await slack.everywhere(story()))).toEqual(["Part 1", "Part 2"]);
  },
);

test("a message that a person saw, but whose place is not known, is neither corrected nor retracted by guess", async () => {
  await slack.fault({ method: "chat.postMessage", fault: "500-after" });
  await slack.fault({ method: "conversations.history", fault: "error", error: "missing_scope", times: 99 });
  const update = await approved(textOf(1));
  await becomes(update, "needs_check");
  await settleCheck(app.deps, app.mira, update.id, { answer: "seen" });
  expect((await app.now(update)).state).toBe("posted");

  const approval = { markdown: "Corrected", base_revision: 1, override_reason: null };
  await expect(correct(app.deps, app.mira, update.id, approval)).rejects.toMatchObject({ code: "conflict" });
  await expect(retract(app.deps, app.mira, update.id, { reason: "Wrong." })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("after a refusal was mended the approved text is posted by one click", async () => {
  await slack.kick();
  const update = await approved(textOf(2));
  await becomes(update, "post_failed");

  await slack.invite();
  await retryPost(app.deps, app.mira, update.id);

  await becomes(update, "posted");
  expect(headings(await slack.everywhere(story()))).toEqual(["Part 1", "Part 2"]);
});

test("after a refusal the text can be edited, and only the new one is posted", async () => {
  await slack.fault({ method: "chat.postMessage", fault: "error", error: "is_archived" });
  const update = await approved(textOf(1));
  await becomes(update, "post_failed");

  await edit(app.deps, app.mira, update.id);
  const markdown = `Corrected ${story()}`;
  await approve(app.deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });

  await becomes(update, "posted");
  expect(await slack.everywhere(story())).toEqual([expect.stringContaining("Corrected")]);
});

test("when a part is in Slack already the rest has to follow before anyone edits", async () => {
  await slack.fault({ method: "chat.postMessage", fault: "error", error: "is_archived", skip: 1 });
  const update = await approved(textOf(2));
  await becomes(update, "post_failed");

  await expect(edit(app.deps, app.mira, update.id)).rejects.toMatchObject({
    message: "A part of it is in Slack already.",
  });
});

test("a job of an approval that was taken back posts nothing and ends nothing", async () => {
  await slack.fault({ method: "chat.postMessage", fault: "error", error: "is_archived", times: 2 });
  const update = await approved(textOf(1));
  await becomes(update, "post_failed");
  const [old] = await listDeliveries(app.db, update.id);
  await edit(app.deps, app.mira, update.id);
  const jobs = { ...app.deps.jobs, send: async () => true };
  const markdown = `Corrected ${story()}`;
  await approve({ ...app.deps, jobs }, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });

  await deliver(app.deps, { delivery_id: old!.id }, lastLook);

  expect((await app.now(update)).state).toBe("approved");
  expect(await slack.everywhere(story())).toEqual([]);
});

test("two workers and a sweep at once send each message once", async () => {
  await slack.fault({ method: "chat.postMessage", fault: "hang-after" });
  const update = await approved(textOf(2));
  const [delivery] = await listDeliveries(app.db, update.id);

  const later = { ...app.deps, clock: () => new Date(Date.now() + 61_000) };
  await Promise.all([
    deliver(app.deps, { delivery_id: delivery!.id }, lastLook),
    deliver(app.deps, { delivery_id: delivery!.id }, lastLook),
    sweepDeliveries(later),
  ]);

  await becomes(update, "posted");
  expect(headings(await slack.everywhere(story()))).toEqual(["Part 1", "Part 2"]);
});
