import { afterEach, beforeEach, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { approve } from "../../app/updates/approve.ts";
import { peopleCalled } from "../../app/updates/people-called.ts";
import { questionBefore } from "../../app/updates/question-before.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import { changePerson } from "../../db/app/people.ts";
import { inTransaction } from "../../db/connect.ts";
import type { NamesAs, Person, Update } from "../../db/app/tables.ts";
import { approving, BRIEF, CHANNEL, startTestApp, type TestApp } from "../support/app.ts";

const SAID = "# Faster search\n\n- Search answers in half the time (#12, Mira-L)\n";
const INPUT = { name: "Weekly", time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
let app: TestApp;
let update: Update;

beforeEach(async () => {
  app = await startTestApp();
  await change({ github_login: "mira-l" });
});
afterEach(() => app?.stop());

const change = (values: Partial<Pick<Person, "name" | "github_login" | "github_opt_out" | "deactivated_at">>) =>
  inTransaction(app.db, (tx) => changePerson(tx, app.mira.id!, values));

async function written(names_as: NamesAs): Promise<void> {
  const profile = await saveProfile(app.deps, app.mira, { ...INPUT, names_as });
  update = await app.written(SAID, { profile_id: profile.id });
}
const called = async () => [...(await peopleCalled(app.db, update))];
async function going(): Promise<string> {
  const [part] = (await listDeliveries(app.db, update.id)).at(-1)?.parts ?? [];
  return JSON.stringify(part?.payload.blocks);
}
const asked = () => questionBefore(app.deps, app.tobi, update.id, "approve", { markdown: SAID });

test("without a choice, people are their logins", async () => {
  const profile = await saveProfile(app.deps, app.mira, INPUT);
  expect(profile.names_as).toBe("logins");
  update = await app.written(SAID, { profile_id: profile.id });
  expect(await called()).toEqual([]);
  await approve(app.deps, app.tobi, update.id, approving(SAID));
  expect(await going()).toContain("Mira-L");
});

test("by their names, the team’s people are called so, and nobody is told", async () => {
  await written("names");
  expect((await asked()).mentions).toBe(0);
  await approve(app.deps, app.tobi, update.id, approving(SAID));
  expect(await going()).toContain("Mira Lindqvist");
});

test("mentioned, Slack tells them, and whoever approves is told how many before", async () => {
  await written("mentions");
  expect((await asked()).mentions).toBe(1);
  await approve(app.deps, app.tobi, update.id, approving(SAID));
  expect(await going()).toContain("<@U0MIRA>");
});

test("what was approved goes out, whatever anybody is called by then", async () => {
  await written("names");
  await approve(app.deps, app.tobi, update.id, approving(SAID));
  await change({ name: "Mira Okafor" });
  expect(await going()).toContain("Mira Lindqvist");
});

test("a yes counts for the people that it named", async () => {
  await written("mentions");
  const { token } = await asked();
  await change({ github_opt_out: true });
  expect((await asked()).token).not.toBe(token);
});

test.each([
  ["does not want to be matched", { github_opt_out: true }],
  ["left", { deactivated_at: new Date() }],
  ["has no login", { github_login: null }],
])("who %s stays a login", async (_, values) => {
  await written("mentions");
  await change(values);
  expect(await called()).toEqual([]);
});

test("a deleted profile calls people by their logins", async () => {
  await written("names");
  await app.db.updateTable("app.profiles").set({ deleted_at: new Date() }).execute();
  expect(await called()).toEqual([]);
});

test("whoever does not speak of it leaves it as it is, and the trail keeps what was chosen", async () => {
  const { id } = await saveProfile(app.deps, app.mira, { ...INPUT, names_as: "mentions" });
  expect((await saveProfile(app.deps, app.mira, { ...INPUT, id })).names_as).toBe("mentions");
  const events = await app.db.selectFrom("app.audit_events").select("detail").where("profile_id", "=", id).execute();
  expect(events.map(({ detail }) => detail)).toEqual([{ name: "Weekly", names_as: "mentions" }, { name: "Weekly" }]);
});
