import { afterEach, beforeEach, expect, test } from "vitest";
import type { ScheduleValues } from "../../../db/app/schedules.ts";
import { takeSlot } from "../../../app/schedules/take-slot.ts";
import { tendSchedules } from "../../../app/schedules/tend-schedules.ts";
import { approve } from "../../../app/updates/approve.ts";
import { listDeliveries } from "../../../db/app/deliveries.ts";
import { listSlots } from "../../../db/app/slots.ts";
import { TEXT } from "../../support/app.ts";
import { startWeekly, type Weekly } from "../../support/weekly.ts";

let weekly: Weekly;
let app: Weekly["app"];
let deps: Weekly["deps"];
let clock: Weekly["clock"];
let save: Weekly["save"];

beforeEach(async () => {
  weekly = await startWeekly();
  ({ app, deps, clock, save } = weekly);
});
afterEach(() => weekly?.app.stop());

const HOUR_MS = 3_600_000;

/** Every hour in between, as the clock goes. */
async function until(time: string): Promise<void> {
  const end = Date.parse(time);
  while (clock.now.getTime() < end) {
    await tendSchedules(deps);
    clock.now = new Date(Math.min(end, clock.now.getTime() + HOUR_MS));
  }
  await tendSchedules(deps);
}

const slots = async (id: string) =>
  (await listSlots(app.db, id, 50))
    .toReversed()
    .map(({ slot, state }) => `${slot.toISOString().slice(5, 16)} ${state}`);

/** Drafted on Sunday the 4th for Monday the 5th at 07:00 UTC, and edited afterwards. */
test.each<[string, string, Partial<ScheduleValues>, string]>([
  ["later on its day", "2026-10-04T12:00:00Z", { cron: "0 11 * * 1" }, "10-05T09:00"],
  ["earlier on its day", "2026-10-04T12:00:00Z", { cron: "30 7 * * 1" }, "10-05T05:30"],
  ["a minute later, a minute before", "2026-10-05T06:59:00Z", { cron: "1 9 * * 1" }, "10-05T07:01"],
  ["to a time of its day that is over", "2026-10-05T06:30:00Z", { cron: "0 8 * * 1" }, "10-05T07:00"],
  ["to another day", "2026-10-04T12:00:00Z", { cron: "0 9 * * 4" }, "10-08T07:00"],
  ["to the end of its week", "2026-10-04T12:00:00Z", { cron: "0 9 * * 5" }, "10-09T07:00"],
  ["to another time zone", "2026-10-04T12:00:00Z", { time_zone: "America/New_York" }, "10-05T13:00"],
  ["with less time before it", "2026-10-04T12:00:00Z", { draft_lead_minutes: 60 }, "10-05T07:00"],
  ["with more time before it", "2026-10-04T12:00:00Z", { draft_lead_minutes: 48 * 60 }, "10-05T07:00"],
  ["with nothing changed", "2026-10-04T12:00:00Z", {}, "10-05T07:00"],
])("a slot that is moved between its draft and its time, %s, makes one draft", async (_what, at, change, slot) => {
  const { id } = await save();
  await until(at);
  expect(await slots(id)).toEqual(["10-05T07:00 drafted"]);

  await save(change);
  // Up to its time, and as long as nothing else is due.
  await until(new Date(Date.parse(`2026-${slot}:00Z`) + HOUR_MS).toISOString());

  expect(await slots(id)).toEqual([`${slot} drafted`]);
  expect(await app.waiting("trigger")).toHaveLength(1);
});

test("an approved text goes out at the new time", async () => {
  const { id } = await save();
  await until("2026-10-04T07:00:30Z");
  const [drafted] = await listSlots(app.db, id, 1);
  const update = await app.answered(await app.now({ id: drafted?.update_id ?? "" }));
  await approve(deps, app.mira, update.id, { markdown: TEXT, base_revision: 1, override_reason: null });

  await save({ cron: "0 11 * * 1" });

  const [delivery] = await listDeliveries(app.db, update.id);
  expect(delivery?.post_at).toEqual(new Date("2026-10-05T09:00:00Z"));
  clock.now = new Date("2026-10-05T08:00:00Z");
  await takeSlot(deps, id);
  expect(await slots(id)).toEqual(["10-05T09:00 drafted"]);
});

test("of several drafts for times to come each goes to its own new time", async () => {
  const daily = { cron: "0 9 * * *", draft_lead_minutes: 3 * 24 * 60 };
  const { id } = await save(daily);
  await until("2026-10-03T12:00:00Z");
  const before = await slots(id);
  expect(before.length).toBeGreaterThan(1);

  await save({ ...daily, cron: "0 18 * * *" });

  const moved = await slots(id);
  expect(moved).toHaveLength(before.length);
  expect(moved.filter((one) => one.includes("T16:00 drafted")).length).toBeGreaterThan(1);
});
