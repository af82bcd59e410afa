import { afterEach, beforeEach, expect, test } from "vitest";
import { changeRole } from "../../../app/people/change-role.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { loadSchedule } from "../../../app/schedules/load-schedule.ts";
import { saveSchedule } from "../../../app/schedules/save-schedule.ts";
import { takeOver } from "../../../app/schedules/take-over.ts";
import { listNotices } from "../../../db/app/notices.ts";
import { listSlots } from "../../../db/app/slots.ts";
import type { AppTables } from "../../../db/app/tables.ts";
import { connect } from "../../../db/connect.ts";
import { silent } from "../../support/database.ts";
import { WEEKLY, startWeekly, type Weekly } from "../../support/weekly.ts";

let weekly: Weekly;
let app: Weekly["app"];
let deps: Weekly["deps"];
let profile: Weekly["profile"];
let tendAt: Weekly["tendAt"];
let clock: Weekly["clock"];

beforeEach(async () => {
  weekly = await startWeekly();
  ({ app, deps, profile, tendAt, clock } = weekly);
  await saveSchedule(deps, app.tobi, profile.id, WEEKLY);
});
afterEach(() => weekly?.app.stop());

const notices = async () => (await listNotices(app.db, 50)).map(({ kind }) => kind.replace(/_.*/, ""));
const madeUp = () => app.db.updateTable("app.people").set({ made_up: false }).where("handle", "<>", "tobi").execute();

test.each<[string, string, () => Promise<unknown>]>([
  ["is switched off", "account is switched off", () => deactivate(deps, app.mira, app.tobi.id ?? "")],
  ["only reads now", "is viewer now", () => changeRole(deps, app.mira, app.tobi.id ?? "", { role: "viewer" })],
])(
  "when its owner %s, a schedule says so before its week fails, and every week, once each",
  async (_what, words, go) => {
    await go();

    await tendAt("2026-10-02T07:00:00Z");
    await tendAt("2026-10-02T07:01:00Z");
    expect(await notices()).toEqual(["schedule.ownerless"]);
    expect((await loadSchedule(app.db, profile.id, clock.now))?.ownerless).toContain(words);

    for (const week of ["2026-10-04T07:00:30Z", "2026-10-04T07:01:30Z", "2026-10-11T07:00:30Z"]) await tendAt(week);
    expect(await notices()).toEqual(["schedule.ownerless", "slot.failed", "slot.failed"]);
  },
);

test("taken over in one click, it drafts everything since its last window in the name of whoever took it", async () => {
  await tendAt("2026-10-04T07:00:30Z");
  await deactivate(deps, app.mira, app.tobi.id ?? "");
  await tendAt("2026-10-11T07:00:30Z");

  const schedule = await takeOver(deps, app.mira, profile.id);
  await takeOver(deps, app.mira, profile.id);

  expect(schedule.owner_id).toBe(app.mira.id);
  const events = await app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("action", "=", "schedule.taken_over")
    .execute();
  expect(events).toMatchObject([{ actor_id: app.mira.id, detail: { from: app.tobi.id, to: app.mira.id } }]);
  await tendAt("2026-10-18T07:00:30Z");
  const [slot] = await listSlots(app.db, schedule.id, 1);
  expect(slot).toMatchObject({ state: "drafted", window_since: new Date("2026-10-04T07:00:00Z") });
  expect((await app.now({ id: slot?.update_id ?? "" })).created_by).toBe(app.mira.id);
  expect((await loadSchedule(app.db, profile.id, clock.now))?.ownerless).toBeNull();
});

test("nobody takes a schedule from an owner who is here, and a reader takes none", async () => {
  await expect(takeOver(deps, app.mira, profile.id)).rejects.toMatchObject({ code: "conflict" });
  await deactivate(deps, app.mira, app.tobi.id ?? "");
  const lena = await app.db.selectFrom("app.people").selectAll().where("handle", "=", "lena").executeTakeFirstOrThrow();
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", lena.id).execute();
  const reader = { id: lena.id, team_id: lena.team_id, name: lena.name, surface: "web" as const };
  await expect(takeOver(deps, reader, profile.id)).rejects.toMatchObject({ code: "forbidden" });
});

test("where made-up people do not count, the schedule of one is nobody's", async () => {
  await madeUp();
  const connections = app.database.url("pulse_app");
  const { db, close } = connect<AppTables>(connections, silent);
  expect((await loadSchedule(db, profile.id, clock.now))?.ownerless).toBe(
    "Tobi Okafor is nobody of this team any more.",
  );
  await close();
});
