import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Deps } from "../../app/deps.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { tendSchedules } from "../../app/schedules/tend-schedules.ts";
import { approve } from "../../app/updates/approve.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { BRIEF, CHANNEL, startTestApp, TEXT, type TestApp, NO_BRANCH } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let deps: Deps;
let browse: Browse;
let now: Date;
let url: string;
let profiles = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

beforeEach(async () => {
  now = new Date("2026-10-01T12:00:00Z");
  deps = { ...app.deps, clock: () => now };
  const name = `Weekly ${++profiles}`;
  await saveProfile(deps, app.mira, { name, time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF });
  url = `/profiles/weekly-${profiles}/schedule`;
  browse = await browseAsMira(deps);
});

const FORM: [string, string][] = [
  ...([
    ["kind", "weekly"],
    ["weekday", "1"],
    ["time", "09:00"],
    ["cron", ""],
    ["time_zone", "Europe/Berlin"],
    ["lead", "1440"],
    ["posts", "at_slot"],
  ] as [string, string][]),
];
const but = (name: string, value: string): [string, string][] =>
  FORM.map(([key, old]) => (key === name ? [key, value] : [key, old]));

const page = async (path = url) => (await browse(path)).text();
const press = (what: string, fields: [string, string][] = []) => browse(`${url}${what}`, {}, fields);

test("a profile without one offers it, and a saved one shows its next three slots, on both pages", async () => {
  expect(await page(url.replace("/schedule", ""))).toContain("Set a schedule");
  expect(await page()).toContain("Set a schedule");

  const saved = await press("", FORM);

  expect([saved.status, saved.headers.get("location")]).toEqual([303, url]);
  for (const path of [url, url.replace("/schedule", "")]) {
    const shown = await page(path);
    expect(shown).toContain("Every Monday at 09:00");
    for (const slot of ["Mon 5 Oct, 09:00", "Mon 12 Oct, 09:00", "Mon 19 Oct, 09:00"]) expect(shown).toContain(slot);
    expect(shown).toContain("Draft Sun 4 Oct, 09:00");
  }
});

test("around new year each of its times says which year it is in, where that is another one", async () => {
  now = new Date("2026-12-23T12:00:00Z");
  browse = await browseAsMira(deps);
  await press("", FORM);
  const shown = await page();
  expect(shown).toContain("Mon 28 Dec, 09:00");
  expect(shown).toMatch(/Mon 4 Jan 2027, 09:00.*Draft Sun 3 Jan 2027, 09:00/s);
});

test.each([
  ["time", but("time", "25:00"), "Write it as 09:00."],
  ["weekday", FORM.filter(([name]) => name !== "weekday"), "Choose a day."],
  ["cron", but("kind", "cron"), "Write five fields"],
  ["cron", [...but("kind", "cron").filter(([name]) => name !== "cron"), ["cron", "0 9 * * someday"]], "is no weekday"],
  ["time-zone", but("time_zone", "Mars/Olympus"), "is not a time zone"],
  ["draft-lead-minutes", but("lead", "-5"), "up to a week"],
] as [string, [string, string][], string][])(
  "a wrong %s is said at its field, and nothing typed is lost",
  async (id, form, words) => {
    const answer = await press("", form);
    const shown = await answer.text();

    expect(answer.status).toBe(422);
    expect(shown).toMatch(new RegExp(`id="${id}-error"[^>]*>.*${words}`));
    for (const [name, value] of form) if (name === "cron" && value) expect(shown).toContain(`value="${value}"`);
  },
);

test("a branch that is nowhere is said where its profile gets a clock, where it is run, and where it is generated", async () => {
  await press("", FORM);
  app.pipelines.faults = [NO_BRANCH];
  onTestFinished(() => void (app.pipelines.faults = []));

  for (const [path, fields] of [
    [url, FORM],
    [`${url}/run`, []],
    [`${url}/backfill`, []],
    [url.replace("/schedule", "/updates"), []],
  ] as [string, [string, string][]][]) {
    const answer = await browse(path, {}, fields);
    const shown = await answer.text();
    expect([path, answer.status]).toEqual([path, 422]);
    expect(shown).toContain("acme/harbor has no branch “mian”.");
    expect(shown).toContain("Choose one that it has, such as main or release/2.x. It stands in the profile “Weekly");
  }
});

test("skip, pause and go on are one click each", async () => {
  await press("", FORM);
  expect(await page()).toContain("Skip Mon 5 Oct, 09:00");

  await press("/skip");
  expect(await page()).toContain("Skip Mon 12 Oct, 09:00");
  const [, slot = ""] = /name="slot" value="([^"]+)"/.exec(await page()) ?? [];
  await press("/skip-undo", [["slot", slot]]);
  expect(await page()).toContain("Skip Mon 5 Oct, 09:00");
  const twice = await press("/skip-undo", [["slot", slot]]);
  expect([twice.status, await twice.text()]).toEqual([409, expect.stringContaining("not skipped any more")]);
  await press("/pause");
  expect(await page()).toMatch(/<b>Paused\.<\/b>.*Go on/s);
  await press("/resumption");
  expect(await page()).not.toContain("Paused");
});

