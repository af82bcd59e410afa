import { afterAll, beforeAll, expect, test } from "vitest";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../../app/schedules/save-schedule.ts";
import { tendSchedules } from "../../../app/schedules/tend-schedules.ts";
import { listSlots } from "../../../db/app/slots.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
beforeAll(async () => void (app = await startTestApp()));
afterAll(() => app?.stop());

test("a bug in reading one slot again stops neither the other slots nor what else schedules do", async () => {
  let now = new Date("2026-10-01T12:00:00Z");
  const deps = { ...app.deps, clock: () => now };
  const schedules: string[] = [];
  for (const name of ["One", "Two"]) {
    const input = { name, time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
    const profile = await saveProfile(deps, app.mira, input);
    const weekly = { cron: "0 9 * * 1", time_zone: "Europe/Berlin", draft_lead_minutes: 60, posts: "at_slot" as const };
    schedules.push((await saveSchedule(deps, app.mira, profile.id, weekly)).id);
  }
  now = new Date("2026-10-05T06:00:30Z");
  await tendSchedules(deps);
  for (const id of schedules) {
    const [slot] = await listSlots(app.db, id, 1);
    await app.answered(await app.now({ id: slot?.update_id ?? "" }));
  }
  let asked = 0;
  app.pipelines.evidence = async () => {
    asked += 1;
    throw new TypeError("Cannot read properties of undefined");
  };

  now = new Date("2026-10-05T07:00:30Z");
  await tendSchedules(deps);

  expect(asked).toBe(2);
  const held = await Promise.all(schedules.map(async (id) => (await listSlots(app.db, id, 1))[0]?.held_because));
  expect(held).toEqual(["not_approved", "not_approved"]);
});
