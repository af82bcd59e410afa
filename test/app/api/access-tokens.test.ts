import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dayThere } from "../../../app/clock/wall-time.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { reactivate } from "../../../app/people/reactivate.ts";
import { makeAccessToken } from "../../../app/people/make-access-token.ts";
import { isAccessToken } from "../../../webhooks/contract/access-token.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { PATTERNS } from "../../../pipelines/text/secret-patterns.ts";
import { apiClient, tokenFor } from "../../support/api-client.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { served, sessionOf, type Served } from "../../support/served.ts";
import { tableDump } from "../../support/table-dump.ts";

let app: TestApp;
let here: Served;
let session: string;
let logged = "";

beforeAll(async () => {
  app = await startTestApp();
  const sink = new Writable({ write: (chunk, _encoding, done) => ((logged += String(chunk)), done()) });
  app.deps.log = pino({ level: "trace" }, sink);
  here = await served(app.deps);
  app.deps.settings.publicUrl = here.url;
  session = await sessionOf(here, app.deps, "mira");
});
afterAll(async () => {
  await here?.close();
  await app?.stop();
});
beforeEach(async () => void (await app.db.deleteFrom("app.access_tokens").execute()));

const page = (path: string, form?: Record<string, string>) =>
  here.ask({
    path,
    headers: { cookie: session, origin: here.url, "content-type": "application/x-www-form-urlencoded" },
    ...(form && { method: "POST", body: new URLSearchParams(form).toString() }),
  });
const inDays = (days: number) => dayThere(new Date(app.deps.clock().getTime() + days * 24 * 3600 * 1000), "UTC");
const tokenIn = (text: string) => /pulse_pat_\w+/.exec(text)?.[0] ?? "";
const rows = () => app.db.selectFrom("app.access_tokens").selectAll().orderBy("id").execute();
const profilesBy = async (token: string) => (await apiClient(here, token)("GET", "/profiles")).status;

test("a token is shown once, opens the API as its person, and stands nowhere else: no table, log, page or error", async () => {
  const made = await page("/settings/tokens", { name: "Policies in CI", last_day: inDays(30) });
  const token = tokenIn(made.text);
  expect([made.status, made.headers["cache-control"], isAccessToken(token)]).toEqual([200, "no-store", true]);
  expect(await profilesBy(token)).toBe(200);

  // A request of each kind that goes wrong, and one that breaks.
  const ask = apiClient(here, token);
  const said = [
    await ask("GET", "/profiles/none/policy"),
    await ask("PUT", "/profiles/none/policy", { policy: token }, { "if-match": token }),
    await ask("PATCH", "/profiles"),
    await apiClient(here, `${token}x`)("GET", "/profiles"),
  ].map(({ text }) => text);
  const { db } = app.deps;
  app.deps.db = new Proxy({} as never, {
    get: () => {
      throw new Error("away");
    },
  });
  const headers = { authorization: `Bearer ${token}` };
  said.push((await here.ask({ path: "/api/v1/profiles", headers })).text);
  app.deps.db = db;
  said.push((await page("/settings/tokens")).text, (await page("/settings")).text);
  said.push((await page("/settings/tokens", { name: "Policies in CI", last_day: inDays(30) })).text);
  expect(logged).toContain("request failed");
  for (const text of [...said, logged, await tableDump(app.database.url())])
    expect(text).not.toContain(token.slice(0, 30));
  expect(await rows()).toMatchObject([{ name: "Policies in CI", token_sha256: sha256(token), person_id: app.mira.id }]);
});

test("the page says when each was used and until when it serves, and revokes it at once", async () => {
  const token = tokenIn((await page("/settings/tokens", { name: "Laptop", last_day: inDays(7) })).text);
  expect((await page("/settings/tokens")).text).toContain("Never used");
  await profilesBy(token);
  expect((await page("/settings/tokens")).text).toMatch(/Last used <relative-time/);

  const [{ id } = { id: "" }] = await rows();
  const revoked = await page(`/settings/tokens/${id}/revocation`, {});
  expect([revoked.status, revoked.headers.location]).toEqual([303, "/settings/tokens"]);
  expect(await profilesBy(token)).toBe(401);
  expect((await page(`/settings/tokens/${id}/revocation`, {})).status).toBe(404);
  const trail = await app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("action", "like", "access_token.%")
    .execute();
  expect(trail.slice(-2)).toMatchObject([
    { action: "access_token.made", actor_id: app.mira.id, detail: { called: "Laptop" } },
    { action: "access_token.revoked", actor_id: app.mira.id },
  ]);
});