test("run now leads to the draft; once more says what is there already", async () => {
  await press("", FORM);
  expect((await press("/run")).headers.get("location")).toMatch(/^\/updates\/[0-9a-f-]{36}$/);

  const again = await press("/run");
  expect(again.status).toBe(409);
  expect(await again.text()).toContain("There is an update up to now already.");
});

test("the last ones are shown with what became of them", async () => {
  await press("", FORM);
  now = new Date("2026-10-04T07:00:30Z");
  await tendSchedules(deps);
  const [, id = ""] = /href="\/updates\/([0-9a-f-]{36})"/.exec(await page()) ?? [];
  await app.put(id, "in_review");
  expect(await page()).toMatch(/To be posted Mon 5 Oct, 09:00.*In review/s);
  app.pipelines.evidence = async () => Promise.reject(new Problem("unavailable", "GitHub is away.", "Wait."));
  now = new Date("2026-10-05T07:00:30Z");
  await tendSchedules(deps);

  expect(await page()).toMatch(/Nobody had approved it by then\..*Held/s);
});

test("an approved one says when it goes out, does not keep looking, and can be taken back", async () => {
  await press("", FORM);
  now = new Date("2026-10-04T07:00:30Z");
  await tendSchedules(deps);
  const [, id = ""] = /href="\/updates\/([0-9a-f-]{36})"/.exec(await page()) ?? [];
  await app.answered(await app.now({ id }));
  await approve(deps, app.tobi, id, { markdown: TEXT, base_revision: 1, override_reason: null });

  const shown = await page(`/updates/${id}`);
  expect(shown).toContain("It goes to #eng-updates on 5 Oct, 07:00.");
  expect(shown).not.toContain("/status?face=");
  expect(await page()).toMatch(/Goes out Mon 5 Oct, 09:00.*Approved/s);
  await browse(`/updates/${id}/edit`, {}, []);
  expect((await app.now({ id })).state).toBe("in_review");
});

test("what was merged since is offered where the text is, for one click; what was reverted stands above it", async () => {
  await press("", FORM);
  now = new Date("2026-10-04T07:00:30Z");
  await tendSchedules(deps);
  const [, id = ""] = /href="\/updates\/([0-9a-f-]{36})"/.exec(await page()) ?? [];
  await app.answered(await app.now({ id }));
  const timeframe = { since: "2026-09-27T07:00:00Z", until: "2026-10-04T07:00:00Z", time_zone: "Europe/Berlin" };
  const found = {
    merged: ["acme/harbor#15", "acme/harbor#16"],
    until: "2026-10-04T07:00:00.000Z",
    reverted: [{ pr: "acme/harbor#12", by: "acme/harbor#20" }],
  };
  await app.db
    .updateTable("app.generations")
    .set({ timeframe: JSON.stringify(timeframe), reread: JSON.stringify(found), reread_at: now })
    .where("update_id", "=", id)
    .execute();
  await app.db
    .updateTable("app.slots")
    .set({ held_at: now, held_because: "reverted" })
    .where("update_id", "=", id)
    .execute();

  const shown = await page(`/updates/${id}`);
  expect(shown).toContain("acme/harbor#12 was reverted by acme/harbor#20.");
  expect(shown).toContain("Write again with 2 more");
  now = new Date("2026-10-04T09:00:00Z");
  await browse(`/updates/${id}/merges`, {}, []);
  expect(await app.now({ id })).toMatchObject({ state: "generating", generation: 2 });
  expect(await page(`/updates/${id}`)).not.toContain("Write again with");
});

test("the last four are drafted on request, and the schedule can be removed", async () => {
  await press("", FORM);
  await press("/backfill");
  expect((await page()).match(/href="\/updates\/[0-9a-f-]{36}"/g)).toHaveLength(4);

  await press("/deletion");
  expect(await page()).toContain("Set a schedule");
});

test("a viewer sees it and changes nothing", async () => {
  await press("", FORM);
  const role = (value: "viewer" | "admin") =>
    app.db.updateTable("app.people").set({ role: value }).where("id", "=", app.mira.id!).execute();
  await role("viewer");
  const answers = await Promise.all(
    ["", "/pause", "/skip", "/run", "/backfill", "/deletion"].map((at) => press(at, FORM)),
  );
  const shown = await page();
  await role("admin");

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
  expect(shown).toContain("Every Monday at 09:00");
});
