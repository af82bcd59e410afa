import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { deliver } from "../../../app/delivery/deliver.ts";
import { postToMe } from "../../../app/delivery/post-to-me.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { correct } from "../../../app/updates/correct.ts";
import { retract } from "../../../app/updates/retract.ts";
import { listDeliveries, listPostedMessages } from "../../../db/app/deliveries.ts";
import type { Update } from "../../../db/app/tables.ts";
import { startStories, headings, type Stories } from "../../support/stories.ts";

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

async function posted(parts: number): Promise<Update> {
  const update = await approved(textOf(parts));
  return becomes(update, "posted");
}

const correcting = (markdown: string) => ({ markdown, base_revision: 1, override_reason: null });
const edges = async (update: Update) =>
  (await slack.thread((await listPostedMessages(app.db, update.id))[0]?.ts ?? "")).map(({ text }) => text);

test("a correction changes the same message", async () => {
  const update = await posted(1);
  const [before] = await listPostedMessages(app.db, update.id);

  await correct(app.deps, app.mira, update.id, correcting(`Corrected ${story()}`));
  await becomes(update, "posted");

  expect(await listPostedMessages(app.db, update.id)).toMatchObject([{ ts: before?.ts }]);
  expect(await slack.everywhere(story())).toEqual([`Corrected ${story()}`]);
});

test("a longer correction goes on in the thread, a shorter one takes the last parts away", async () => {
  const update = await posted(1);

  const longer = textOf(3);
  await correct(app.deps, app.mira, update.id, correcting(longer));
  await becomes(update, "posted");
  expect(headings(await edges(update))).toEqual(["Part 1", "Part 2", "Part 3"]);

  await correct(app.deps, app.mira, update.id, { ...correcting(`Corrected ${story()}`), base_revision: 2 });
  await becomes(update, "posted");
  expect(headings(await edges(update))).toEqual(["Corrected"]);
  expect(await slack.everywhere(story())).toHaveLength(1);
});

test.each(["500-before", "500-after", "drop-after", "truncate", "html"] as const)(
  "%s during a correction and during a retraction: both end as they should",
  async (fault) => {
    const update = await posted(2);

    await slack.fault({ method: "chat.update", fault });
    await slack.fault({ method: "chat.delete", fault });
    await correct(app.deps, app.mira, update.id, correcting(`Corrected ${story()}`));
    await becomes(update, "posted", "retracted");
    expect((await app.now(update)).problem).toBeNull();
    expect(headings(await edges(update))).toEqual(["Corrected"]);

    await slack.fault({ method: "chat.delete", fault });
    await retract(app.deps, app.mira, update.id, { reason: "Wrong." });
    expect(await becomes(update, "posted", "retracted")).toMatchObject({ state: "retracted", problem: null });
    expect(await slack.everywhere(story())).toEqual([]);
  },
);

test("a correction that Slack refuses leaves the update posted, with the mend beside it", async () => {
  const update = await posted(1);
  await slack.fault({ method: "chat.update", fault: "error", error: "cant_update_message" });

  await correct(app.deps, app.mira, update.id, correcting("Corrected"));

  expect((await becomes(update, "posted")).problem?.remedy).toBe("Post it again, and delete the old one by hand.");
});

test("a further part whose fate nobody can read leaves the correction posted, with a person to look", async () => {
  const update = await posted(1);
  await slack.fault({ method: "chat.postMessage", fault: "500-after" });
  await slack.fault({ method: "conversations.replies", fault: "error", error: "not_in_channel", times: 9 });

  await correct(app.deps, app.mira, update.id, correcting(textOf(2)));

  expect((await becomes(update, "posted")).problem?.message).toContain("not certain");
});

test("a late job of a correction does not end the retraction that came after it", async () => {
  const update = await approved(textOf(1));
  await becomes(update, "posted");
  await correct(app.deps, app.mira, update.id, { markdown: "Corrected.", base_revision: 1, override_reason: null });
  await becomes(update, "posted");
  const correction = (await listDeliveries(app.db, update.id)).at(-1);
  await slack.fault({ method: "chat.delete", fault: "429", retry_after_s: 2 });
  await retract(app.deps, app.mira, update.id, { reason: "Wrong." });

  await deliver(app.deps, { delivery_id: correction?.id ?? "" }, lastLook);

  expect((await app.now(update)).state).toBe("correcting");
  await becomes(update, "retracted");
});

test("a retraction takes the thread first, and what somebody deleted in Slack is no obstacle", async () => {
  const update = await posted(3);
  const messages = await listPostedMessages(app.db, update.id);
  await slack.remove(messages[1]?.ts ?? "");

  await retract(app.deps, app.mira, update.id, { reason: "Wrong week." });

  expect(await becomes(update, "retracted", "posted")).toMatchObject({ state: "retracted", problem: null });
  expect(await slack.everywhere(story())).toEqual([]);
  expect(await listPostedMessages(app.db, update.id)).toEqual([]);
});

test("what an approval would post can be sent to oneself first, and nothing comes of it", async () => {
  const update = await app.written(textOf(2));

  expect(await postToMe(app.deps, app.mira, update.id, { markdown: textOf(2) })).toEqual({ messages: 2 });

  expect((await app.now(update)).state).toBe("in_review");
  expect(await listDeliveries(app.db, update.id)).toEqual([]);
  expect(await storyIn()).toEqual([]);
});
