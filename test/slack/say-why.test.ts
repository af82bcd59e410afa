import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { approve } from "../../app/updates/approve.ts";
import { listReasons } from "../../db/app/feedback.ts";
import { changePerson } from "../../db/app/people.ts";
import type { Update } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

async function posted(markdown: string): Promise<Update> {
  const update = await desk.drafted();
  await approve(desk.app.deps, desk.app.tobi, update.id, { markdown, base_revision: 1, override_reason: null });
  await desk.delivered();
  await desk.draw();
  return update;
}

const EDITED = TEXT.replace("in half the time", "twice as fast");
const given = async ({ id }: Update) =>
  (await listReasons(desk.app.db, id)).map(({ item, reason, name }) => `${item}${reason} by ${name}`);
const says = (update: Update, reasons: string[]) =>
  until(`reasons ${reasons}`, async () => JSON.stringify(await given(update)) === JSON.stringify(reasons));

test("on the card of a changed text one tap says why, another takes it back", async () => {
  const update = await posted(EDITED);
  expect((await desk.card("U0MIRA", update)).shown).toContain("Not worth telling");

  await desk.click("U0MIRA", update, "say_why.wording");
  await says(update, ["wording by Mira Lindqvist"]);
  const { shown } = await desk.shows("U0MIRA", update, "✓ Wording");
  expect(shown).toContain("Tobi Okafor approved it");

  await desk.click("U0MIRA", update, "say_why.wording");
  await says(update, []);
  const actions = (await desk.audited(update)).map(({ action, surface }) => `${surface} ${action}`);
  expect(actions.filter((one) => one.includes("reason."))).toEqual(["slack reason.given", "slack reason.taken_back"]);
});

test("nobody is asked why where nothing was changed", async () => {
  const update = await posted(TEXT);
  expect((await desk.card("U0MIRA", update)).shown).not.toContain("Not worth telling");
});

test("an old button takes nothing back that somebody else has said", async () => {
  const update = await posted(EDITED);
  const value = `wrong:on:${update.id}:2:card:in=C0ENG`;
  await desk.click("U0MIRA", update, "say_why.wrong", value);
  await says(update, ["wrong by Mira Lindqvist"]);
  await desk.give(update, ["tobi"]);
  await desk.click("U0TOBI", update, "say_why.wrong", value);
  await desk.shows("U0TOBI", update, "✓ Wrong");
  expect(await given(update)).toEqual(["wrong by Mira Lindqvist"]);
});

test("a viewer's tap is refused and answered", async () => {
  const update = await posted(EDITED);
  const people = desk.app.db.selectFrom("app.people").selectAll().where("handle", "=", "lena");
  const lena = await people.executeTakeFirstOrThrow();
  await inTransaction(desk.app.db, (tx) => changePerson(tx, lena.id, { role: "viewer" }));
  const { ts, channel } = await desk.card("U0MIRA", update);
  await desk.demo.act({ what: "click", as: "U0LENA", channel, ts, action_id: "say_why.wrong" });
  await desk.hears("U0LENA", "Your role, viewer, may not change a text.");
  expect(await given(update)).toEqual([]);
});
