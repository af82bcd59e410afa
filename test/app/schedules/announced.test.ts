import { afterEach, beforeEach, expect, test } from "vitest";
import { notePosts } from "../../../app/policies/note-posts.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../../app/schedules/save-schedule.ts";
import { approve } from "../../../app/updates/approve.ts";
import { askChecks } from "../../../app/updates/ask-checks.ts";
import { insertSlot } from "../../../db/app/slots.ts";
import type { Profile, Update } from "../../../db/app/tables.ts";
import { inTransaction } from "../../../db/connect.ts";
import { browseAsMira } from "../../support/browse.ts";
import { BRIEF, CHANNEL, line, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

let app: TestApp;
let profile: Profile;
let update: Update;

beforeEach(async () => {
  app = await startTestApp();
  profile = await saveProfile(app.deps, app.mira, { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
  await notePosts(app.deps, app.mira, { profile_id: profile.id, text: "Shipped: #12 and #77" });
  update = await app.written(TEXT, { profile_id: profile.id });
});
afterEach(() => app?.stop());

/** As if the schedule had asked for it. */
async function bySchedule(): Promise<void> {
  const weekly = { cron: "0 7 * * 1", time_zone: "UTC", draft_lead_minutes: 60, posts: "on_approval" as const };
  const { id: schedule_id, team_id } = await saveSchedule(app.deps, app.mira, profile.id, weekly);
  const slot = new Date("2026-10-05T07:00:00Z");
  const window = { window_since: new Date("2026-09-28T07:00:00Z"), window_until: slot };
  const drafted = { state: "drafted" as const, origin: "clock" as const, slot, post_at: null, update_id: update.id };
  await inTransaction(app.db, (tx) => insertSlot(tx, { schedule_id, team_id, ...drafted, ...window }));
}

const flags = async (text = TEXT) =>
  (await askChecks(app.deps, await app.now(update), text)).findings.filter(({ check }) => check === "S12");
const approved = (acknowledged: string[]) =>
  approve(app.deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1, override_reason: null, acknowledged });

test("a schedule's draft tells it all, and names what was announced already, for somebody to take on", async () => {
  await bySchedule();
  expect(update.brief.ignored_prs).toEqual([]);
  const [flag, ...others] = await flags();
  expect(others).toEqual([]);
  expect(flag).toMatchObject({
    severity: "flag",
    message: "One of these was announced already: #12 in a post that was pasted.",
    prs: ["acme/harbor#12"],
  });
  await expect(approved([])).rejects.toMatchObject({ code: "invalid" });
  expect((await approved([flag!.key])).state).toBe("approved");
});

test("one that Pulse posted in this channel leads to that update", async () => {
  await bySchedule();
  const earlier = await app.composed({ channel: CHANNEL });
  const posted_at = new Date("2026-10-14T09:00:00Z");
  const ledger = JSON.stringify([line("acme/harbor#13")]);
  await app.db
    .updateTable("app.updates")
    .set({ ledger, state: "posted", posted_at })
    .where("id", "=", earlier.id)
    .execute();
  const [flag] = await flags();
  expect(flag?.message).toMatch(
    /^2 of these were announced already: #12 in a post .*; #13 on 14 Oct[ 2026]* in #eng-updates\.$/,
  );
  expect(flag?.posts).toEqual([{ update_id: earlier.id, name: expect.stringMatching(/^#eng-updates, 14 Oct/) }]);
  const page = await (await browseAsMira(app.deps))(`/updates/${update.id}`);
  expect(await page.text()).toContain(`<a href="/updates/${earlier.id}">#eng-updates, 14 Oct`);
});

test("a text that tells it no more has no such flag", async () => {
  await bySchedule();
  expect(await flags("# Login\n\n- The login page remembers you (#13)\n")).toEqual([]);
});

test("whoever composed it by hand saw it in the list, and is not asked again", async () => {
  expect(await flags()).toEqual([]);
});
