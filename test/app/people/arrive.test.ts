import { afterAll, beforeEach, beforeAll, expect, test } from "vitest";
import { arrive } from "../../../app/people/arrive.ts";
import { handleFor, nameFor } from "../../../app/people/names.ts";
import { slackActor } from "../../../app/people/slack-actor.ts";
import type { Identity } from "../../../app/ports/open-id.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
let number = 0;

beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(() => void number++);
afterAll(() => app.stop());

const ISSUER = "https://id.example";
const somebody = (more: Partial<Identity> = {}): Identity => ({
  openid: { issuer: ISSUER, subject: `s${number}` },
  slack_user_id: `U0${number}`,
  email: `somebody${number}@acme.example`,
  name: "Ida Nord",
  ...more,
});
const people = () => app.db.selectFrom("app.people").selectAll().execute();
const events = (id: string) =>
  app.db.selectFrom("app.audit_events").select("action").where("actor_id", "=", id).orderBy("id").execute();

test("somebody new is an author, and the next time the same person", async () => {
  const person = await arrive(app.deps, somebody(), "web");
  const again = await arrive(app.deps, somebody(), "web");

  expect(person).toMatchObject({ role: "author", name: "Ida Nord", handle: `somebody${number}`, deactivated_at: null });
  expect(again).toEqual(person);
  expect(await events(person.id)).toEqual([{ action: "person.joined" }]);
});

test("of ten first sign-ins at once one person is made", async () => {
  const before = (await people()).length;

  const all = await Promise.all(Array.from({ length: 10 }, () => arrive(app.deps, somebody(), "web")));

  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(await people()).toHaveLength(before + 1);
});

test("who came from Slack first and then signs in is one row, and the other way round", async () => {
  const inSlack = await arrive(app.deps, somebody({ openid: null }), "slack");
  const onWeb = await arrive(app.deps, somebody({ email: null }), "web");
  expect(onWeb).toMatchObject({ id: inSlack.id, openid_issuer: ISSUER, slack_user_id: `U0${number}` });

  number++;
  const webFirst = await arrive(app.deps, somebody({ slack_user_id: null }), "web");
  const slackNext = await arrive(app.deps, somebody({ openid: null }), "slack");
  expect(slackNext).toMatchObject({ id: webFirst.id, slack_user_id: `U0${number}` });
  expect(await events(webFirst.id)).toEqual([{ action: "person.joined" }, { action: "person.linked" }]);
});

test("an address in other letters is the same address, and one that is not verified is none", async () => {
  const first = await arrive(app.deps, somebody({ openid: null, slack_user_id: null }), "web");
  const shouted = await arrive(app.deps, somebody({ email: first.email!.toUpperCase(), openid: null }), "web");
  const unproven = await arrive(
    app.deps,
    { openid: { issuer: ISSUER, subject: `x${number}` }, slack_user_id: null, email: null, name: "" },
    "web",
  );

  expect(shouted.id).toBe(first.id);
  expect(unproven.id).not.toBe(first.id);
  expect(unproven.email).toBeNull();
});

test("an address that was given to somebody else does not open the old account", async () => {
  await arrive(app.deps, somebody(), "web");

  const other = somebody({ openid: { issuer: ISSUER, subject: "another" }, slack_user_id: null });
  await expect(arrive(app.deps, other, "web")).rejects.toMatchObject({ code: "forbidden" });
  const otherSlack = somebody({ openid: null, slack_user_id: "U0ELSE" });
  await expect(arrive(app.deps, otherSlack, "slack")).rejects.toMatchObject({ code: "forbidden" });
});

test("whoever is switched off is told so, and who can mend it", async () => {
  const person = await arrive(app.deps, somebody(), "web");
  await app.db.updateTable("app.people").set({ deactivated_at: new Date() }).where("id", "=", person.id).execute();

  await expect(arrive(app.deps, somebody(), "web")).rejects.toMatchObject({
    code: "forbidden",
    message: "Your account here is switched off.",
    remedy: "Ask Mira Lindqvist to switch it on again.",
  });
});

test("ADMIN_EMAIL makes the first admin, does not undo a demotion, and helps when none is left", async () => {
  const { email } = somebody();
  const deps = { ...app.deps, settings: { ...app.deps.settings, adminEmail: email!.toUpperCase() } };
  const role = async () => (await arrive(deps, somebody(), "web")).role;
  const set = (handle: string, to: "admin" | "author") =>
    app.db.updateTable("app.people").set({ role: to }).where("handle", "=", handle).execute();

  expect(await role()).toBe("admin");
  const handle = `somebody${number}`;
  const other = await arrive(
    deps,
    { ...somebody(), openid: null, slack_user_id: null, email: "b@acme.example" },
    "web",
  );
  await set(other.handle, "admin");
  await set(handle, "author");
  expect(await role()).toBe("author");
  await set(other.handle, "author");
  expect(await role()).toBe("admin");
});

test("ADMIN_EMAIL that is not verified makes nobody admin", async () => {
  const deps = { ...app.deps, settings: { ...app.deps.settings, adminEmail: somebody().email } };

  expect((await arrive(deps, somebody({ email: null }), "web")).role).toBe("author");
});

test("who clicks in Slack is found by their Slack id, made when new, and refused from another workspace", async () => {
  const deps = { ...app.deps, settings: { ...app.deps.settings, slackTeamId: "T1" } };
  const member = { deleted: false, is_bot: false, is_guest: false, is_stranger: false, teams: ["T1"] };
  const look = async (id: string) => ({ ...member, id, name: "Nils", email: `nils${number}@acme.example` });
  const never = () => Promise.reject(new Error("asked Slack for somebody of another workspace"));

  expect(await slackActor(deps, { user_id: "U0MIRA", team_id: "T1" }, look)).toEqual({
    ...app.mira,
    surface: "slack",
  });
  const made = await slackActor(deps, { user_id: "U0NILS", team_id: "T1" }, look);
  expect(await slackActor(deps, { user_id: "U0NILS", team_id: "T1" }, look)).toEqual(made);
  await expect(slackActor(deps, { user_id: "U0MIRA", team_id: "T2" }, never)).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("names are one visible line, and handles are nobody else's", () => {
  expect(nameFor("  Ada\u202e\n Love\0lace ", null)).toBe("Ada Love lace");
  expect([nameFor("", "ada@x.org"), nameFor("\u200b", null)]).toEqual(["ada", "Somebody"]);
  expect(nameFor("x".repeat(200), null)).toHaveLength(80);
  expect([handleFor("Ada.Love@x.org", new Set()), handleFor("日本", new Set(["somebody"]))]).toEqual([
    "ada-love",
    "somebody-2",
  ]);
});
