import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../../app/deps.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { DEFAULT_RULES } from "../../../app/people/policy.ts";
import { deleteProfile } from "../../../app/profiles/delete-profile.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { edit } from "../../../app/updates/edit.ts";
import { approve } from "../../../app/updates/approve.ts";
import { expireReviews } from "../../../app/updates/expire-reviews.ts";
import { reopen } from "../../../app/updates/reopen.ts";
import { remindApprovers } from "../../../app/updates/remind-approvers.ts";
import { requestApproval } from "../../../app/updates/request-approval.ts";
import { save } from "../../../app/updates/save.ts";
import type { ApprovalRules, Profile, Role } from "../../../db/app/tables.ts";
import { BRIEF, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

let app: TestApp;
let lena: Actor;
let names = 0;

beforeAll(async () => {
  app = await startTestApp();
  const person = await app.db
    .selectFrom("app.people")
    .selectAll()
    .where("handle", "=", "lena")
    .executeTakeFirstOrThrow();
  lena = { id: person.id, team_id: person.team_id, name: person.name, surface: "slack" };
});
afterAll(() => app.stop());

const approving = (markdown = TEXT, base_revision = 1) => ({ markdown, base_revision, override_reason: null });
const OTHER = `${TEXT}\nAnd the rest.\n`;
const HOUR_MS = 3_600_000;

/** For a channel of its own: of several on one, each one's rules hold. */
async function profileWith(approval: Partial<ApprovalRules>, name = `Rules ${++names}`): Promise<Profile> {
  const channel = { id: `C0RULES${names}`, name: `rules-${names}` };
  const values = { name, time_zone: "UTC", channel, brief: BRIEF };
  return saveProfile(app.deps, app.mira, { ...values, approval: { ...DEFAULT_RULES, ...approval } });
}
const writtenUnder = async (approval: Partial<ApprovalRules>) => {
  const { id, channel } = await profileWith(approval);
  return app.written(TEXT, { profile_id: id, channel });
};
const become = ({ id }: Actor, role: Role) =>
  app.db.updateTable("app.people").set({ role }).where("id", "=", id).execute();

test("without a profile, and by default, whoever may write approves in one click", async () => {
  await become(lena, "author");
  const [plain, ruled] = [await app.written(), await writtenUnder({})];

  expect((await approve(app.deps, lena, plain.id, approving())).state).toBe("approved");
  expect((await approve(app.deps, app.mira, ruled.id, approving())).state).toBe("approved");
});

test("where approvers decide, an author is told who does, and an approver goes through", async () => {
  await become(lena, "author");
  const update = await writtenUnder({ approvers: "approvers" });

  await expect(approve(app.deps, lena, update.id, approving())).rejects.toMatchObject({
    code: "forbidden",
    message: "Approvers decide about this.",
    remedy: "Ask Mira Lindqvist or Tobi Okafor.",
  });
  expect((await approve(app.deps, app.tobi, update.id, approving())).state).toBe("approved");
});

test("where people are named, not even an admin decides for them", async () => {
  await become(lena, "author");
  const update = await writtenUnder({ approvers: [lena.id!] });

  await expect(approve(app.deps, app.mira, update.id, approving())).rejects.toMatchObject({
    code: "forbidden",
    remedy: "Ask Lena Brandt.",
  });
  expect((await approve(app.deps, lena, update.id, approving())).state).toBe("approved");
});

test("when everybody named has left, the refusal says who can change that", async () => {
  await become(lena, "author");
  const update = await writtenUnder({ approvers: [lena.id!] });
  await deactivate(app.deps, app.mira, lena.id!);

  await expect(approve(app.deps, app.tobi, update.id, approving())).rejects.toMatchObject({
    remedy: "Nobody may at the moment: ask Mira Lindqvist to change who approves.",
  });
  await expect(approve(app.deps, lena, update.id, approving())).rejects.toMatchObject({
    code: "forbidden",
    message: "Your account is switched off.",
  });
  await app.db.updateTable("app.people").set({ deactivated_at: null }).where("id", "=", lena.id).execute();
});

test("a second person: neither who asked nor who changed the text, even in the moment of approving", async () => {
  const update = await writtenUnder({ author_may_approve: false });

  await expect(approve(app.deps, app.mira, update.id, approving())).rejects.toMatchObject({ code: "forbidden" });
  await expect(approve(app.deps, app.tobi, update.id, approving(OTHER))).rejects.toMatchObject({
    code: "forbidden",
    message: "This is your text, and its rules ask for a second person.",
  });
  expect((await app.now(update)).revision).toBe(1);
  await save(app.deps, app.tobi, update.id, approving(OTHER));
  await expect(approve(app.deps, app.tobi, update.id, approving(OTHER, 2))).rejects.toMatchObject({
    code: "forbidden",
  });
  await become(lena, "author");
  expect((await approve(app.deps, lena, update.id, approving(OTHER, 2))).state).toBe("approved");
});

test("an approval that comes too late is refused, and asking again gives it its time anew", async () => {
  const update = await writtenUnder({ deadline_hours: 4 });

  app.passTime(4 * HOUR_MS + 60_000);
  const late = approve(app.deps, app.tobi, update.id, approving());
  await expect(late).rejects.toMatchObject({ code: "conflict", message: "The time to approve this is over." });
  await expect(late).rejects.toMatchObject({ remedy: "Request approval again; that starts the time anew." });
  await requestApproval(app.deps, app.mira, update.id, approving());
  expect((await approve(app.deps, app.tobi, update.id, approving())).state).toBe("approved");
  app.passTime(-4 * HOUR_MS - 60_000);
});

test("what nobody approved in time expires, is posted nowhere, and can be opened again", async () => {
  const [update, patient] = [await writtenUnder({ deadline_hours: 2 }), await writtenUnder({})];
  const waiting = (await app.waiting("deliver")).length;

  await expireReviews(app.deps);
  expect((await app.now(update)).state).toBe("in_review");
  app.passTime(3 * HOUR_MS);
  await Promise.all([expireReviews(app.deps), expireReviews(app.deps)]);

  expect([(await app.now(update)).state, (await app.now(patient)).state]).toEqual(["expired", "in_review"]);
  expect(await app.waiting("deliver")).toHaveLength(waiting);
  await expect(approve(app.deps, app.mira, update.id, approving())).rejects.toMatchObject({
    code: "conflict",
    remedy: "Open it again and request approval anew.",
  });
  await reopen(app.deps, app.mira, update.id);
  expect((await approve(app.deps, app.mira, update.id, approving())).state).toBe("approved");
  app.passTime(-3 * HOUR_MS);
});

test("whoever may approve is reminded at half and at nine tenths of the time, once each, and anew when it begins anew", async () => {
  const update = await writtenUnder({ deadline_hours: 10 });
  const told = async () =>
    (await app.db.selectFrom("app.notices").selectAll().where("update_id", "=", update.id).orderBy("id").execute()).map(
      ({ payload, approvers, person_id }) => [payload["part"], approvers, person_id],
    );
  const at = async (hours: number) => {
    app.passTime(hours * HOUR_MS + 1000);
    await Promise.all([remindApprovers(app.deps), remindApprovers(app.deps)]);
    app.passTime(-hours * HOUR_MS - 1000);
    return told();
  };

  expect(await at(4.9)).toEqual([]);
  expect(await at(5)).toEqual([[0.5, true, app.mira.id]]);
  expect(await at(8)).toHaveLength(1);
  expect((await at(9)).map(([part]) => part)).toEqual([0.5, 0.9]);
  expect(await at(10)).toHaveLength(2);
  app.passTime(9 * HOUR_MS);
  await requestApproval(app.deps, app.tobi, update.id, approving());
  expect(await at(5)).toEqual([...(await told()).slice(0, 2), [0.5, true, app.tobi.id]]);
  app.passTime(-9 * HOUR_MS);
});

test("the time begins anew when an approved text is taken back", async () => {
  const update = await writtenUnder({ deadline_hours: 2 });
  await approve(app.deps, app.mira, update.id, approving());

  app.passTime(HOUR_MS);
  const back = await edit(app.deps, app.mira, update.id);

  expect(back.review_due_at!.getTime() - back.review_since!.getTime()).toBe(2 * HOUR_MS);
  expect(back.review_due_at!.getTime()).toBeGreaterThan(update.review_due_at!.getTime());
  app.passTime(-HOUR_MS);
});

test("a deleted profile's rules still hold for what began with it", async () => {
  await become(lena, "author");
  const profile = await profileWith({ approvers: "approvers" });
  const update = await app.written(TEXT, { profile_id: profile.id });
  await deleteProfile(app.deps, app.mira, profile.id);

  await expect(approve(app.deps, lena, update.id, approving())).rejects.toMatchObject({ code: "forbidden" });
});

test("an author may change a profile, but not who approves", async () => {
  await become(lena, "author");
  const before = await profileWith({ approvers: "approvers" });
  const { id, name, time_zone, channel, brief, approval } = before;
  const values = { id, name, time_zone, channel, brief };

  const kept = await saveProfile(app.deps, lena, { ...values, time_zone: "Asia/Tokyo", approval });
  expect(kept).toMatchObject({ time_zone: "Asia/Tokyo", approval: { approvers: "approvers" } });
  const loosened = saveProfile(app.deps, lena, { ...values, approval: { ...approval, approvers: "anyone" } });
  await expect(loosened).rejects.toMatchObject({ code: "forbidden" });
  expect((await saveProfile(app.deps, app.mira, values)).approval).toEqual(approval);
});

test.each([
  ["nobody", { approvers: [] }, "approvers"],
  ["somebody who is not here", { approvers: ["0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10"] }, "approvers"],
  ["what is no id", { approvers: ["mira"] }, "approvers"],
  ["no time at all", { deadline_hours: 0 }, "deadline_hours"],
  ["two months", { deadline_hours: 60 * 24 }, "deadline_hours"],
  ["no number", { deadline_hours: Number.NaN }, "deadline_hours"],
])("rules with %s are refused, with the field", async (_what, rules, path) => {
  await expect(profileWith(rules)).rejects.toMatchObject({ code: "invalid", details: [{ path }] });
});

test("the trail says which rules were set", async () => {
  const { id } = await profileWith({ deadline_hours: 6 });

  const events = await app.db.selectFrom("app.audit_events").selectAll().where("profile_id", "=", id).execute();
  expect(events).toMatchObject([{ action: "profile.made", detail: { approval: { deadline_hours: 6 } } }]);
});
