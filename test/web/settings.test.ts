import { afterAll, beforeAll, expect, test } from "vitest";
import { noSlack, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let visit: Browse;

beforeAll(async () => {
  const channel = { id: "C0ENG", name: "eng-updates", is_private: false, is_member: true };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [channel] } });
  visit = await browseAsMira(app.deps);
});
afterAll(() => app.stop());

const person = (handle: string) =>
  app.db.selectFrom("app.people").selectAll().where("handle", "=", handle).executeTakeFirstOrThrow();
const become = (handle: string, role: "admin" | "author") =>
  app.db.updateTable("app.people").set({ role }).where("handle", "=", handle).execute();

test("an admin sees everybody, with what each may do, and changes a role", async () => {
  const page = await (await visit("/settings")).text();
  for (const name of ["Mira Lindqvist", "Tobi Okafor", "Lena Brandt"]) expect(page).toContain(name);

  const answer = await visit(`/settings/people/${app.tobi.id}`, {}, { role: "operator", login: "tobi-o" });

  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings"]);
  expect(await person("tobi")).toMatchObject({ role: "operator", github_login: "tobi-o" });
});

test("what cannot be done is said on the page", async () => {
  const answer = await visit(`/settings/people/${app.mira.id}`, {}, { role: "viewer" });

  expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("This is the last admin.")]);
});

test("a login that cannot be stands at its field as it was typed, one's own and somebody else's", async () => {
  const own = await visit("/settings/github", {}, { login: "no login" });
  const page = await own.text();
  expect(own.status).toBe(422);
  expect(page).toMatch(
    /id="login"[^>]*value="no login"[^>]*aria-invalid="true" aria-describedby="login-error" autofocus/,
  );
  expect(page).toMatch(/role="alert"[^]*<a href="#login">GitHub login<\/a>:\s+“no login” is no GitHub login\./);

  await visit("/settings/github", {}, { login: "mira-l" });
  const other = await visit(`/settings/people/${app.tobi.id}`, {}, { login: "Mira-L" });
  const shown = await other.text();
  expect(other.status).toBe(409);
  const id = `login-${app.tobi.id}`;
  expect(shown).toMatch(new RegExp(`id="${id}"[^>]*value="Mira-L"[^>]*aria-describedby="${id}-error"`));
  expect(shown).toMatch(new RegExp(`href="#${id}">GitHub login of Tobi Okafor</a>`));
  await visit("/settings/github", {}, { login: "" });
});

test("switching off and on", async () => {
  await visit(`/settings/people/${app.tobi.id}/deactivation`, {}, {});
  expect(await (await visit("/settings")).text()).toContain("Switched off");
  await visit(`/settings/people/${app.tobi.id}/reactivation`, {}, {});
  expect((await person("tobi")).deactivated_at).toBeNull();
});

test("a login that an update names is proposed, and is linked only when it is saved", async () => {
  await app.written();
  await app.db.updateTable("app.people").set({ email: "ada@acme.example" }).where("handle", "=", "mira").execute();

  expect(await (await visit("/settings")).text()).toContain('value="ada"');
  expect((await person("mira")).github_login).toBeNull();
  await visit("/settings/github", {}, { login: "ada" });
  expect((await person("mira")).github_login).toBe("ada");
  await visit("/settings/github", {}, { login: "ada", opt_out: "1" });
  expect(await person("mira")).toMatchObject({ github_login: null, github_opt_out: true });
});

test("without the role the controls are not there, and a click that comes all the same is refused and written down", async () => {
  await become("tobi", "admin");
  await become("mira", "author");

  expect(await (await visit("/settings")).text()).not.toContain('name="role"');
  const answer = await visit(`/settings/people/${app.tobi.id}`, {}, { role: "viewer" });

  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Ask Tobi Okafor.")]);
  const told = await app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("action", "=", "people.change.refused")
    .execute();
  expect(told).toMatchObject([{ actor_id: app.mira.id, surface: "web" }]);
  await become("mira", "admin");
});

test("the profile form keeps who approves, and says what is wrong with it beside what was typed", async () => {
  const fields: [string, string][] = [
    ["name", "Careful"],
    ["repo", "acme/harbor"],
    ["base_branch", "main"],
    ["time_zone", "UTC"],
    ["channel", "C0ENG"],
    ["llm_model", "rules"],
    ["preset", "7d"],
    ["deadline_hours", "24"],
    ["second_person", "1"],
    ["approvers", "named"],
  ];
  const wrong = await visit("/profiles", {}, fields);
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining("Name at least one person.")]);

  const made = await visit("/profiles", {}, [...fields, ["approver", app.tobi.id!]]);

  expect(made.status).toBe(303);
  const { approval } = await app.db.selectFrom("app.profiles").select("approval").executeTakeFirstOrThrow();
  expect(approval).toEqual({
    approvers: [app.tobi.id],
    author_may_approve: false,
    deadline_hours: 24,
    post_nothing: false,
    wider: null,
  });
  expect(await (await visit("/profiles/careful")).text()).toMatch(new RegExp(`value="${app.tobi.id}" checked`));
});
