import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backfill } from "../../../app/schedules/backfill.ts";
import { runNow } from "../../../app/schedules/run-now.ts";
import { skipNext } from "../../../app/schedules/skip-next.ts";
import { unskip } from "../../../app/schedules/unskip.ts";
import { pauseSchedule } from "../../../app/schedules/pause-schedule.ts";
import { removeSchedule } from "../../../app/schedules/remove-schedule.ts";
import { resumeSchedule } from "../../../app/schedules/resume-schedule.ts";
import type { ScheduleValues } from "../../../db/app/schedules.ts";
import { takeSlot } from "../../../app/schedules/take-slot.ts";
import { listNotices } from "../../../db/app/notices.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import type { Schedule } from "../../../db/app/schedule-tables.ts";
import { listSlots } from "../../../db/app/slots.ts";
import { startWeekly, type Weekly } from "../../support/weekly.ts";

let weekly: Weekly;
let app: Weekly["app"];
let deps: Weekly["deps"];
let clock: Weekly["clock"];
let profile: Weekly["profile"];
let save: Weekly["save"];
let tendAt: Weekly["tendAt"];

beforeEach(async () => {
  weekly = await startWeekly();
  ({ app, deps, clock, profile, save, tendAt } = weekly);
});
afterEach(() => weekly?.app.stop());

const slotsOf = async ({ id }: Schedule) => (await listSlots(app.db, id, 100)).toReversed();
const at = (time: string) => void (clock.now = new Date(time));

/** What became of each slot, in words: "10-05 drafted 09-27T07..10-04T07". */
async function story(schedule: Schedule): Promise<string[]> {
  return (await slotsOf(schedule)).map(({ slot, state, window_since: since, window_until: until }) => {
    const hour = (time: Date | null) => time?.toISOString().slice(5, 13);
    return `${slot.toISOString().slice(5, 10)} ${state}${since ? ` ${hour(since)}..${hour(until)}` : ""}`;
  });
}

describe("taking a slot", () => {
  test("a draft is asked for in the owner's name, over the window, and no sooner than its time", async () => {
    const schedule = await save();
    await tendAt("2026-10-04T06:59:59Z");
    expect(await slotsOf(schedule)).toEqual([]);

    await tendAt("2026-10-04T07:00:30Z");
    const [slot] = await slotsOf(schedule);
    const update = await app.now({ id: slot!.update_id! });
    expect(update).toMatchObject({ state: "generating", created_by: app.mira.id, profile_id: profile.id });
    expect((await findGeneration(app.db, update.id, 1))?.timeframe).toEqual({
      since: "2026-09-27T07:00:00Z",
      until: "2026-10-04T07:00:00Z",
      time_zone: "Europe/Berlin",
    });
    expect(slot).toMatchObject({ state: "drafted", origin: "clock", post_at: new Date("2026-10-05T07:00:00Z") });
    expect(await app.waiting("trigger")).toHaveLength(1);
  });

  test("of two instances at once one takes it: one update, one run", async () => {
    const schedule = await save();
    at("2026-10-04T07:00:30Z");
    await Promise.all([...Array(8)].map(() => takeSlot({ ...deps }, schedule.id)));

    expect(await story(schedule)).toEqual(["10-05 drafted 09-27T07..10-04T07"]);
    expect(await app.waiting("trigger")).toHaveLength(1);
  });

  test("a year on two instances: 52 slots, 52 runs, windows end to end", async () => {
    at("2026-01-01T12:00:00Z");
    const schedule = await save();
    for (let week = 0; week < 52; week++) {
      at(new Date(Date.parse("2026-01-04T09:00:00Z") + week * 7 * 24 * 3_600_000).toISOString());
      await Promise.all([takeSlot(deps, schedule.id), takeSlot({ ...deps }, schedule.id)]);
    }
    const slots = await slotsOf(schedule);
    expect(slots).toHaveLength(52);
    slots.slice(1).forEach(({ window_since }, index) => expect(window_since).toEqual(slots[index]!.window_until));
    expect(await app.waiting("trigger")).toHaveLength(52);
  });

  test("three weeks down: one make-up over the whole gap, of which the owner hears", async () => {
    const schedule = await save();
    await tendAt("2026-10-04T07:00:30Z");
    await tendAt("2026-10-29T12:00:00Z");
    await tendAt("2026-10-29T12:01:00Z");

    expect(await story(schedule)).toEqual([
      "10-05 drafted 09-27T07..10-04T07",
      "10-12 missed",
      "10-19 missed",
      "10-26 drafted 10-04T07..10-25T08",
    ]);
    const made = (await listNotices(app.db, 10)).filter(({ kind }) => kind === "slot.made_up");
    expect(made).toMatchObject([{ person_id: app.mira.id, payload: { missed: 2 } }]);
    expect((await slotsOf(schedule)).at(-1)?.post_at).toBeNull();
  });

  test("what was rejected is read again, what is still open is not", async () => {
    const schedule = await save();
    await tendAt("2026-10-04T07:00:30Z");
    await tendAt("2026-10-11T07:00:30Z");
    await app.put((await slotsOf(schedule))[1]!.update_id!, "rejected");
    await tendAt("2026-10-18T07:00:30Z");

    expect((await story(schedule)).at(-1)).toBe("10-19 drafted 10-04T07..10-18T07");
  });

  test("an owner who may not compose any more: the slot fails, the owner is told how to mend it, the window is kept", async () => {
    const schedule = await save();
    const role = (value: "viewer" | "admin") =>
      app.db.updateTable("app.people").set({ role: value }).where("id", "=", app.mira.id!).execute();
    await role("viewer");
    await tendAt("2026-10-04T07:00:30Z");
    await role("admin");
    await tendAt("2026-10-11T07:00:30Z");

    expect(await story(schedule)).toEqual(["10-05 failed", "10-12 drafted 10-04T07..10-11T07"]);
    expect(await listNotices(app.db, 10)).toMatchObject([{ kind: "slot.failed", payload: { remedy: /./ } }]);
  });
});

