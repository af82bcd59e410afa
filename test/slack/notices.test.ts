import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { noticeKinds, noticeMessage, type NoticeData } from "../../app/slack/blocks/notice.ts";
import { deliverNotices } from "../../app/slack/notices.ts";
import { insertNotice, type NewNotice } from "../../db/app/notices.ts";
import { findPerson } from "../../db/app/people.ts";
import type { Update } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import fc from "../support/chance.ts";
import { expectHarmless, hostile } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

let desk: Desk;
let update: Update;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
beforeEach(async () => void (update = await desk.app.written()));
afterEach(() => desk.mend());

async function left(kind: string, more: Partial<NewNotice> = {}): Promise<void> {
  const { team_id, id: update_id } = update;
  const mira = await findPerson(desk.app.db, "mira");
  const notice = { team_id, kind, subject_id: newId(), person_id: mira?.id ?? "", update_id, ...more };
  await inTransaction(desk.app.db, (tx) => insertNotice(tx, notice));
}

/** What somebody was told of this update. */
async function toldTo(person: string): Promise<string[]> {
  const said = (await desk.messages(person)).map(({ blocks }) => JSON.stringify(blocks));
  return said.filter((text) => text.includes(`#${update.number} `));
}

test("a held slot is told once to the owner and to those who may approve, with a button to the card", async () => {
  await left("slot.held", { approvers: true, payload: { because: "not_approved", slot: "2026-11-23T08:00:00.000Z" } });

  await deliverNotices(desk.deps);
  await deliverNotices(desk.deps);

  for (const person of ["U0MIRA", "U0TOBI", "U0LENA"]) {
    const [told = "", ...more] = await toldTo(person);
    expect(more).toEqual([]);
    expect(told).toContain("went by without an approval");
    expect(told).toContain("Show the card");
  }
});

test("who was asked is reminded first, and at the end everybody who may approve it", async () => {
  const tobi = await findPerson(desk.app.db, "tobi");
  const asked = { review_requested_at: new Date(), review_asked: JSON.stringify([tobi?.id]) };
  await desk.app.db.updateTable("app.updates").set(asked).where("id", "=", update.id).execute();
  const told = async () => Promise.all(["U0TOBI", "U0LENA"].map(async (person) => (await toldTo(person)).length));

  await left("review.reminder_50_1", { approvers: true, payload: { part: 0.5 } });
  await deliverNotices(desk.deps);
  expect(await told()).toEqual([1, 0]);

  await left("review.reminder_90_1", { approvers: true, payload: { part: 0.9 } });
  await deliverNotices(desk.deps);
  expect(await told()).toEqual([2, 1]);
});

test("the button of a notice brings the card", async () => {
  await left("slot.degraded", { payload: { reason: "The model did not answer." } });
  await deliverNotices(desk.deps);
  const notice = (await desk.messages("U0MIRA")).at(-1);

  await desk.demo.act({ what: "click", as: "U0MIRA", channel: "D0MIRA", ts: notice?.ts ?? "", action_id: "show_card" });

  await desk.shows("U0MIRA", update, "Waiting for a decision");
  await desk.hears("U0MIRA", `The card of update ${update.number} is in your messages with Pulse`);
});

test("a slot that failed is tried again from its notice, and whoever did so gets the card", async () => {
  await desk.app.put(update.id, "failed");
  await left("slot.failed", { payload: { problem: { message: "GitHub did not answer.", remedy: "Try again." } } });
  await deliverNotices(desk.deps);
  const notice = (await desk.messages("U0MIRA")).at(-1);
  expect(JSON.stringify(notice)).toContain("GitHub did not answer.");

  await desk.demo.act({ what: "click", as: "U0MIRA", channel: "D0MIRA", ts: notice?.ts ?? "", action_id: "try_again" });

  await desk.hears("U0MIRA", "It is being written once more.");
  expect((await desk.app.now(update)).state).toBe("generating");
  await desk.draw();
  await desk.shows("U0MIRA", update, "*Rewriting*");
});

test("what was paid for stands in the notice, and its run goes on from there", async () => {
  await desk.app.put(update.id, "failed");
  await left("slot.failed", { payload: { problem: { message: "GitHub did not answer.", remedy: "Try again." } } });
  await deliverNotices(desk.deps);
  const notice = (await desk.messages("U0MIRA")).at(-1);
  expect(JSON.stringify(notice)).toContain("5 of 9 calls are kept, about $0.02 left to pay.");

  const click = { channel: "D0MIRA", ts: notice?.ts ?? "", action_id: "continue_run" };
  await desk.demo.act({ what: "click", as: "U0MIRA", ...click });

  await desk.hears("U0MIRA", "The writing goes on.");
  expect((await desk.app.now(update)).state).toBe("generating");
});

test.each(["500-after", "drop-after", "truncate", "500-before"] as const)(
  "%s: what may have been told already is looked for before it is told again",
  async (fault) => {
    await desk.demo.fault({ method: "chat.postMessage", channel: "D0MIRA", fault });
    await left("slot.degraded", { payload: { reason: "The model did not answer." } });
    await deliverNotices(desk.deps);

    await desk.slackIsBack();
    await deliverNotices(desk.deps);

    expect(await toldTo("U0MIRA")).toHaveLength(1);
  },
);

