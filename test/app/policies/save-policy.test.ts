import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { policyOf } from "../../../app/policies/policy-of.ts";
import { savePolicy } from "../../../app/policies/save-policy.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { generateFromProfile } from "../../../app/updates/generate-from-profile.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import { listPolicies } from "../../../db/app/policies.ts";
import type { Profile } from "../../../db/app/tables.ts";
import { BRIEF, CHANNEL, NO_PREVIEW, startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
let profile: Profile;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  const input = { name: `Weekly ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  app.pipelines.policyPreview = { ...NO_PREVIEW };
});

const SECURITY = {
  when: [{ what: "labels", how: "any", values: ["security"] }],
  then: "cite",
  firm: "always",
} as const;
const save = (base: number, policy: unknown, more: object = {}) =>
  savePolicy(app.deps, app.mira, { profile_id: profile.id, base, policy, ...more });

test("a policy gets the next number, and each one before stays as it was", async () => {
  await save(0, { rules: [SECURITY] });
  await save(1, { rules: [SECURITY], dependencies: "cite" }, { why: "We use them" });
  const rows = await listPolicies(app.db, profile.id);
  expect(rows.map(({ number, made_by, why }) => [number, made_by, why])).toEqual([
    [2, app.mira.id, "We use them"],
    [1, app.mira.id, ""],
  ]);
  await expect(
    app.db.updateTable("app.policies").set({ why: "other" }).where("profile_id", "=", profile.id).execute(),
  ).rejects.toThrow(/never changed|append/i);
});

test("the audit trail says which rules came and went, in words", async () => {
  await save(0, { rules: [SECURITY] });
  await save(1, { rules: [{ ...SECURITY, then: "group" }] });
  const events = await app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("profile_id", "=", profile.id)
    .where("action", "=", "profile.policy_changed")
    .orderBy("at")
    .execute();
  expect(events.map(({ detail }) => detail).at(-1)).toMatchObject({
    policy: 2,
    added: ["When a label is security, always group it."],
    removed: ["When a label is security, always tell it."],
  });
});

test("the same policy again is no news", async () => {
  await save(0, { rules: [SECURITY] });
  expect(await save(1, { rules: [SECURITY], sections: [] })).toMatchObject({ number: 1 });
});

test("of two who save at once one is told that somebody was faster, and nothing of theirs is kept", async () => {
  const both = await Promise.allSettled([save(0, { rules: [SECURITY] }), save(0, { docs: "cite" })]);
  const [refused] = both.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toMatchObject({ code: "conflict", message: "Somebody else saved policy 1 meanwhile." });
  expect(await listPolicies(app.db, profile.id)).toHaveLength(1);
});

test("what the pipelines find wrong keeps it from being kept, each at its place", async () => {
  const fault = { path: "policy.rules.0.section", code: "no_section", message: "There is none.", fix: "Add it." };
  app.pipelines.policyPreview = { ...NO_PREVIEW, faults: [fault] };
  await expect(save(0, { rules: [SECURITY] })).rejects.toMatchObject({ code: "invalid", details: [fault] });
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 0, policy: {} });
});

test("one that would have told nothing of a week is kept only by who saw that", async () => {
  const timeframe = { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" };
  const window = { run_id: "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10", timeframe, merged: 9, moves: [] };
  app.pipelines.policyPreview.windows = [{ ...window, told: { before: 4, after: 0 } }];
  await expect(save(0, { rules: [SECURITY] })).rejects.toMatchObject({
    details: [{ code: "empties", message: "With this policy 9–15 Nov 2026 would tell nothing." }],
  });
  expect(await save(0, { rules: [SECURITY] }, { even_if_empty: true })).toMatchObject({ number: 1 });
});

test("a shape that is none is refused, with the field", async () => {
  await expect(save(0, { rules: [{ ...SECURITY, when: [] }] })).rejects.toMatchObject({
    code: "invalid",
    details: [{ path: "rules.0.when", message: expect.stringContaining("A rule needs a condition") }],
  });
});

test("the next text of the profile is asked for under its policy, and says by which number", async () => {
  await save(0, { rules: [SECURITY] });
  const update = await generateFromProfile(app.deps, app.mira, profile.slug);
  expect(await findGeneration(app.db, update.id, update.generation)).toMatchObject({
    policy: 1,
    parameters: { policy: { rules: [SECURITY] } },
  });
});
