import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRole } from "../../../app/people/change-role.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { linkGithub } from "../../../app/people/link-github.ts";
import { reactivate } from "../../../app/people/reactivate.ts";
import { proposalsFor } from "../../../app/people/propose-logins.ts";
import { personOf } from "../../../app/people/person-of.ts";
import { signIn } from "../../../app/people/sign-in.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const [mira, tobi] = [() => app.mira.id!, () => app.tobi.id!];
const trail = () =>
  app.db
    .selectFrom("app.audit_events")
    .select(["action", "detail"])
    .where("action", "like", "person.%")
    .orderBy("id")
    .execute();

test("an admin changes a role; the same one again is no change", async () => {
  expect((await changeRole(app.deps, app.mira, tobi(), { role: "operator" })).role).toBe("operator");
  await changeRole(app.deps, app.mira, tobi(), { role: "operator" });

  const changes = (await trail()).filter(({ action }) => action === "person.role_changed");
  expect(changes).toMatchObject([{ detail: { name: "Tobi Okafor", from: "approver", to: "operator" } }]);
});

test.each(["", "root", "Admin"])("there is no role %j", async (role) => {
  await expect(changeRole(app.deps, app.mira, tobi(), { role })).rejects.toMatchObject({ code: "invalid" });
});

test("the last admin stays one, also when two are demoted at once", async () => {
  await expect(changeRole(app.deps, app.mira, mira(), { role: "author" })).rejects.toMatchObject({
    message: "This is the last admin.",
  });
  await changeRole(app.deps, app.mira, tobi(), { role: "admin" });
  const both = [
    changeRole(app.deps, app.mira, tobi(), { role: "author" }),
    changeRole(app.deps, app.tobi, mira(), { role: "author" }),
  ];

  const settled = await Promise.allSettled(both);

  expect(settled.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  const admins = await app.db.selectFrom("app.people").select("id").where("role", "=", "admin").execute();
  expect(admins).toHaveLength(1);
  await app.db.updateTable("app.people").set({ role: "admin" }).where("id", "=", mira()).execute();
  await app.db.updateTable("app.people").set({ role: "approver" }).where("id", "=", tobi()).execute();
});

test("switching off ends every session at once, and switching on again does not bring them back", async () => {
  const { token } = await signIn(app.deps, "tobi");

  await deactivate(app.deps, app.mira, tobi());

  expect(await personOf(app.deps, token)).toBeUndefined();
  await expect(signIn(app.deps, "tobi")).rejects.toMatchObject({ code: "forbidden" });
  await reactivate(app.deps, app.mira, tobi());
  expect(await personOf(app.deps, token)).toBeUndefined();
  expect((await signIn(app.deps, "tobi")).token).not.toBe(token);
});

test("nobody switches themselves off", async () => {
  await expect(deactivate(app.deps, app.mira, mira())).rejects.toMatchObject({ code: "conflict" });
});

test("a GitHub login is one person's, whatever its letters, and has to be one", async () => {
  await linkGithub(app.deps, app.tobi, tobi(), { login: "@tobi-o", opt_out: false });

  await expect(linkGithub(app.deps, app.mira, mira(), { login: "TOBI-O", opt_out: false })).rejects.toMatchObject({
    code: "conflict",
    message: "TOBI-O is Tobi Okafor’s already.",
  });
  await expect(linkGithub(app.deps, app.mira, mira(), { login: "a b", opt_out: false })).rejects.toMatchObject({
    code: "invalid",
  });
  expect((await linkGithub(app.deps, app.tobi, tobi(), { login: "", opt_out: false })).github_login).toBeNull();
});

test("who does not want to be matched is not matched, by no admin", async () => {
  const out = await linkGithub(app.deps, app.tobi, tobi(), { login: "tobi-o", opt_out: true });

  expect(out).toMatchObject({ github_login: null, github_opt_out: true });
  await expect(linkGithub(app.deps, app.mira, tobi(), { login: "tobi-o", opt_out: false })).rejects.toMatchObject({
    code: "conflict",
  });
  await linkGithub(app.deps, app.tobi, tobi(), { login: "", opt_out: false });
});

test("a login is proposed to the one person whose address begins like it", () => {
  const nobody = { github_login: null, github_opt_out: false, deactivated_at: null };
  const people = [
    { ...nobody, id: "1", email: "ada.love@acme.example" },
    { ...nobody, id: "2", email: "bob@acme.example", github_opt_out: true },
    { ...nobody, id: "3", email: "cy@acme.example" },
    { ...nobody, id: "4", email: "cy@other.example" },
    { ...nobody, id: "5", email: "dee@acme.example", github_login: "Dee" },
    { ...nobody, id: "6", email: null },
  ];

  expect([...proposalsFor(people, ["ada-love", "bob", "cy", "dee", "eve"])]).toEqual([["1", "ada-love"]]);
});
