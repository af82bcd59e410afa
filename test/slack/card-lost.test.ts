import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { approve } from "../../app/updates/approve.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { save } from "../../app/updates/save.ts";
import { listCards } from "../../db/app/cards.ts";
import { TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

test("a card that a person deleted stays away, until they ask for it", async () => {
  const update = await desk.app.written();
  await requestApproval(desk.app.deps, desk.app.mira, update.id, { markdown: TEXT, base_revision: 1 });
  await desk.draw();
  const { ts, channel } = await desk.card("U0TOBI", update);
  for (const { ts: reply } of await desk.thread("U0TOBI", ts))
    await desk.demo.client.chat.delete({ channel, ts: reply });
  await desk.demo.client.chat.delete({ channel, ts });

  await save(desk.app.deps, desk.app.mira, update.id, { markdown: "# Other words (#12)", base_revision: 1 });
  await desk.draw();
  await desk.draw();
  expect(await desk.cardsOf("U0TOBI", update)).toEqual([]);

  await desk.give(update, ["tobi"]);
  expect(await desk.cardsOf("U0TOBI", update)).toHaveLength(1);
});

test("a card that is gone when its thread is written to does not hold up the others", async () => {
  const update = await desk.app.written();
  await desk.demo.fault({
    method: "chat.postMessage",
    channel: "D0MIRA",
    skip: 1,
    fault: "error",
    error: "thread_not_found",
  });

  await desk.give(update, ["mira", "tobi"]);

  const states = (
    await desk.app.db.selectFrom("app.cards").selectAll().where("update_id", "=", update.id).execute()
  ).map(({ state }) => state);
  expect(states.toSorted()).toEqual(["gone", "sent"]);
  expect(await desk.thread("U0TOBI", (await desk.card("U0TOBI", update)).ts)).toHaveLength(1);
});

test("somebody whom Slack does not know holds up nobody", async () => {
  const update = await desk.app.written();
  await desk.demo.fault({ method: "conversations.open", fault: "error", error: "user_disabled" });

  await desk.give(update, ["mira"]);

  expect(await listCards(desk.app.db, update.id)).toEqual([]);
  const waits = desk.app.db.selectFrom("app.card_refreshes").selectAll().where("update_id", "=", update.id);
  expect(await waits.execute()).toEqual([]);
});

test("while Slack is down nothing is lost: the card catches up afterwards", async () => {
  const update = await desk.drafted();
  await desk.demo.fault({ method: "chat.update", fault: "500-before", times: 20 });
  await approve(desk.app.deps, desk.app.mira, update.id, { markdown: TEXT, base_revision: 1, override_reason: null });
  await desk.draw();
  expect((await desk.card("U0MIRA", update)).shown).toContain("Waiting for a decision");

  await desk.slackIsBack();

  expect((await desk.card("U0MIRA", update)).shown).toContain("Approved");
});

test("when Slack asks to wait, nothing is sent before that time is over", async () => {
  const update = await desk.drafted();
  await save(desk.app.deps, desk.app.mira, update.id, { markdown: "# Once more (#12)", base_revision: 1 });
  await desk.demo.fault({ method: "chat.update", fault: "429", retry_after_s: 30 });

  await desk.draw();
  await desk.draw();

  const waits = await desk.app.db
    .selectFrom("app.card_refreshes")
    .selectAll()
    .where("update_id", "=", update.id)
    .execute();
  expect(waits[0]?.not_before.getTime()).toBeGreaterThan(Date.now() + 20_000);
  expect((await desk.card("U0MIRA", update)).shown).toContain("Revision 1");
  await desk.slackIsBack();
});

test("a card whose sending was never confirmed becomes theirs when they click on it, and there is one", async () => {
  const update = await desk.app.written();
  await desk.demo.fault({ method: "chat.postMessage", fault: "drop-after" });
  await desk.give(update, ["mira"]);
  const [lost] = await desk.cardsOf("U0MIRA", update);
  expect(await listCards(desk.app.db, update.id)).toMatchObject([{ state: "waiting" }]);

  await desk.approves("U0MIRA", update);
  await until("approval", async () => (await desk.app.now(update)).state === "approved");
  await desk.slackIsBack();

  await desk.shows("U0MIRA", update, "Approved, on its way");
  expect(await listCards(desk.app.db, update.id)).toMatchObject([{ state: "sent", ts: lost?.ts }]);
  expect(await desk.cardsOf("U0MIRA", update)).toHaveLength(1);
});

test.each(["500-after", "drop-after", "truncate"] as const)(
  "%s: the card is looked for before it is sent again, and the one card lives",
  async (fault) => {
    const update = await desk.app.written();
    await desk.demo.fault({ method: "chat.postMessage", fault });
    await desk.give(update, ["mira"]);
    const [lost] = await desk.cardsOf("U0MIRA", update);

    await desk.slackIsBack();

    expect((await desk.cardsOf("U0MIRA", update)).map(({ ts }) => ts)).toEqual([lost?.ts]);
    await approve(desk.app.deps, desk.app.mira, update.id, { markdown: TEXT, base_revision: 1, override_reason: null });
    await desk.draw();
    expect((await desk.card("U0MIRA", update)).shown).toContain("Approved");
    expect(await desk.thread("U0MIRA", lost?.ts ?? "")).toHaveLength(1);
  },
);

test("a card that did not arrive is sent again, and so is one that nobody lets us look for", async () => {
  for (const lets of [true, false]) {
    const update = await desk.app.written();
    await desk.demo.fault({ method: "chat.postMessage", fault: "500-before" });
    await desk.give(update, ["mira"]);
    expect(await desk.cardsOf("U0MIRA", update)).toEqual([]);

    await desk.mend();
    const blind = {
      method: "conversations.history",
      channel: "D0MIRA",
      fault: "error",
      error: "missing_scope",
    } as const;
    if (!lets) await desk.demo.fault(blind);
    await desk.app.db
      .updateTable("app.card_refreshes")
      .set({ not_before: new Date(0) })
      .execute();
    await desk.draw();

    expect(await desk.cardsOf("U0MIRA", update)).toHaveLength(1);
  }
});

test("a text in a card's thread whose answer got lost is there once, and changes with the draft", async () => {
  const update = await desk.app.written();
  await desk.demo.fault({ method: "chat.postMessage", fault: "drop-after", skip: 1 });
  await desk.give(update, ["mira"]);
  const { ts } = await desk.card("U0MIRA", update);
  expect(await desk.thread("U0MIRA", ts)).toHaveLength(1);

  await save(desk.app.deps, desk.app.mira, update.id, { markdown: "# Once more (#12)", base_revision: 1 });
  await desk.slackIsBack();

  const thread = await desk.thread("U0MIRA", ts);
  expect(thread).toHaveLength(1);
  expect(JSON.stringify(thread)).toContain("Once more");
});

test("of two cards in one conversation the one that nobody keeps goes when it is clicked", async () => {
  const update = await desk.drafted();
  const kept = await desk.card("U0MIRA", update);
  const ts = await desk.demo.post({ text: kept.text, blocks: kept.blocks }, "D0MIRA");

  await desk.demo.act({ what: "click", as: "U0MIRA", channel: "D0MIRA", ts, action_id: "approve" });
  await desk.opened("U0MIRA");
  await desk.submit("U0MIRA");

  await desk.shows("U0MIRA", update, "Approved, on its way");
  expect((await desk.cardsOf("U0MIRA", update)).map((card) => card.ts)).toEqual([kept.ts]);
});

test("a button that we never wrote is answered", async () => {
  const button = { type: "button", action_id: "approve", text: { type: "plain_text", text: "x" }, value: "what:ever" };
  const ts = await desk.demo.post({ text: "forged", blocks: [{ type: "actions", elements: [button] }] }, "D0MIRA");

  await desk.demo.act({ what: "click", as: "U0MIRA", channel: "D0MIRA", ts, action_id: "approve" });

  await desk.hears("U0MIRA", "This button is from another time.");
});
