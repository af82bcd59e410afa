import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../app/deps.ts";
import { DEFAULT_RULES } from "../../../app/people/policy.ts";
import { deleteProfile } from "../../../app/profiles/delete-profile.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { approve } from "../../../app/updates/approve.ts";
import type { ApprovalRules, Profile, Role } from "../../../db/app/tables.ts";
import { BRIEF, CHANNEL, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

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

const HOUR_MS = 3_600_000;

/** For a channel of its own: of several on one, each one's rules hold. */
async function profileWith(approval: Partial<ApprovalRules>, name = `Rules ${++names}`): Promise<Profile> {
  const channel = { id: `C0RULES${names}`, name: `rules-${names}` };
  const values = { name, time_zone: "UTC", channel, brief: BRIEF };
  return saveProfile(app.deps, app.mira, { ...values, approval: { ...DEFAULT_RULES, ...approval } });
}

const become = ({ id }: Actor, role: Role) =>
  app.db.updateTable("app.people").set({ role }).where("id", "=", id).execute();

describe("rules of a channel", () => {
  const there = { id: "C0STRICT", name: "strict" };
  const values = { time_zone: "UTC", channel: there, brief: BRIEF };
  let strict: Profile;

  beforeAll(async () => {
    const approval = { ...DEFAULT_RULES, approvers: "approvers" as const, deadline_hours: 6 };
    strict = await saveProfile(app.deps, app.mira, { ...values, name: "Strict", approval });
  });

  test("hold for what is composed without the profile that made them, its deadline too", async () => {
    await become(lena, "author");
    const update = await app.written(TEXT, { channel: there });

    await expect(approve(app.deps, lena, update.id, approving())).rejects.toMatchObject({
      code: "forbidden",
      message: "Approvers decide about this.",
    });
    expect(update.review_due_at!.getTime() - update.review_since!.getTime()).toBe(6 * HOUR_MS);
    expect((await approve(app.deps, app.tobi, update.id, approving())).state).toBe("approved");
  });

  test("hold beside those of another profile, whose channel this is not: each has to be met", async () => {
    await become(lena, "author");
    const other = await profileWith({ approvers: [lena.id!] });
    const update = await app.written(TEXT, { channel: there, profile_id: other.id });

    for (const one of [lena, app.tobi]) {
      await expect(approve(app.deps, one, update.id, approving())).rejects.toMatchObject({ code: "forbidden" });
    }
    await become(lena, "approver");
    expect((await approve(app.deps, lena, update.id, approving())).state).toBe("approved");
  });

  test("hold where the channel's name was typed, because Slack gave no list", async () => {
    await become(lena, "author");
    const update = await app.written(TEXT, { channel: { id: "Strict", name: "Strict" } });

    await expect(approve(app.deps, lena, update.id, approving())).rejects.toMatchObject({ code: "forbidden" });
  });

  test("are not got round by a laxer profile, by moving the strict one away, or by deleting it", async () => {
    await become(lena, "author");
    const { id, name, time_zone, brief } = strict;
    const around = [
      () => saveProfile(app.deps, lena, { ...values, name: "Lax" }),
      () => saveProfile(app.deps, lena, { id, name, time_zone, brief, channel: CHANNEL }),
      () => deleteProfile(app.deps, lena, id),
    ];

    for (const way of around) {
      await expect(way()).rejects.toMatchObject({ code: "forbidden", remedy: "Ask Mira Lindqvist or Tobi Okafor." });
    }
    await expect(saveProfile(app.deps, lena, { ...values, name: "Lax" })).rejects.toMatchObject({
      message: expect.stringContaining("#strict has approval rules that this profile would not have."),
    });
  });

  test("whoever may set rules may make a laxer profile, and its updates follow the strict one all the same", async () => {
    await become(lena, "author");
    const lax = await saveProfile(app.deps, app.tobi, { ...values, name: "Lax" });
    const update = await app.written(TEXT, { channel: there, profile_id: lax.id });

    await expect(approve(app.deps, lena, update.id, approving())).rejects.toMatchObject({ code: "forbidden" });
    expect((await approve(app.deps, app.tobi, update.id, approving())).state).toBe("approved");
  });
});
