import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { nextSlotFor } from "../../app/updates/post-time.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

/*
 * Approving in Slack asks once: where to, how many read it, what is open, the text, and when.
 */

const HOUR_MS = 3_600_000;
const CHANNELS = [
  { ...CHANNEL, is_private: false, is_member: true, num_members: 214 },
  { id: "C0PROD", name: "product-news", is_private: false, is_member: true, num_members: 1 },
];

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk({ slack: { ...noSlack, channels: async () => CHANNELS } });
});
afterAll(() => desk.stop());
afterEach(() => desk.demo.act({ what: "close", as: "U0MIRA" }));

let round = 0;
const text = () => `# Search\n\n- Search answers in half the time, round ${(round += 1)} (#12)\n`;

async function asked(update: Update) {
  await desk.click("U0MIRA", update, "approve");
  const modal = await desk.opened("U0MIRA");
  return { modal, shown: JSON.stringify(modal.blocks) };
}
/** Chooses a time of their own, and waits for its fields. */
async function otherTime() {
  await desk.demo.act({ what: "click_view", as: "U0MIRA", action_id: "approve_when", value: "at" });
  return until("fields", async () => {
    const modal = (await desk.demo.person("U0MIRA")).modals.at(-1);
    return modal?.blocks.some(({ block_id }) => block_id === "time") && modal;
  });
}
const state = async (update: Update) => (await desk.app.now(update)).state;
const postAt = async (update: Update) => {
  await until("approval", async () => (await state(update)) === "approved");
  return (await listDeliveries(desk.app.db, update.id)).at(-1)?.post_at ?? null;
};
/** A day and a time on the clocks of Berlin, as Slack's fields send them. */
function inBerlin(at: Date) {
  const parts = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: "Europe/Berlin" });
  const [date = "", time = ""] = parts.format(at).split(" ");
  return { date, time };
}
const inHours = (hours: number) => new Date(desk.app.deps.clock().getTime() + hours * HOUR_MS);

describe("Approve & post", () => {
  test("names the channel, its members, the messages, what is open and the text, and goes out now with a second tap", async () => {
    const update = await desk.drafted(text());
    const { modal, shown } = await asked(update);
    for (const word of [
      "Post to #eng-updates?",
      "214 members",
      "1 message",
      "Nothing is open about it.",
      "Search answers in half the time",
      "Times are those of Europe/Berlin.",
    ]) {
      expect(shown).toContain(word);
    }
    expect(modal).toMatchObject({ submit: { text: "Approve & post" } });
    expect(modal.blocks.map(({ block_id }) => block_id)).not.toContain("date");
    expect(await state(update)).toBe("in_review");

    expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });

    expect(await postAt(update)).toBeNull();
    await desk.shows("U0MIRA", update, "Approved, on its way");
  });

  test("goes out at a day and a time, on the clocks of its time zone, and the card says so and takes it back", async () => {
    const update = await desk.drafted(text());
    await asked(update);
    await otherTime();
    const { date, time } = inBerlin(inHours(50));

    await desk.submit("U0MIRA", { date, time });

    const at = await postAt(update);
    expect(inBerlin(at ?? new Date(0))).toEqual({ date, time });
    await desk.shows("U0MIRA", update, `goes out to <#C0ENG> <!date^${(at?.getTime() ?? 0) / 1_000}^`);
    await desk.click("U0MIRA", update, "take_back");
    await desk.shows("U0MIRA", update, "Waiting for a decision");
  });

  test.each<[string, Record<string, string>, string, string]>([
    ["is over", { date: "2026-01-05", time: "10:00" }, "time", "That time is over."],
    ["is far away", { date: "2036-01-05", time: "10:00" }, "time", "That is too far away."],
    ["the clocks leave out", { date: "2027-03-28", time: "02:30" }, "time", "There is no such time"],
    [
      "is filled in and not chosen",
      { when: "planned", date: "2026-12-05", time: "10:00" },
      "when",
      "“At another time”",
    ],
  ])("answers a time that %s at its field, keeps it there, and approves nothing", async (_what, values, field, why) => {
    const update = await desk.drafted(text());
    await asked(update);
    await otherTime();

    const { errors } = await desk.submit("U0MIRA", values);

    expect(errors).toEqual({ [field]: expect.stringContaining(why) });
    expect(await state(update)).toBe("in_review");
    for (const value of Object.values(values)) {
      expect(JSON.stringify((await desk.opened("U0MIRA")).state)).toContain(value);
    }
  });

  test("shows the fields to whoever is faster than they are drawn, and approves nothing yet", async () => {
    const update = await desk.drafted(text());
    await asked(update);

    expect(await desk.submit("U0MIRA", { when: "at" })).toMatchObject({ ok: true });

    const { blocks } = await desk.opened("U0MIRA");
    expect(blocks.map(({ block_id }) => block_id)).toEqual(expect.arrayContaining(["date", "time"]));
    expect(JSON.stringify(blocks)).not.toContain("Something changed");
    expect(await state(update)).toBe("in_review");
  });

  test("offers the next time of its profile's schedule with its date, and says where that is more than a week away", async () => {
    const { app } = desk;
    const channel = { id: "C0PROD", name: "product-news" };
    const input = { name: "Rarely", time_zone: "Europe/Berlin", channel, brief: BRIEF };
    const profile = await saveProfile(app.deps, app.mira, input);
    const far = inBerlin(inHours(24 * 9 + 1))
      .date.split("-")
      .map(Number);
    const cron = `0 17 ${far[2]} ${far[1]} *`;
    const rule = { cron, time_zone: "Europe/Berlin", draft_lead_minutes: 0, posts: "on_approval" as const };
    await saveSchedule(app.deps, app.mira, profile.id, rule);
    const update = await app.written(TEXT, { channel, profile_id: profile.id });
    await desk.give(update, ["mira"]);

    const { shown } = await asked(update);
    const day = `${far[2]} ${new Intl.DateTimeFormat("en-GB", { month: "short" }).format(inHours(24 * 9 + 1))}`;
    expect(shown).toMatch(new RegExp(`The next time of its schedule, \\w+,? ${day} ${far[0]},? 17:00, in \\d+ days`));
    expect(shown).toContain("1 member ·");
    await desk.submit("U0MIRA", { when: "slot" });

    expect(await postAt(update)).toEqual(await nextSlotFor(app.db, update, app.deps.clock()));
  });

  test("asks anew, with what was chosen, where it goes elsewhere by now, and lets it out there", async () => {
    const update = await desk.drafted(text());
    await asked(update);
    await otherTime();
    const { date, time } = inBerlin(inHours(30));
    const moved = { channel: JSON.stringify({ id: "C0GEN", name: "general" }) };
    await desk.app.db.updateTable("app.updates").set(moved).where("id", "=", update.id).execute();

    await desk.submit("U0MIRA", { date, time });

    const again = JSON.stringify(await desk.opened("U0MIRA"));
    expect(again).toMatch(/Something changed since you opened this.*Post to #general\?/);
    expect(again).toContain(date);
    await desk.submit("U0MIRA");
    expect(inBerlin((await postAt(update)) ?? new Date(0))).toEqual({ date, time });
  });
});
