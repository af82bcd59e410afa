import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteProfile } from "../../app/profiles/delete-profile.ts";
import { getProfile } from "../../app/profiles/get-profile.ts";
import { findLastWindowEnd, listProfiles } from "../../db/app/profiles.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { slugFromName } from "../../app/profiles/slug-from-name.ts";
import type { ProfileInput } from "../../app/profiles/save-profile.ts";
import { generateFromProfile } from "../../app/updates/generate-from-profile.ts";
import { tryAgain } from "../../app/updates/try-again.ts";
import { postElsewhere } from "../../app/updates/post-elsewhere.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { insertDecision } from "../../db/app/decisions.ts";
import { inTransaction } from "../../db/connect.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../support/app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const input = (name: string, more: Partial<ProfileInput> = {}): ProfileInput => ({
  name,
  time_zone: "Europe/Berlin",
  channel: CHANNEL,
  brief: BRIEF,
  ...more,
});
const save = (name: string, more: Partial<ProfileInput> = {}) => saveProfile(app.deps, app.mira, input(name, more));

test.each([
  ["Engineering weekly", "engineering-weekly"],
  ["  Zürich — Änderungen!  ", "zurich-anderungen"],
  ["v2.0 / 日本", "v2-0"],
  ["日本", ""],
])("the name %j is called %j in addresses", (name, slug) => {
  expect(slugFromName(name)).toBe(slug);
});

test("a profile is found by its slug, with its time zone in its brief", async () => {
  const made = await save("Customer news", { time_zone: "America/New_York" });

  expect(await getProfile(app.db, app.mira.team_id, "customer-news")).toEqual(made);
  expect(made.brief.time_zone).toBe("America/New_York");
});

test.each([
  ["", "name"],
  ["x".repeat(81), "name"],
  ["!!!", "name"],
])("the name %j is refused", async (name, path) => {
  await expect(save(name)).rejects.toMatchObject({ code: "invalid", details: [{ path }] });
});

test("a time zone that is none is refused", async () => {
  await expect(save("Zone", { time_zone: "Mars/Olympus" })).rejects.toMatchObject({ details: [{ path: "time_zone" }] });
});

test("a name that is taken is refused, also one that only looks different, until the other profile is deleted", async () => {
  const first = await save("Product news");

  await expect(save("product-NEWS")).rejects.toMatchObject({ code: "invalid", details: [{ path: "name" }] });
  expect((await save("Product News", { id: first.id })).name).toBe("Product News");
  await deleteProfile(app.deps, app.mira, first.id);
  await expect(save("Product news", { id: first.id })).rejects.toMatchObject({ code: "not_found" });
  await save("Product news");
  expect((await listProfiles(app.db, app.mira.team_id)).filter(({ slug }) => slug === "product-news")).toHaveLength(1);
});

test("of several profiles of one name at once one is made, and the other people are told", async () => {
  const names = ["Twins", "twins", "TWINS", "Twins!"];

  const all = await Promise.allSettled(names.map((name) => save(name)));

  const refused = all.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(3);
  for (const one of refused) expect(one).toMatchObject({ reason: { code: "invalid" } });
});

test("every change of a profile is written down, with who did it", async () => {
  const profile = await save("Audited");
  await save("Audited", { id: profile.id, channel: { id: "C0PROD", name: "product-news" } });
  await deleteProfile(app.deps, app.tobi, profile.id);

  const events = await app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("profile_id", "=", profile.id)
    .orderBy("id")
    .execute();
  expect(events.map(({ action, actor_id }) => [action, actor_id])).toEqual([
    ["profile.made", app.mira.id],
    ["profile.changed", app.mira.id],
    ["profile.deleted", app.tobi.id],
  ]);
});

test("another team's profile is neither changed nor deleted", async () => {
  const profile = await save("Ours");
  const stranger = { ...app.mira, team_id: "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10" };

  await expect(deleteProfile(app.deps, stranger, profile.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(saveProfile(app.deps, stranger, input("Theirs", { id: profile.id }))).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await getProfile(app.db, app.mira.team_id, "ours")).toEqual(profile);
});

test("one click continues exactly where the last posted update ended, whatever came between", async () => {
  const profile = await save("Weekly", { brief: { ...BRIEF, window: { preset: "last" } } });
  const generate = () => generateFromProfile(app.deps, app.mira, "weekly");
  const windowOf = async (update: { id: string }) => (await findGeneration(app.db, update.id, 1))?.timeframe;

  const first = await generate();
  const week = (await windowOf(first))!;
  expect(Date.parse(week.until) - Date.parse(week.since)).toBeGreaterThan(6 * 24 * 3600 * 1000);
  expect(await findLastWindowEnd(app.db, profile.id)).toBeNull();

  const { until } = (await postedFor(first.id))!;
  const failed = await generate();
  await app.put(failed.id, "failed");
  const retracted = await generate();
  await app.put(retracted.id, "retracted");
  const next = await generate();

  expect((await windowOf(next))?.since).toBe(until);
  expect(await findLastWindowEnd(app.db, profile.id)).toEqual(new Date(until));
});

test("a copy for another channel moves no window, even one that was written anew", async () => {
  const profile = await save("Copied");
  const update = await app.written(undefined, { profile_id: profile.id });
  await inTransaction(app.db, (tx) =>
    insertDecision(tx, {
      update_id: update.id,
      kind: "approve",
      revision: 1,
      digest: "d",
      channel: CHANNEL,
      parts_digest: "p",
      person_id: app.mira.id!,
    }),
  );
  await app.put(update.id, "posted");
  const before = await findLastWindowEnd(app.db, profile.id);

  const copy = await postElsewhere(app.deps, app.mira, update.id, { channel: { id: "C0PROD", name: "product-news" } });
  await app.put(copy.id, "expired");
  app.passTime(3_600_000);
  await tryAgain(app.deps, app.mira, copy.id);
  app.passTime(-3_600_000);
  await app.put(copy.id, "posted");

  expect(before).not.toBeNull();
  expect(await findLastWindowEnd(app.db, profile.id)).toEqual(before);
});

/** The window that the row has once its text came and was posted. */
async function postedFor(id: string) {
  await app.answered(await app.now({ id }));
  await app.put(id, "posted");
  return (await findGeneration(app.db, id, 1))?.timeframe;
}
