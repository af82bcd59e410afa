import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changePolicy } from "../../../app/policies/change-policy.ts";
import { withRule } from "../../../app/policies/draft.ts";
import { joinDraft } from "../../../app/policies/join-draft.ts";
import { loadPolicy } from "../../../app/policies/load-policy.ts";
import { restorePolicy } from "../../../app/policies/restore-policy.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { savePolicy } from "../../../app/policies/save-policy.ts";
import type { Profile } from "../../../db/app/tables.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import { ruleText } from "../../../webhooks/contract/policy-text.ts";
import { BRIEF, CHANNEL, NO_PREVIEW, startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
let profile: Profile;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
  app.pipelines.policyPreview = NO_PREVIEW;
});
afterAll(() => app?.stop());
beforeEach(async () => {
  const input = { name: `Drafts ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  await save(0, "a");
});

const rule = (label: string): PolicyRule => {
  return { when: [{ what: "labels", how: "any", values: [label] }], then: "cite", firm: "usually" };
};
const save = (base: number, ...labels: string[]) =>
  savePolicy(app.deps, app.tobi, { profile_id: profile.id, base, policy: { rules: labels.map(rule) } });
const add = (label: string) =>
  changePolicy(app.deps, app.mira, { profile_id: profile.id, change: withRule(rule(label)) });
const mine = () => loadPolicy(app.deps, app.mira, profile);
const labels = async () =>
  (await mine()).draft.rules.map((one) => /is (\S+),/.exec(ruleText(one.rule))?.[1]).toSorted();

test("what is changed while one’s changes are put onto a newer policy is lost in neither order", async () => {
  await add("mine");
  await save(1, "a", "theirs");
  const many = Array.from({ length: 6 }, (_, at) => add(`more${at}`));
  await Promise.all([joinDraft(app.deps, app.mira, profile.id), ...many]);
  await joinDraft(app.deps, app.mira, profile.id);
  expect(await labels()).toEqual(["a", "mine", "more0", "more1", "more2", "more3", "more4", "more5", "theirs"]);
});

test("where the newer policy has all that somebody changed, nothing is unsaved any more", async () => {
  await add("b");
  await save(1, "a", "b");
  await joinDraft(app.deps, app.mira, profile.id);
  const drafts = app.db.selectFrom("app.policy_drafts").selectAll().where("profile_id", "=", profile.id);
  expect(await drafts.execute()).toEqual([]);
});

test("who may not change a policy any more keeps what they had changed when they put an earlier one back", async () => {
  await save(1, "a", "b");
  await add("mine");
  const { role } = await app.db
    .selectFrom("app.people")
    .select("role")
    .where("id", "=", app.mira.id)
    .executeTakeFirstOrThrow();
  const become = (now: typeof role) =>
    app.db.updateTable("app.people").set({ role: now }).where("id", "=", app.mira.id).execute();
  await become("viewer");
  const put = restorePolicy(app.deps, app.mira, { profile_id: profile.id, number: 1 });
  await expect(put).rejects.toMatchObject({ code: "forbidden" });
  await become(role);
  expect(await labels()).toEqual(["a", "b", "mine"]);

  await restorePolicy(app.deps, app.mira, { profile_id: profile.id, number: 1 });
  expect(await labels()).toEqual(["a"]);
});
