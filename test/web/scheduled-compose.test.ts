import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Deps } from "../../app/deps.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { tendSchedules } from "../../app/schedules/tend-schedules.ts";
import { findGeneration } from "../../db/app/generations.ts";
import type { UpdateState } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { formFields } from "../support/form-fields.ts";
import { evidenceOf } from "../support/offered-models.ts";

/* A browser's forms hold days; a schedule's window begins and ends within them. */

let app: TestApp;
let deps: Deps;
let browse: Browse;
let now: Date;
let id: string;
let profiles = 0;
const HOURS = { since: "2026-09-27T07:00:00Z", until: "2026-10-04T07:00:00Z", time_zone: "Europe/Berlin" };

beforeAll(async () => {
  const channels = async () => [{ ...CHANNEL, is_private: false, is_member: true }];
  app = await startTestApp({ slack: { ...noSlack, channels } });
  app.pipelines.repositories = async () => ({
    repositories: [{ repo: "acme/harbor", default_branch: "main", private: true }],
    notes: [],
  });
  app.pipelines.evidence = async ({ date_range }) => ({
    status: "ready",
    preview: { ...evidenceOf(2), timeframe: { ...HOURS, ...date_range } },
  });
});
afterAll(() => app?.stop());

beforeEach(async () => {
  now = new Date("2026-10-01T12:00:00Z");
  deps = { ...app.deps, clock: () => now };
  const values = { name: `Weekly ${++profiles}`, time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(deps, app.mira, values);
  const rule = {
    cron: "0 9 * * mon",
    time_zone: "Europe/Berlin",
    draft_lead_minutes: 1_440,
    posts: "at_slot" as const,
  };
  await saveSchedule(deps, app.mira, profile.id, rule);
  now = new Date("2026-10-04T07:00:30Z");
  await tendSchedules(deps);
  const update = await app.db
    .selectFrom("app.updates")
    .select("id")
    .where("profile_id", "=", profile.id)
    .executeTakeFirstOrThrow();
  id = update.id;
  browse = await browseAsMira(deps);
});

const windowOf = async (update: string, generation = 1) =>
  (await findGeneration(app.db, update, generation))?.parameters.date_range;
const briefOf = async (update: string) => (await app.now({ id: update })).brief;
const form = async (path: string): Promise<[string, string][]> =>
  formFields(await (await browse(path)).text(), "brief");
const but = (fields: [string, string][], changed: Record<string, string>): [string, string][] =>
  fields.map(([name, value]) => [name, changed[name] ?? value]);

/** A brief as the releases before wrote it. */
const asBefore = (range: object) =>
  sql`update app.updates set brief = brief - 'window' || jsonb_build_object('range', ${JSON.stringify(range)}::jsonb)
      where id = ${id}`.execute(app.db);

test.each<UpdateState>(["failed", "timed_out", "nothing_to_report", "expired", "changes_requested"])(
  "a scheduled update that is %s is written again over its hours, from its form",
  async (state) => {
    await app.put(id, state);

    const answer = await browse(`/updates/${id}/generations`, {}, await form(`/compose?from_update=${id}&again=1`));

    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/updates/${id}`]);
    expect(await windowOf(id, 2)).toEqual(HOURS);
  },
);

test("one that was posted is composed again over its hours, and says them", async () => {
  await app.put(id, "posted");
  now = new Date("2026-10-15T12:00:00Z");
  expect(await (await browse(`/compose?from_id=${id}`)).text()).toContain("27 Sept, 09:00 – 4 Oct, 09:00");

  const answer = await browse("/updates", {}, await form(`/compose?from_id=${id}`));

  const again = answer.headers.get("location")?.split("/").at(-1) ?? "";
  expect([answer.status, await windowOf(again)]).toEqual([303, HOURS]);
  expect(await briefOf(again)).toEqual(await briefOf(id));
});

test("its form is drawn again with its hours, and days changed by hand win over them", async () => {
  await app.put(id, "failed");
  const fields = await form(`/compose?from_update=${id}&again=1`);
  const redrawn = formFields(await (await browse("/compose", {}, fields)).text(), "brief");
  expect(redrawn).toContainEqual(["preset", "instants"]);

  await browse(`/updates/${id}/generations`, {}, but(redrawn, { from: "2026-10-01" }));

  expect((await briefOf(id)).window).toEqual({ preset: "dates", from: "2026-10-01", to: "2026-10-04" });
  expect(await windowOf(id, 2)).toMatchObject({ since: "2026-09-30T22:00:00Z", until: "2026-10-04T07:00:30Z" });
});

test.each([
  [{ preset: "dates", from: "2026-09-27T07:00:00.000Z", to: "2026-10-04T07:00:00.000Z" }, HOURS],
  [{ preset: "dates", from: "2026-09-27", to: "2026-09-30" }, { since: "2026-09-26T22:00:00Z" }],
  [{ preset: "7d" }, { since: "2026-09-27T22:00:00Z", until: "2026-10-04T07:00:30Z" }],
])("a row of the release before is read: %j", async (range, window) => {
  await asBefore(range);
  await app.put(id, "failed");

  await browse(`/updates/${id}/generations`, {}, await form(`/compose?from_update=${id}&again=1`));
  expect(await windowOf(id, 2)).toMatchObject(window);
  await app.put(id, "failed");
  await browse(`/updates/${id}/generations`, {}, []);
  expect(await windowOf(id, 3)).toMatchObject(window);
  expect(await briefOf(id)).not.toHaveProperty("range");
});

test("what is no time in its hidden fields is said, and nothing typed is lost", async () => {
  await app.put(id, "failed");
  const fields = but(await form(`/compose?from_update=${id}&again=1`), {
    since: "yesterday",
    custom_prompt: "Thanks.",
  });

  const answer = await browse(`/updates/${id}/generations`, {}, fields);
  const page = await answer.text();

  expect([answer.status, /id="window-error"[^>]*>[^<]*<[^]*?is no time/.test(page)]).toEqual([422, true]);
});

describe("what the list was read for", () => {
  const shown = async () => formFields(await (await browse("/compose", {}, await form("/compose"))).text(), "brief");

  test("is what is asked for a few minutes later", async () => {
    const fields = await shown();
    now = new Date("2026-10-04T07:20:00Z");

    const answer = await browse("/updates", {}, fields);

    const made = answer.headers.get("location")?.split("/").at(-1) ?? "";
    expect(await windowOf(made)).toMatchObject({ until: "2026-10-04T07:00:30Z" });
  });

  test.each<Record<string, string>>([{ preset: "14d" }, { time_zone: "Asia/Tokyo" }])(
    "is not what %j asks for",
    async (changed) => {
      const fields = await shown();
      now = new Date("2026-10-04T07:20:00Z");

      const answer = await browse("/updates", {}, but(fields, changed));

      const made = answer.headers.get("location")?.split("/").at(-1) ?? "";
      expect(await windowOf(made)).toMatchObject({ until: "2026-10-04T07:20:00Z" });
    },
  );
});
