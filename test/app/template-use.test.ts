import { afterAll, beforeAll, expect, test } from "vitest";
import { measureApproved } from "../../app/feedback/measure-approved.ts";
import { loadTemplate } from "../../app/templates/load-template.ts";
import { whoFollows } from "../../app/templates/who-follows.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { approve } from "../../app/updates/approve.ts";
import { approving, BRIEF, CHANNEL, startTestApp, TEXT, type TestApp } from "../support/app.ts";

let app: TestApp;
beforeAll(async () => void (app = await startTestApp()));
afterAll(() => app?.stop());

const load = () => loadTemplate(app.deps, app.mira, "what-shipped");

test("what people changed of approved texts, and what is still open, counts for the version that wrote it", async () => {
  expect((await load()).edits.get(1)).toBeUndefined();
  const update = await app.written(TEXT);
  await app.written(TEXT);
  expect((await load()).open.get(1)).toBe(2);
  const edited = TEXT.replace("in half the time", "twice as fast");
  await approve(app.deps, app.tobi, update.id, approving(edited));
  await app.put(update.id, "posted");
  await measureApproved(app.deps);
  const { edits, open } = await load();
  expect(edits.get(1)).toEqual({ texts: 1, edits: 1 });
  expect(open.get(1)).toBe(1);
});

test("profiles follow the tag that they name, and the built-in one’s production where they name nothing", async () => {
  const profile = { time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  const usual = await saveProfile(app.deps, app.mira, { ...profile, name: "Usual" });
  await saveProfile(app.deps, app.mira, { ...profile, name: "By name", template: "what-shipped" });
  await saveProfile(app.deps, app.mira, { ...profile, name: "Pinned", template: "what-shipped@2" });
  const rule = { cron: "0 9 * * 1", time_zone: "UTC", draft_lead_minutes: 60, posts: "at_slot" as const };
  await saveSchedule(app.deps, app.mira, usual.id, rule);
  const { users, history } = await load();
  const names = (tag: string) => whoFollows(users, history, tag).map(({ name }) => name);
  expect(names("production")).toEqual(["By name", "Usual"]);
  expect(names("canary")).toEqual([]);
  expect(users.map(({ name, scheduled }) => [name, scheduled])).toEqual([
    ["By name", false],
    ["Pinned", false],
    ["Usual", true],
  ]);
});
