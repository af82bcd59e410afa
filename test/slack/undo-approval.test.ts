import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { comment } from "../../app/updates/comment.ts";
import { sentencesOf } from "../../app/message/sentences.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Profile, Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, FAULT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

/*
 * Where a profile gives ten seconds to undo in place of the question, Slack does the same as the browser.
 */

const textOf = (one: number) => `# Search, told in round ${one}

- Search answers in half the time (#12, mira)
`;

let desk: Desk;
let profile: Profile;
let update: Update;
let round = 0;

beforeAll(async () => {
  desk = await startDesk();
  const input = {
    name: "Quick",
    time_zone: "Europe/Berlin",
    channel: CHANNEL,
    brief: BRIEF,
    names_as: "mentions" as const,
  };
  profile = await saveProfile(desk.app.deps, desk.app.mira, { ...input, before_posting: "undo" });
  const people = desk.app.db.updateTable("app.people").set({ github_login: "mira" });
  await people.where("handle", "=", "mira").execute();
});
afterAll(() => desk.stop());
beforeEach(async () => {
  update = await desk.app.written(textOf((round += 1)), { profile_id: profile.id });
  await desk.give(update, ["mira", "tobi"]);
});
afterEach(async () => {
  desk.app.pipelines.findings = [];
  await desk.mend();
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

const state = async () => (await desk.app.now(update)).state;
const goesOut = async () => {
  const delivery = (await listDeliveries(desk.app.db, update.id)).at(-1);
  return delivery?.post_at ?? null;
};
async function says(said: string): Promise<void> {
  const all = sentencesOf(textOf(round), { sources: BRIEF.sources, ledger: [] });
  await comment(desk.app.deps, desk.app.tobi, update.id, { sentence_key: all.at(-1)!.key, said });
}
/** What the checks say of texts that they have not seen yet, and of those that they have. */
async function found(): Promise<void> {
  desk.app.pipelines.findings = [{ ...FAULT, severity: "flag", line: 3 }];
  await desk.app.db.deleteFrom("app.findings").execute();
}
async function tenSecondsLater(): Promise<void> {
  desk.app.passTime(10_000);
  await desk.redelivered();
  await desk.draw();
}
const inChannel = async () => (await desk.demo.texts()).filter((text) => text?.includes(`told in round ${round}`));

test("one tap approves, everybody’s card says when it goes out, and it goes out then, once", async () => {
  const before = await desk.card("U0MIRA", update);
  expect(before.shown).toContain("1 person is mentioned");

  await desk.click("U0MIRA", update, "approve");

  const card = await desk.shows("U0TOBI", update, "Nothing has left Pulse yet.");
  const at = (await goesOut())!;
  expect(at.getTime() - desk.app.deps.clock().getTime()).toBeLessThanOrEqual(10_000);
  expect(card.shown).toContain(
    `Approved, goes out to <#C0ENG> at <!date^${Math.floor(at.getTime() / 1_000)}^{time_secs}`,
  );
  expect(card.shown).toContain("1 person is mentioned");
  expect(card.shown).toContain('"Undo"');
  expect((await desk.demo.person("U0MIRA")).modals).toEqual([]);
  await desk.redelivered();
  expect(await inChannel()).toEqual([]);

  await tenSecondsLater();
  await desk.redelivered();

  await desk.shows("U0MIRA", update, "Posted to");
  expect(await inChannel()).toHaveLength(1);
});

test("undone by somebody else, nothing goes out, and the card waits for a decision again", async () => {
  await desk.click("U0MIRA", update, "approve");
  await desk.shows("U0TOBI", update, '"Undo"');

  await desk.click("U0TOBI", update, "undo");

  await desk.shows("U0MIRA", update, "Waiting for a decision");
  await tenSecondsLater();
  expect([await state(), await inChannel()]).toEqual(["in_review", []]);
  const actions = (await desk.audited(update)).map(({ action, surface }) => `${action} ${surface}`);
  expect(actions.slice(-2)).toEqual(["update.approved slack", "update.reopened slack"]);
});

test("Undo at the tenth second says that it went out, and the card shows how things stand", async () => {
  await desk.click("U0MIRA", update, "approve");
  const { ts, channel } = await desk.shows("U0MIRA", update, '"Undo"').then(() => desk.card("U0MIRA", update));
  desk.app.passTime(10_000);
  await desk.redelivered();

  // The card that they look at is not drawn anew yet.
  await desk.demo.act({ what: "click", as: "U0MIRA", channel, ts, action_id: "undo" });

  await desk.hears("U0MIRA", "It went out to #eng-updates: too late to undo. Correct it there, or retract it.");
  await desk.shows("U0MIRA", update, "Posted to");
  expect(await inChannel()).toHaveLength(1);
});

test("once it is approved, no card offers to approve it again", async () => {
  const stale = await desk.card("U0TOBI", update);
  await desk.click("U0MIRA", update, "approve");
  await desk.shows("U0MIRA", update, '"Undo"');
  const value = `${update.id}:1:card:in=C0ENG`;
  const button = { channel: stale.channel, ts: stale.ts, action_id: "approve" };
  await expect(desk.demo.act({ what: "click", as: "U0TOBI", ...button, value })).resolves.toMatchObject({ ok: false });
  expect((await listDeliveries(desk.app.db, update.id)).length).toBe(1);
});

test("approved elsewhere than on its card, the answer has Undo, and undoes it", async () => {
  await desk.demo.act({ what: "command", as: "U0MIRA", channel: "C0ENG", text: `/pulse approve ${update.number}` });
  await desk.hears("U0MIRA", `#${update.number} `);
  const press = async (action_id: string) => {
    const { channel = "", ts = "" } = (await desk.demo.person("U0MIRA")).ephemerals.at(-1) ?? {};
    await desk.demo.act({ what: "click", as: "U0MIRA", channel, ts, action_id });
  };
  await press(`approve.${update.number}`);
  await desk.hears("U0MIRA", `Approved: update ${update.number} goes out to #eng-updates at`);
  await press("undo");

  await desk.hears("U0MIRA", "Undone. Nothing was posted.");
  expect(await state()).toBe("in_review");
});

test("what is open is asked about all the same, with the comments and who is mentioned, and then has its ten seconds", async () => {
  await found();
  await says("Half of what?");

  await desk.click("U0MIRA", update, "approve");
  const shown = JSON.stringify((await desk.opened("U0MIRA")).blocks);
  for (const words of ["1 flag is open.", "1 comment is open", "read what people say", "1 person is mentioned"]) {
    expect(shown).toContain(words);
  }
  await desk.submit("U0MIRA");

  await desk.shows("U0MIRA", update, "Nothing has left Pulse yet.");
  expect(await goesOut()).not.toBeNull();
});

test("a comment that is made while somebody reads the question is asked about, too", async () => {
  await found();
  await desk.click("U0MIRA", update, "approve");
  await desk.opened("U0MIRA");
  await says("Not yet!");

  await desk.submit("U0MIRA");

  const shown = JSON.stringify((await desk.opened("U0MIRA")).blocks);
  expect(shown).toContain("Something changed since you opened this.");
  expect(shown).toContain("1 comment is open");
  expect(await state()).toBe("in_review");
});