test("nobody revokes another one's", async () => {
  await tokenFor(app.deps, app.tobi);
  const [{ id } = { id: "" }] = await rows();
  expect((await page(`/settings/tokens/${id}/revocation`, {})).status).toBe(404);
  expect((await rows())[0]?.revoked_at).toBeNull();
});

test.each<[string, { name?: string; last_day?: string }, string]>([
  ["no name", { name: " \u200b " }, "A token needs a name."],
  ["a novel as its name", { name: "x".repeat(81) }, "may have 80 characters"],
  ["no day", { last_day: "" }, "That is no date."],
  ["a day that no calendar has", { last_day: "2027-02-30" }, "That is no date."],
  ["a day that is over", { last_day: "2020-01-01" }, "That day is over."],
  ["a day in two years", { last_day: "2029-01-01" }, "A token may serve for 365 days."],
])("%s is refused at its field", async (_what, fields, sentence) => {
  const { status, text } = await page("/settings/tokens", { name: "CI", last_day: inDays(30), ...fields });
  expect([status, text]).toEqual([422, expect.stringContaining(sentence)]);
  expect(text).toMatch(/aria-invalid="true"/);
  expect(await rows()).toEqual([]);
});

test("one name serves once, and twenty are the most", async () => {
  await page("/settings/tokens", { name: "CI", last_day: inDays(30) });
  expect((await page("/settings/tokens", { name: "CI", last_day: inDays(30) })).text).toContain(
    "You have a token “CI”.",
  );
  for (let at = 1; at < 20; at += 1) await tokenFor(app.deps, app.mira);
  expect((await page("/settings/tokens", { name: "More", last_day: inDays(30) })).status).toBe(409);
  expect(await rows()).toHaveLength(20);
});

test("whoever is switched off has no token any more, also when they are back", async () => {
  const token = await tokenFor(app.deps, app.tobi);
  expect(await profilesBy(token)).toBe(200);
  await deactivate(app.deps, app.mira, app.tobi.id!);
  expect(await profilesBy(token)).toBe(401);
  await reactivate(app.deps, app.mira, app.tobi.id!);
  expect(await profilesBy(token)).toBe(401);
});

test("a token ends with its last day, and what is none is asked for nowhere", async () => {
  const { token, made } = await makeAccessToken(app.deps, app.mira, {
    name: "Day",
    last_day: inDays(1),
    time_zone: "UTC",
  });
  expect(made.expires_at.toISOString()).toMatch(/T23:59:00/);
  expect(await profilesBy(token)).toBe(200);
  app.passTime(3 * 24 * 3600 * 1000);
  expect(await profilesBy(token)).toBe(401);
  app.passTime(-3 * 24 * 3600 * 1000);

  for (const wrong of [
    "",
    "x",
    `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`,
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
  ]) {
    expect([wrong.length, await profilesBy(wrong)]).toEqual([wrong.length, 401]);
  }
  const bare = await here.ask({ path: "/api/v1/profiles", headers: { cookie: session } });
  expect([bare.status, bare.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="pulse"']);
});

test("a token is its person: a viewer reads, and what they may not is refused, named and written down", async () => {
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.tobi.id).execute();
  const ask = apiClient(here, await tokenFor(app.deps, app.tobi));
  expect((await ask("GET", "/profiles")).status).toBe(200);
  const refused = await ask("PUT", "/profiles/x/policy", { policy: {} }, { "if-match": '"0"' });
  expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
    403,
    { detail: expect.stringContaining("viewer") },
  ]);
  const told = await app.db.selectFrom("app.audit_events").selectAll().where("surface", "=", "api").execute();
  expect(told.at(-1)).toMatchObject({ actor_id: app.tobi.id, action: "profile.save.refused" });
  await app.db.updateTable("app.people").set({ role: "approver" }).where("id", "=", app.tobi.id).execute();
});

test("a loop is told when to come again, and another token goes on", async () => {
  const [one, other] = [await tokenFor(app.deps, app.mira), await tokenFor(app.deps, app.mira)];
  const ask = apiClient(here, one);
  const statuses: number[] = [];
  for (let at = 0; at < 31; at += 1) statuses.push((await ask("POST", "/profiles/none/policy/preview", {})).status);
  expect(statuses.slice(-2)).toEqual([404, 429]);
  expect((await ask("POST", "/profiles/none/policy/preview", {})).sent.headers["retry-after"]).toMatch(/^\d+$/);
  expect(await profilesBy(one)).toBe(200);
  expect(await profilesBy(other)).toBe(200);
});

test("what looks for keys in texts knows one", async () => {
  const token = await tokenFor(app.deps, app.mira);
  const kinds = PATTERNS.filter(({ pattern }) => [...`Use ${token}, please`.matchAll(pattern)].length > 0);
  expect(kinds[0]?.kind).toBe("a Pulse token");
});
