import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Deps } from "../../../app/deps.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { backfill } from "../../../app/schedules/backfill.ts";
import { draftSlot } from "../../../app/schedules/draft-slot.ts";
import { loadSchedule } from "../../../app/schedules/load-schedule.ts";
import { saveSchedule } from "../../../app/schedules/save-schedule.ts";
import { tendSchedules } from "../../../app/schedules/tend-schedules.ts";
import { deleteUpdate } from "../../../app/updates/delete-update.ts";
import { restoreUpdate } from "../../../app/updates/restore-update.ts";
import { reopen } from "../../../app/updates/reopen.ts";
import { tryAgain } from "../../../app/updates/try-again.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import { listNotices } from "../../../db/app/notices.ts";
import { listCovered, lockSchedule } from "../../../db/app/schedules.ts";
import { listSlots } from "../../../db/app/slots.ts";
import type { Profile, UpdateState } from "../../../db/app/tables.ts";
import { inTransaction } from "../../../db/connect.ts";
import { BRIEF, CHANNEL, line, startTestApp, type TestApp } from "../../support/app.ts";
import { until } from "../../support/until.ts";

let app: TestApp;
let deps: Deps;
let now: Date;
let profile: Profile;
let schedule: string;

const FIRST = Date.parse("2026-10-04T07:00:30Z");
const WEEK_MS = 7 * 24 * 3_600_000;

beforeEach(async () => {
  app = await startTestApp();
  now = new Date("2026-10-01T12:00:00Z");
  deps = { ...app.deps, clock: () => now };
  const input = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(deps, app.mira, input);
  const weekly = { cron: "0 7 * * 1", time_zone: "UTC", draft_lead_minutes: 24 * 60, posts: "on_approval" as const };
  ({ id: schedule } = await saveSchedule(deps, app.mira, profile.id, weekly));
});
afterEach(() => app?.stop());

/** The week's draft is asked for: week 0 reads from 27 Sep to 4 Oct. @returns the newest update of the schedule. */
async function week(number: number): Promise<string> {
  now = new Date(FIRST + number * WEEK_MS);
  await tendSchedules(deps);
  const [newest] = await listSlots(app.db, schedule, 1);
  return newest!.update_id!;
}

/** "09-27..10-04 drafted", by the time that they read. */
async function story(): Promise<string[]> {
  const slots = (await listSlots(app.db, schedule, 50)).filter(({ window_since }) => window_since);
  const day = (time: Date | null) => time?.toISOString().slice(5, 10);
  return slots
    .map(({ window_since: since, window_until: until, origin, update_state }) => {
      return `${day(since)}..${day(until)} ${origin} ${update_state}`;
    })
    .sort();
}

/** Everything between the first window's beginning and the last one's end is read by exactly one update that may be posted. */
async function expectWhole(weeks: number): Promise<void> {
  const covered = (await listCovered(app.db, profile.id)).sort((one, other) => +one.since - +other.since);
  const end = covered.reduce(
    (at, { since, until }) => (expect(since).toEqual(at), until),
    new Date("2026-09-27T07:00:00Z"),
  );
  expect(end).toEqual(new Date(Date.parse("2026-10-04T07:00:00Z") + (weeks - 1) * WEEK_MS));
}

test.each<UpdateState>(["rejected", "failed", "timed_out", "expired", "retracted", "cancelled"])(
  "a week that is %s after the next one was drafted gets a draft of its own: nothing is lost, nothing doubled",
  async (state) => {
    const early = await week(0);
    await week(1);
    await app.put(early, state);
    await week(2);

    expect(await story()).toEqual([
      `09-27..10-04 clock ${state}`,
      "09-27..10-04 made_up generating",
      "10-04..10-11 clock generating",
      "10-11..10-18 clock generating",
    ]);
    await expectWhole(3);
    expect((await listNotices(app.db, 9)).filter(({ kind }) => kind === "slot.read_again")).toHaveLength(1);
  },
);

