import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { approve } from "../../app/updates/approve.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { loadSchedule } from "../../app/schedules/load-schedule.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { markHomesStale, publishHomes } from "../../app/slack/home.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";
import { until } from "../support/until.ts";

const CHANNELS = [{ id: "C0ENG", name: "eng-updates", is_private: false, is_member: true }];

let app: TestApp;
let it: FrontInTest;

beforeAll(async () => {
  app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  it = await startSlackFront({ app, chores: [] });
});
afterAll(async () => {
  await it.stop();
  await app.stop();
});
beforeEach(async () => {
  await app.db.updateTable("app.updates").set({ deleted_at: new Date() }).where("deleted_at", "is", null).execute();
  await app.db.deleteFrom("app.homes").execute();
});

/** An event is answered before it is dealt with: then there is something to see. */
async function open(as = "U0MIRA"): Promise<void> {
  await it.demo.act({ what: "home", as });
  await until("published Home", async () => (await homes()).some((one) => one.slack_user_id === as && one.digest));
}
const shown = async (as = "U0MIRA") => JSON.stringify((await it.demo.person(as)).home?.blocks ?? []);
/** As if the pause between two drawings were over. */
const due = () =>
  app.db
    .updateTable("app.homes")
    .set({ due_at: new Date(0) })
    .execute();
const homes = () =>
  app.db
    .selectFrom("app.homes as home")
    .innerJoin("app.people as person", "person.id", "home.person_id")
    .select(["person.slack_user_id", "home.digest", "home.due_at"])
    .execute();

describe("the Home tab", () => {
  test("shows what waits, what is yours and how the connections are, with the buttons for it", async () => {
    const waiting = await app.written();
    const mine = await app.composed();

    await open();
    const home = await shown();
    expect(home).toContain(`"action_id":"approve.${waiting.number}"`);
    expect(home).toContain(`"action_id":"show_card.${mine.number}"`);
    expect(home).toContain("*GitHub* Demo");
    expect(home).toContain("*Model* none, the rules write");
  });

  test("shows a newcomer what belongs where", async () => {
    await open("U0LENA");
    const home = await shown("U0LENA");
    for (const help of [
      "Nothing waits for you",
      "Press Compose",
      "Nothing has been posted yet",
      "Nothing is scheduled",
    ]) {
      expect(home).toContain(help);
    }
  });

  test("has no Compose button for a viewer", async () => {
    await app.db.updateTable("app.people").set({ role: "viewer" }).where("handle", "=", "lena").execute();

    await open("U0LENA");

    expect(await shown("U0LENA")).not.toContain('"action_id":"compose"');
    expect(await shown("U0LENA")).toContain("Open Pulse");
    await app.db.updateTable("app.people").set({ role: "approver" }).where("handle", "=", "lena").execute();
  });

  test("changes by itself after an approval on the web, for everybody who has opened it", async () => {
    const update = await app.written();
    await Promise.all([open(), open("U0TOBI")]);

    await approve(app.deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1, override_reason: null });
    await markHomesStale(it.deps);
    await due();
    await publishHomes(it.deps);

    expect(await shown()).not.toContain(`approve.${update.number}`);
    expect(await shown("U0TOBI")).not.toContain(`approve.${update.number}`);
    expect(await shown()).toContain("Approved");
  });

  test("approves with its button, for whoever may", async () => {
    const update = await app.written();
    await open("U0TOBI");

    await it.demo.act({ what: "click_view", on: "home", as: "U0TOBI", action_id: `approve.${update.number}` });
    await until("form", async () => (await it.demo.person("U0TOBI")).modals.length > 0);
    await it.demo.act({ what: "submit", as: "U0TOBI" });

    await until("approval", async () => (await app.now(update)).state === "approved");
  });

  test("is not sent again while it looks the same", async () => {
    await open();
    let sent = 0;
    const publishHome = async (...to: Parameters<typeof it.deps.calls.publishHome>) => {
      sent += 1;
      return it.deps.calls.publishHome(...to);
    };
    const deps = { ...it.deps, calls: { ...it.deps.calls, publishHome } };

    await due();
    await publishHomes(deps);
    expect(sent).toBe(0);
    await app.written();
    await due();
    await publishHomes(deps);

    expect(sent).toBe(1);
    expect(await shown()).toContain("approve.");
  });

  test("is drawn again soon after something changed, and not at every change", async () => {
    await open();

    const before = Date.now();
    await markHomesStale(it.deps);

    const [first] = await homes();
    const due = first?.due_at.getTime() ?? 0;
    expect(due).toBeGreaterThan(before);
    expect(due).toBeLessThan(Date.now() + 4_000);
    await markHomesStale(it.deps);
    expect(await homes()).toMatchObject([{ due_at: first?.due_at }]);
  });

  test("that Slack does not take now is sent afterwards", async () => {
    await open();
    const update = await app.written();
    await it.demo.fault({ method: "views.publish", fault: "429", retry_after_s: 7 });

    await due();
    await publishHomes(it.deps);

    const [waits] = await homes();
    expect((waits?.due_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(4_000);
    await due();
    await publishHomes(it.deps);
    expect(await shown()).toContain(`#${update.number}`);
  });

  test("of somebody switched off is left alone", async () => {
    const put = (deactivated_at: Date | null) =>
      app.db.updateTable("app.people").set({ deactivated_at }).where("handle", "=", "lena").execute();
    await open("U0LENA");
    const before = await shown("U0LENA");
    await put(new Date());
    const update = await app.written();

    await due();
    await publishHomes(it.deps);

    expect(await shown("U0LENA")).toBe(before);
    await put(null);
    await due();
    await publishHomes(it.deps);
    expect(await shown("U0LENA")).toContain(`#${update.number}`);
  });
});

describe("what is scheduled", () => {
  const clocked = async (name: string) => {
    const made = await saveProfile(app.deps, app.mira, { name, time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
    const rule = { cron: "0 9 * * 1", time_zone: "UTC", draft_lead_minutes: 0, posts: "at_slot" as const };
    await saveSchedule(app.deps, app.mira, made.id, rule);
    return made.id;
  };
  const skipped = () => app.db.selectFrom("app.slots").select("slot").where("state", "=", "skipped").execute();
  const click = (action_id: string) => it.demo.act({ what: "click_view", on: "home", as: "U0MIRA", action_id });

  test("stands there with its next time, which one click skips, once", async () => {
    const id = await clocked("Monday news");
    await open();
    const [next] = (await loadSchedule(app.db, id, app.deps.clock()))?.next ?? [];

    await click(`skip_slot.${id}`);

    await until("skipped slot", async () => (await skipped()).length > 0);
    expect(await skipped()).toEqual([{ slot: next?.slot }]);
    // The same button again, before the tab was drawn anew: it named that one time.
    await click(`skip_slot.${id}`);
    await until("answer", async () =>
      (await it.demo.texts("D0MIRA")).some((text) => text?.includes("not the next one")),
    );
    expect(await skipped()).toHaveLength(1);
  });
});