describe("by hand", () => {
  test("skipping leaves the next one out, and the one after it reads for both", async () => {
    const schedule = await save();
    await tendAt("2026-10-04T07:00:30Z");
    await skipNext(deps, app.tobi, profile.id);
    await tendAt("2026-10-11T07:00:30Z");
    await tendAt("2026-10-18T07:00:30Z");

    expect(await story(schedule)).toEqual([
      "10-05 drafted 09-27T07..10-04T07",
      "10-12 skipped",
      "10-19 drafted 10-04T07..10-18T07",
    ]);
    const told = (await listNotices(app.db, 10)).filter(({ kind }) => kind === "slot.skipped");
    expect(told).toMatchObject([{ person_id: app.mira.id, payload: { by: app.tobi.name } }]);
  });

  test("a skipped one can be given back until its draft time, and is then drafted as ever; the owner hears of both", async () => {
    const schedule = await save();
    const { slot } = await skipNext(deps, app.tobi, profile.id);
    await unskip(deps, app.tobi, profile.id, { slot });
    await tendAt("2026-10-04T07:00:30Z");
    expect(await story(schedule)).toEqual(["10-05 drafted 09-27T07..10-04T07"]);
    const told = (await listNotices(app.db, 10)).map(({ kind }) => kind);
    expect(told).toEqual(["slot.skipped", "slot.unskipped"]);

    const late = await skipNext(deps, app.mira, profile.id);
    await tendAt("2026-10-11T07:00:30Z");
    await expect(unskip(deps, app.mira, profile.id, late)).rejects.toMatchObject({ code: "conflict" });
  });

  test("nothing is drafted while it is paused; then the next one reads the whole time", async () => {
    const schedule = await save();
    await tendAt("2026-10-04T07:00:30Z");
    await pauseSchedule(deps, app.tobi, profile.id);
    await tendAt("2026-10-18T07:00:30Z");
    await resumeSchedule(deps, app.tobi, profile.id);
    await tendAt("2026-10-18T07:01:30Z");
    await tendAt("2026-10-25T08:00:30Z");

    expect(await story(schedule)).toEqual([
      "10-05 drafted 09-27T07..10-04T07",
      "10-19 drafted 10-04T07..10-18T07",
      "10-26 drafted 10-18T07..10-25T08",
    ]);
  });

  test("run now reads up to now, a second click finds it, and the clock goes on from there", async () => {
    const schedule = await save();
    at("2026-10-02T15:00:00Z");
    await runNow(deps, app.tobi, profile.id);
    await expect(runNow(deps, app.tobi, profile.id)).rejects.toMatchObject({ code: "conflict" });
    await tendAt("2026-10-04T07:00:30Z");

    expect((await story(schedule)).map((one) => one.slice(6))).toEqual([
      "drafted 09-20T07..10-02T15",
      "drafted 10-02T15..10-04T07",
    ]);
  });

  test("the last four windows become drafts, once, and the next slot goes on where they end", async () => {
    const schedule = await save();
    expect(await backfill(deps, app.mira, profile.id)).toHaveLength(4);
    await expect(backfill(deps, app.mira, profile.id)).rejects.toMatchObject({ code: "conflict" });
    await tendAt("2026-10-04T07:00:30Z");

    expect(await story(schedule)).toEqual([
      "09-07 drafted 08-30T07..09-06T07",
      "09-14 drafted 09-06T07..09-13T07",
      "09-21 drafted 09-13T07..09-20T07",
      "09-28 drafted 09-20T07..09-27T07",
      "10-05 drafted 09-27T07..10-04T07",
    ]);
  });

  test.each<[string, Partial<ScheduleValues>]>([
    ["cron", { cron: "0 9 * *" }],
    ["cron", { cron: "*/5 * * * *" }],
    ["cron", { cron: "0 9 30 2 *" }],
    ["time_zone", { time_zone: "Mars/Olympus" }],
    ["draft_lead_minutes", { draft_lead_minutes: -1 }],
    ["draft_lead_minutes", { draft_lead_minutes: NaN }],
  ])("a wrong %s is refused at its field: %j", async (path, more) => {
    await expect(save(more)).rejects.toMatchObject({ code: "invalid", details: [{ path }] });
  });

  test("saving again changes the one schedule, removing it ends it, and both are written down", async () => {
    const first = await save();
    const second = await save({ cron: "0 10 * * 2" });
    await removeSchedule(deps, app.mira, profile.id);
    await expect(skipNext(deps, app.mira, profile.id)).rejects.toMatchObject({ code: "not_found" });
    await tendAt("2026-10-20T12:00:00Z");

    expect(second).toMatchObject({ id: first.id, cron: "0 10 * * 2" });
    expect(await slotsOf(first)).toEqual([]);
    const events = await app.db
      .selectFrom("app.audit_events")
      .select("action")
      .where("profile_id", "=", profile.id)
      .orderBy("id")
      .execute();
    expect(events.map(({ action }) => action).filter((action) => action.startsWith("schedule."))).toEqual([
      "schedule.made",
      "schedule.changed",
      "schedule.removed",
    ]);
  });
});
