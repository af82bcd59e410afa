import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRole } from "../../app/people/change-role.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { noticeMessage } from "../../app/slack/blocks/notice.ts";
import { offerTo } from "../../app/slack/offers.ts";
import { openHome } from "../../app/slack/home.ts";
import type { Role } from "../../db/app/tables.ts";
import { BRIEF, TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

/*
 * A card, a Home tab and an answer are one person's: they offer what that person may, and nothing that would be refused.
 */

let desk: Desk;

const STRICT = {
  approvers: "approvers" as const,
  author_may_approve: false,
  deadline_hours: null,
  post_nothing: false,
};

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());

const be = (handle: string, role: Role) =>
  desk.app.db.updateTable("app.people").set({ role }).where("handle", "=", handle).execute();

/** What their card of it offers, by action; of the menu each entry. */
async function offered(person: string, update: { number: number }): Promise<string[]> {
  const { blocks = [] } = await desk.card(person, update);
  // Safe: our own buttons.
  const elements = blocks.flatMap(({ type, elements }) => (type === "actions" ? (elements as Element[]) : []));
  return elements.flatMap(
    ({ action_id, options }) => options?.map(({ value }) => value.split(":")[0] ?? "") ?? action_id,
  );
}
type Element = { action_id: string; options?: { value: string }[] };

test("a draft's card offers a reader nothing, a writer no decision, and an approver everything", async () => {
  await be("mira", "admin");
  await be("tobi", "approver");
  // A profile's rules hold over its channel; the other tests are of another one.
  const channel = { id: "C0PROD", name: "product-news" };
  const values = { name: "Weekly", time_zone: "UTC", channel, brief: BRIEF };
  const profile = await saveProfile(desk.app.deps, desk.app.mira, { ...values, approval: STRICT });
  const update = await desk.app.written(TEXT, { channel, profile_id: profile.id });
  await be("mira", "approver");
  await be("tobi", "author");
  await be("lena", "viewer");
  await desk.app.db
    .updateTable("app.updates")
    .set({ created_by: desk.app.tobi.id ?? "" })
    .execute();

  await desk.give(update, ["mira", "tobi", "lena"]);

  expect(await offered("U0LENA", update)).toEqual(["open"]);
  const writer = ["edit", "request_changes", "open", "post_to_me", "change_channel"];
  expect(await offered("U0TOBI", update)).toEqual(writer);
  expect(await offered("U0MIRA", update)).toEqual(["approve", ...writer, "reject"]);
  expect((await desk.card("U0TOBI", update)).shown).toContain("Mira Lindqvist may approve it.");
  expect((await desk.card("U0MIRA", update)).shown).not.toContain("may approve it");
});

test("whoever may no more is told so before they type, on an old card as well", async () => {
  const update = await desk.app.written();
  await desk.give(update, ["tobi"]);
  await be("tobi", "viewer");

  await desk.click("U0TOBI", update, "more", `reject:${update.id}:1:card:in=C0ENG`);

  await desk.hears("U0TOBI", "Your role, viewer, may not reject");
  expect((await desk.demo.person("U0TOBI")).modals).toEqual([]);
});

test("a card follows its reader's role", async () => {
  await be("mira", "admin");
  const update = await desk.app.written();
  await be("tobi", "author");
  await desk.give(update, ["tobi"]);
  expect(await offered("U0TOBI", update)).toContain("reject");

  await changeRole(desk.app.deps, desk.app.mira, desk.app.tobi.id ?? "", { role: "viewer" });
  await desk.draw();

  expect(await offered("U0TOBI", update)).toEqual(["open"]);
});

test("what is posted is corrected and retracted by who may, and offered to nobody else", async () => {
  const update = await desk.app.written();
  await desk.app.put(update.id, "posted");
  await desk.give(update, ["mira", "lena"]);

  expect(await offered("U0MIRA", update)).toEqual(["correct", "open", "retract"]);
  expect(await offered("U0LENA", update)).toEqual(["open"]);
});

test("a reader's Home tab and answers offer nothing but reading", async () => {
  const lena = await desk.app.db
    .selectFrom("app.people")
    .selectAll()
    .where("handle", "=", "lena")
    .executeTakeFirstOrThrow();
  const actor = { id: lena.id, team_id: lena.team_id, name: lena.name, surface: "slack" as const };
  await openHome(desk.deps, { actor, slack_user_id: "U0LENA", whisper: async () => undefined });
  const { home } = await desk.demo.person("U0LENA");
  expect(JSON.stringify(home?.blocks)).not.toMatch(/"compose"|Press Compose|skip_slot|Give </);

  for (const words of ["help", "list"]) await desk.demo.command(`/pulse ${words}`, "U0LENA");
  const { ephemerals } = await desk.demo.person("U0LENA");
  expect(JSON.stringify(ephemerals.slice(-2))).not.toMatch(/"compose"|pulse new|pulse ignore|pause/);
  await desk.demo.command("/pulse help", "U0MIRA");
  expect(JSON.stringify((await desk.demo.person("U0MIRA")).ephemerals.at(-1))).toContain("pulse new");
});

test("a notice offers another try to who may ask for one", () => {
  const said = {
    slot: null,
    because: "",
    by: "",
    missed: 0,
    since: null,
    until: null,
    due_at: null,
    prs: [],
    problem: null,
    continuation: "",
    comments: [],
  };
  const update = {
    id: crypto.randomUUID(),
    number: 1,
    revision: 1,
    title: "t",
    url: "https://pulse.test/updates/1",
    move: "",
  };
  const to = (role: Role) =>
    JSON.stringify(
      noticeMessage(
        { kind: "slot.failed", update, schedule: null, ...said },
        offerTo({ id: "", role, deactivated_at: null }),
      ).blocks,
    );
  expect([to("author").includes("try_again"), to("viewer").includes("try_again")]).toEqual([true, false]);
});