test("who says no to the same time twice is not asked a third time, and can still ask by hand", async () => {
  const early = await week(0);
  await week(1);
  await app.put(early, "rejected");
  await week(2);
  const again = (await listSlots(app.db, schedule, 9)).find(({ origin }) => origin === "made_up")!;
  await app.put(again.update_id!, "rejected");
  await week(3);

  expect((await story()).filter((one) => one.startsWith("09-27"))).toHaveLength(2);
  const gap = { since: new Date("2026-09-27T07:00:00Z"), until: new Date("2026-10-04T07:00:00Z") };
  expect((await loadSchedule(app.db, profile.id, now))?.gaps).toMatchObject([gap]);
  await backfill(deps, app.mira, profile.id);
  await expectWhole(4);
});

test("all weeks came to nothing: the next one reads from where the first began", async () => {
  for (const number of [0, 1, 2]) await app.put(await week(number), "rejected");
  await week(3);

  expect(await story()).toContain("09-27..10-25 clock generating");
});

test("what the next one has read for it is not brought back, by any way, and the answer names where it went", async () => {
  const early = await week(0);
  await app.put(early, "rejected");
  const later = await week(1);
  const refused = { code: "conflict", message: expect.stringContaining((await app.now({ id: later })).title) };

  await expect(reopen(deps, app.mira, early)).rejects.toMatchObject(refused);
  await app.put(early, "failed");
  await expect(tryAgain(deps, app.mira, early)).rejects.toMatchObject(refused);
  await app.put(early, "in_review");
  await deleteUpdate(deps, app.mira, early);
  await app.put(early, "in_review");
  await expect(restoreUpdate(deps, app.mira, early)).rejects.toMatchObject(refused);
  await app.put(later, "rejected");
  await restoreUpdate(deps, app.mira, early);
});

test("an earlier week that nobody read for is tried again after a later one, over its own time", async () => {
  const early = await week(0);
  await week(1);
  await app.put(early, "failed");
  await tryAgain(deps, app.mira, early);
  await week(2);

  expect((await findGeneration(app.db, early, 2))?.timeframe).toMatchObject({ until: "2026-10-04T07:00:00Z" });
  expect(await story()).toHaveLength(3);
  await expectWhole(3);
});

test("a try-again waits for the clock that is just taking the week, and then hears of it", async () => {
  const early = await week(0);
  await app.put(early, "failed");
  now = new Date(FIRST + WEEK_MS);
  let again: Promise<string> = Promise.resolve("");
  await inTransaction(app.db, async (tx) => {
    const clock = (await lockSchedule(tx, schedule))!;
    let ended = false;
    again = tryAgain(deps, app.mira, early)
      .then(
        () => "done",
        ({ code }) => String(code),
      )
      .finally(() => (ended = true));
    await until("try-again that waits or has ended", async () => ended || (await waitingForLocks()) > 0);
    const window = { since: new Date("2026-09-27T07:00:00Z"), until: new Date("2026-10-11T07:00:00Z") };
    const slot = new Date("2026-10-12T07:00:00Z");
    await draftSlot(tx, deps, app.mira, clock, profile, { slot, origin: "clock", post_at: null, window });
  });

  expect(await again).toBe("conflict");
  await expectWhole(2);
});

async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`.execute(app.db);
  return rows[0]!.count;
}

test("what somebody posted by hand in between is not told again, and the days around it are", async () => {
  await week(0);
  const hours = { preset: "instants" as const, since: "2026-10-06T00:00:00Z", until: "2026-10-08T00:00:00Z" };
  now = new Date("2026-10-09T00:00:00Z");
  const byHand = await app.composed({ brief: { window: hours, time_zone: "UTC" }, profile_id: profile.id });
  const ledger = JSON.stringify([line("acme/harbor#12"), line("acme/harbor#14", "omitted")]);
  const timeframe = JSON.stringify({ since: hours.since, until: hours.until, time_zone: "UTC" });
  await app.db.updateTable("app.updates").set({ ledger, state: "posted" }).where("id", "=", byHand.id).execute();
  await app.db.updateTable("app.generations").set({ timeframe }).where("update_id", "=", byHand.id).execute();
  const next = await week(1);

  expect((await findGeneration(app.db, next, 1))?.parameters).toMatchObject({
    date_range: { since: "2026-10-04T07:00:00Z", until: "2026-10-11T07:00:00Z" },
    ignored_prs: ["acme/harbor#12"],
    announced: [{ pr: "acme/harbor#12", where: "in #eng-updates" }],
  });
});
