import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { compose } from "../../app/updates/compose.ts";
import { BRIEF, CHANNEL } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

test("a rejected update says who and why, and can be opened again", async () => {
  const update = await desk.drafted();
  await desk.click("U0MIRA", update, "more", `reject:${update.id}:1:card:in=C0ENG`);
  await desk.opened("U0MIRA");

  await desk.submit("U0MIRA", { reason: "Not this week." });

  await desk.shows("U0MIRA", update, "By Mira Lindqvist: “Not this week.”");
  await desk.click("U0MIRA", update, "reopen");
  await desk.shows("U0MIRA", update, "Waiting for a decision");
});

test("an approval is taken back before it goes out", async () => {
  const update = await desk.drafted();
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Take back");

  await desk.click("U0MIRA", update, "take_back");

  await desk.shows("U0MIRA", update, "Waiting for a decision");
});

test("what is posted is corrected in place, and then retracted, from the card", async () => {
  const update = await desk.drafted("# Told once, in story seven (#12)\n");
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Approved");
  await desk.delivered();
  await desk.draw();
  await desk.click("U0MIRA", update, "correct");
  expect(await desk.opened("U0MIRA")).toMatchObject({ title: { text: "Correct what is posted" } });

  await desk.submit("U0MIRA", { section_0: "# Told better, in story seven (#12)" });
  await desk.shows("U0MIRA", update, `Changing what stands in <#${CHANNEL.id}>`);
  await desk.delivered();
  await desk.draw();
  await desk.shows("U0MIRA", update, "Posted to");
  expect((await desk.demo.texts()).filter((text) => text?.includes("story seven"))).toEqual([
    "Told better, in story seven (#12)",
  ]);

  await desk.click("U0MIRA", update, "more", `retract:${update.id}:2:card:in=C0ENG`);
  await desk.opened("U0MIRA");
  await desk.submit("U0MIRA", { reason: "It was not ours to tell." });
  await desk.shows("U0MIRA", update, "It was not ours to tell.");
  await desk.delivered();
  await desk.draw();
  await desk.shows("U0MIRA", update, "Retracted from");
  expect((await desk.demo.texts()).filter((text) => text?.includes("story seven"))).toEqual([]);
});

test("a post that Slack refuses says what to do on the card, and is tried again from there", async () => {
  const update = await desk.drafted("# Into a channel without Pulse (#12)\n");
  await desk.demo.fault({ method: "chat.postMessage", fault: "error", error: "not_in_channel" });
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Approved");
  await desk.delivered();
  await desk.draw();
  await desk.shows("U0MIRA", update, "Write /invite @Pulse in #eng-updates");
  await desk.mend();

  await desk.click("U0MIRA", update, "post_retry");
  await desk.shows("U0MIRA", update, "Posting to");
  await desk.delivered();
  await desk.draw();

  await desk.shows("U0MIRA", update, "Posted to");
});

test("a run is stopped from the card, and whoever asked in Slack sees it from the beginning", async () => {
  const update = await compose(
    desk.app.deps,
    { ...desk.app.tobi, surface: "slack" },
    { brief: BRIEF, channel: CHANNEL, profile_id: null, previewed_digest: null },
  );
  await desk.draw();
  await desk.shows("U0TOBI", update, "*Writing*");
  await desk.app.db
    .updateTable("app.card_refreshes")
    .set({ not_before: new Date(0) })
    .execute();

  await desk.click("U0TOBI", update, "stop");

  await desk.shows("U0TOBI", update, "Stopped");
});
