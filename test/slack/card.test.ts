import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { SlackBlock } from "../../app/slack/blocks/shapes.ts";
import { drawCards } from "../../app/slack/cards/draw.ts";
import { approve } from "../../app/updates/approve.ts";
import { deleteUpdate } from "../../app/updates/delete-update.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { askForCards } from "../../db/app/cards.ts";
import { changePerson, insertPerson } from "../../db/app/people.ts";
import { lockUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { TEXT } from "../support/app.ts";
import { expectHarmless } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

test("a draft is approved on its card, posted, and the card leads to the message", async () => {
  const update = await desk.drafted();
  const before = await desk.card("U0MIRA", update);
  expect(before.shown).toContain("Waiting for a decision");

  expect(await desk.approves("U0MIRA", update)).toMatchObject({ ok: true });

  await desk.shows("U0MIRA", update, "Approved, on its way");
  await desk.delivered();
  await desk.draw();
  const { shown, ts } = await desk.card("U0MIRA", update);
  expect(ts).toBe(before.ts);
  expect(shown).toMatch(/Posted to <#C0ENG> · <http[^|]*\|open the message>/);
  expect(shown).toContain("Mira Lindqvist approved it, in Slack");
  expect((await desk.demo.texts()).join()).toContain("Faster search");
});

test("the whole draft stands in the card's thread, as it would be posted", async () => {
  const update = await desk.drafted("# Faster search\n\n- Search answers in half the time (#12)\n");

  const { ts } = await desk.card("U0MIRA", update);

  expect(JSON.stringify(await desk.thread("U0MIRA", ts))).toContain("half the time");
});

test("a card says how many lines the rules wrote, and where to see which", async () => {
  const update = await desk.app.written(TEXT);
  const replaced = [{ what: "sentence", prs: ["acme/harbor#12"], because: "The model’s sentence says 87%." }];
  await desk.app.db
    .updateTable("app.generations")
    .set({ replaced: JSON.stringify(replaced) })
    .where("update_id", "=", update.id)
    .execute();
  await desk.give(update, ["mira"]);

  const { shown } = await desk.card("U0MIRA", update);
  expect(shown).toContain("The rules wrote 1 of 2 lines instead of the model: the browser shows which, and why.");
});

test("what was approved in the browser is said on the card", async () => {
  const update = await desk.drafted();

  await approve(desk.app.deps, desk.app.tobi, update.id, { markdown: TEXT, base_revision: 1, override_reason: null });
  await desk.draw();

  const { shown } = await desk.card("U0MIRA", update);
  expect(shown).toContain("Tobi Okafor approved it, in the browser");
  expect(shown).not.toContain("Approve & post");
});

test("a card that is older than the text approves nothing, says who changed it, and shows the newer one", async () => {
  const update = await desk.drafted();
  await save(desk.app.deps, desk.app.tobi, update.id, { markdown: "# Slower search (#12)", base_revision: 1 });

  await desk.click("U0MIRA", update, "approve");

  await desk.hears("U0MIRA", "Tobi Okafor changed the text since: it is revision 2 now.");
  expect((await desk.app.now(update)).state).toBe("in_review");
  const { shown, ts } = await desk.card("U0MIRA", update);
  expect(shown).toContain("Revision 2");
  const thread = await desk.thread("U0MIRA", ts);
  expect(thread).toHaveLength(1);
  expect(JSON.stringify(thread)).toContain("Slower search");
});

test("from its menu a draft is sent to another channel, and a card that still shows the old one approves nothing", async () => {
  const update = await desk.drafted();
  await desk.click("U0MIRA", update, "more", `change_channel:${update.id}:1:card:in=C0ENG`);
  await desk.opened("U0MIRA");
  await desk.submit("U0MIRA", { channel: "C0GEN" });
  await until("other channel", async () => (await desk.app.now(update)).channel.id === "C0GEN");

  const old = { what: "click", as: "U0TOBI", channel: "C0ENG" } as const;
  const elements = [
    { type: "button", action_id: "approve", value: `${update.id}:1:in=C0ENG`, text: { type: "plain_text", text: "x" } },
  ];
  const ts = await desk.demo.post({ text: "old", blocks: [{ type: "actions", elements }] });
  await desk.demo.act({ ...old, ts, action_id: "approve" });

  await desk.hears("U0TOBI", "It goes to #C0GEN now.");
  expect((await desk.app.now(update)).state).toBe("in_review");
  await desk.shows("U0MIRA", update, "For <#C0GEN>");
});

test("a card is asked for without waiting for whoever holds the update, who asks for it, too", async () => {
  const update = await desk.drafted();
  const { db } = desk.app;

  await inTransaction(db, async (tx) => {
    await lockUpdateById(tx, update.id);
    await inTransaction(db, (other) => askForCards(other, update.id));
    await askForCards(tx, update.id);
  });

  await desk.draw();
});

test("nobody's unsaved words are dropped by an approval", async () => {
  const update = await desk.drafted();
  await saveWorkingCopy(desk.app.deps, desk.app.tobi, update.id, { markdown: "# Typing", base_revision: 1 });

  await desk.click("U0MIRA", update, "approve");

  await desk.hears("U0MIRA", "Tobi Okafor has unsaved words.");
  expect(await desk.app.now(update)).toMatchObject({ state: "in_review", working_copy: "# Typing\n" });
  expect((await desk.card("U0MIRA", update)).shown).toContain("Tobi Okafor has unsaved words");
});

test("of an update that was deleted meanwhile the card says so, and has no buttons", async () => {
  const update = await desk.drafted();
  await deleteUpdate(desk.app.deps, desk.app.mira, update.id);

  await desk.click("U0MIRA", update, "approve");

  await desk.hears("U0MIRA", "This update was deleted.");
  const { shown } = await desk.card("U0MIRA", update);
  expect(shown).toContain("This update was deleted");
  expect(shown).not.toContain('"actions"');
});

test("of 20 people who approve at once one decides, and 19 hear who it was", async () => {
  const update = await desk.drafted();
  const { ts, channel } = await desk.card("U0MIRA", update);
  const people = Array.from({ length: 20 }, (_, n) => `U0CROWD${n}`);
  await inTransaction(desk.app.db, async (tx) => {
    for (const id of people) {
      const name = `Crowd ${id.slice(7)}`;
      await insertPerson(tx, {
        team_id: update.team_id,
        handle: id.toLowerCase(),
        name,
        slack_user_id: id,
        role: "approver",
        email: null,
        made_up: true,
      });
    }
  });

  await Promise.all(people.map((id) => desk.demo.people(id, "make_member")));
  await Promise.all(people.map((as) => desk.demo.act({ what: "click", as, channel, ts, action_id: "approve" })));
  await Promise.all(people.map((id) => desk.opened(id)));
  const answers = await Promise.all(people.map((id) => desk.submit(id)));

  const told = answers.flatMap(({ errors = {} }) => Object.values(errors));
  expect(told).toHaveLength(19);
  const approvals = (await desk.audited(update)).filter(({ action }) => action === "update.approved");
  expect(approvals).toHaveLength(1);
  for (const text of told) expect(text).toMatch(/Crowd \d+ approved this/);
  await desk.app.db
    .updateTable("app.people")
    .set({ deactivated_at: new Date() })
    .where("slack_user_id", "in", people)
    .execute();
});

test("a viewer's click is refused, answered and audited", async () => {
  const update = await desk.drafted();
  const people = desk.app.db.selectFrom("app.people").selectAll();
  const lena = await people.where("handle", "=", "lena").executeTakeFirstOrThrow();
  await inTransaction(desk.app.db, (tx) => changePerson(tx, lena.id, { role: "viewer" }));
  const { ts, channel } = await desk.card("U0MIRA", update);

  await desk.demo.act({ what: "click", as: "U0LENA", channel, ts, action_id: "approve" });

  await desk.hears("U0LENA", "Your role, viewer, may not approve.");
  await inTransaction(desk.app.db, (tx) => changePerson(tx, lena.id, { role: "approver" }));
  expect((await desk.audited(update)).at(-1)).toMatchObject({ action: "approve.refused", surface: "slack" });
  expect((await desk.app.now(update)).state).toBe("in_review");
});

test("who is asked for an approval in the browser gets the card; who asked does not", async () => {
  const update = await desk.app.written();
  await desk.draw();
  expect(await desk.cardsOf("U0TOBI", update)).toEqual([]);

  await requestApproval(desk.app.deps, desk.app.mira, update.id, { markdown: TEXT, base_revision: 1 });
  await desk.draw();

  expect(await desk.cardsOf("U0TOBI", update)).toHaveLength(1);
  expect(await desk.cardsOf("U0LENA", update)).toHaveLength(1);
  expect(await desk.cardsOf("U0MIRA", update)).toEqual([]);
});

test("nothing that a title says can ping anybody, or hide where it leads", async () => {
  const update = await desk.app.written();
  const title = "<!channel> <@U0TOBI> <https://evil.example|approved> @here *bold*";
  await desk.app.db.updateTable("app.updates").set({ title }).where("id", "=", update.id).execute();

  await desk.give(update, ["mira"]);

  const { text, shown, blocks = [] } = await desk.card("U0MIRA", update);
  expect(shown).toContain("&lt;!channel&gt;");
  expectHarmless({ text, blocks: blocks as SlackBlock[] }, ["<#C0ENG>", "<!date^"]);
});

test("what happens while a card is drawn is on it right afterwards", async () => {
  const update = await desk.drafted();
  const { app, deps } = desk;
  await save(app.deps, app.mira, update.id, { markdown: "# Second words (#12)", base_revision: 1 });
  let busy = true;
  const calls = { ...deps.calls };
  calls.update = async (...call) => {
    if (busy) await save(app.deps, app.tobi, update.id, { markdown: "# Third words (#12)", base_revision: 2 });
    busy = false;
    return deps.calls.update(...call);
  };

  await drawCards({ ...deps, calls }, update.id);

  expect((await desk.card("U0MIRA", update)).shown).toContain("Revision 3");
});

test("a card that shows the same is not sent again", async () => {
  const update = await desk.drafted();
  const { ts } = await desk.card("U0MIRA", update);

  await desk.click("U0MIRA", update, "more", `post_to_me:${update.id}:1:card:in=C0ENG`);

  await desk.hears("U0MIRA", "Sent to you alone, as it would be posted: 1 message, revision 1.");
  const { edited } = (await desk.card("U0MIRA", update)) as { edited?: unknown };
  expect([ts, edited]).toEqual([(await desk.card("U0MIRA", update)).ts, undefined]);
});