test("what a schedule says whose owner is gone reaches those who can mend it, once each", async () => {
  const lena = await findPerson(desk.app.db, "lena");
  const gone = desk.app.db.updateTable("app.people").where("handle", "=", "lena");
  await gone.set({ deactivated_at: new Date() }).execute();
  const before = (await desk.messages("U0MIRA")).length;
  const problem = { message: "Lena Brandt’s account is switched off.", remedy: "Take it over." };
  await left("schedule.ownerless_1", { update_id: null, person_id: lena?.id ?? "", payload: problem });
  await left("slot.failed", { update_id: null, person_id: lena?.id ?? "", payload: problem });

  await deliverNotices(desk.deps);
  await deliverNotices(desk.deps);

  const told = (await desk.messages("U0MIRA")).slice(before).map(({ blocks }) => JSON.stringify(blocks));
  expect(told).toEqual([
    expect.stringContaining("A schedule without an owner"),
    expect.stringContaining("A scheduled update failed"),
  ]);
  expect(told.every((text) => text.includes("switched off"))).toBe(true);
  await gone.set({ deactivated_at: null }).execute();
});

test("nobody is reminded of what was decided meanwhile", async () => {
  await left("review.reminder_50_1", { approvers: true, payload: { due_at: "2026-11-23T08:00:00.000Z" } });
  await desk.app.put(update.id, "posted");

  await deliverNotices(desk.deps);

  expect(await toldTo("U0TOBI")).toEqual([]);
});

test("a reminder says until when, and goes to those who may decide", async () => {
  await left("review.reminder_90_1", { approvers: true, payload: { due_at: "2026-11-23T08:00:00.000Z" } });

  await deliverNotices(desk.deps);

  expect(await toldTo("U0TOBI")).toEqual([expect.stringMatching(/It expires <!date\^1795420800/)]);
});

test("while Slack asks to wait nobody is written to, and afterwards everybody is, once", async () => {
  await left("slot.held", { approvers: true, payload: { because: "not_approved" } });
  await desk.demo.fault({ method: "chat.postMessage", fault: "429", skip: 1, retry_after_s: 60 });

  await deliverNotices(desk.deps);
  await deliverNotices(desk.deps);
  expect(await Promise.all(["U0MIRA", "U0TOBI", "U0LENA"].map(toldTo))).toEqual([[expect.anything()], [], []]);

  await desk.slackIsBack();
  await deliverNotices(desk.deps);
  for (const person of ["U0MIRA", "U0TOBI", "U0LENA"]) expect(await toldTo(person)).toHaveLength(1);
});

test("of two instances at once, one tells", async () => {
  await left("slot.made_up", { payload: { missed: 3, since: "2026-10-19T07:00:00.000Z" } });

  await Promise.all([deliverNotices(desk.deps), deliverNotices(desk.deps), deliverNotices(desk.deps)]);

  expect(await toldTo("U0MIRA")).toEqual([expect.stringContaining("3 times were missed")]);
});

test("who is not in Slack is left to the browser, and the notice does not wait for them", async () => {
  await desk.app.db.updateTable("app.people").set({ slack_user_id: null }).where("handle", "=", "mira").execute();
  await left("slot.degraded", { payload: { reason: "x" } });

  await deliverNotices(desk.deps);

  await desk.app.db.updateTable("app.people").set({ slack_user_id: "U0MIRA" }).where("handle", "=", "mira").execute();
  expect(await desk.app.db.selectFrom("app.notices").selectAll().where("delivered_at", "is", null).execute()).toEqual(
    [],
  );
});

test("word that is older than two days is not told any more", async () => {
  await left("slot.degraded", { payload: { reason: "x" } });
  await desk.app.db
    .updateTable("app.notices")
    .set({ created_at: new Date(Date.now() - 3 * 24 * 3_600_000) })
    .where("update_id", "=", update.id)
    .execute();

  await deliverNotices(desk.deps);

  expect(await toldTo("U0MIRA")).toEqual([]);
});

test("whatever strangers wrote, no notice pings, hides a link, or is refused by Slack", () => {
  const at = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2040-01-01") });
  fc.assert(
    fc.property(
      fc.constantFrom(...noticeKinds),
      hostile,
      hostile,
      fc.array(hostile, { maxLength: 8 }),
      at,
      fc.boolean(),
      (kind, said, by, prs, slot, bare) => {
        const notice: NoticeData = {
          kind,
          by,
          prs,
          slot,
          since: slot,
          until: slot,
          due_at: slot,
          missed: 2,
          because: "reverted",
          update: bare
            ? null
            : { id: newId(), number: 3, revision: 1, title: said, url: "https://pulse.test/updates/1", move: "0" },
          schedule: { name: said, url: "https://pulse.test/profiles/x/schedule" },
          problem: { message: said, remedy: by },
          continuation: bare ? "" : "What was paid for is kept.",
          comments: prs.map((one) => ({ by, said: one, sentence: said, url: "https://pulse.test/updates/1#s-1" })),
        };
        expectHarmless(noticeMessage(notice), ["<!date^", "<https://pulse.test/updates/1#s-1|Read it there>"]);
      },
    ),
    { numRuns: 200 },
  );
});
