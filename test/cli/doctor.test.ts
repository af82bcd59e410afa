import { beforeEach, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { ownRelease } from "../../base/own-release.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import { BRIEF, CHANNEL } from "../support/app.ts";
import { runCli } from "../support/cli.ts";
import { cliHouse } from "../support/cli-house.ts";
import { runAnswer } from "../support/recorded-run.ts";
import { fakeTemplates } from "../support/fake-templates.ts";

const { app, url, token, pulse } = cliHouse();

const WELL = { release: ownRelease(), contract_hash: contractHash, ahead_ms: 0, parts: [] };

beforeEach(() => {
  Object.assign(app().pipelines.template, fakeTemplates().fake);
  Object.assign(app().pipelines, { says: WELL, listed: [], fails: null });
  app().pipelines.spending = { ...app().pipelines.spending, stopped: null };
});

const examined = async () => {
  const { exit, out } = await pulse("doctor", "--json");
  // Safe: each test looks at what it expects.
  return { exit, ...(JSON.parse(out) as { ok: boolean; checks: { part: string; state: string; says: string }[] }) };
};

test("of an installation that is well, each part is said to be, and no secret with it", async () => {
  const { exit, out, err } = await pulse("doctor");
  expect([exit, err], out).toEqual([0, ""]);
  expect(out).toContain(`ok    app         It answers at ${url()}.`);
  expect(out).toMatch(/^ok {4}token +“Test \d+” acts as Mira Lindqvist, admin, until /m);
  expect(out).toMatch(/^ok {4}database +It is prepared for this release\.$/m);
  expect(out).toMatch(/^ok {4}slack +.*Signed in to Acme as @pulse\.$/m);
  expect(out).toContain("what-shipped:production, version 1, can be run.");
  expect(out).toMatch(/\nNothing is wrong(?:, \d+ warnings?)?\.\n$/);
  expect(out).not.toContain(token().slice(10, 30));
});

test("everything that is wrong is said at once, each with its next step", async () => {
  const { pipelines } = app();
  pipelines.says = {
    release: "9.0.0",
    contract_hash: null,
    ahead_ms: -400_000,
    parts: [{ name: "github", state: "down", says: "Its reader does not answer." }],
  };
  pipelines.listed = [
    runAnswer({ state: "queued", created_at: new Date(Date.now() - 3_600_000).toISOString() }),
    runAnswer({ report_back: { ...runAnswer().report_back, state: "dead" } }),
  ];
  pipelines.template.history.versions[1]!.unfit = "needs the graph what-shipped/9";
  const profile = { name: "Customers", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  const { id } = await saveProfile(app().deps, app().mira, profile);
  await app().db.updateTable("app.profiles").set({ template: "gone:production" }).where("id", "=", id).execute();

  const { exit, out } = await pulse("doctor");
  expect(exit).toBe(1);
  for (const sentence of [
    `They answer, and are of release 9.0.0; the app is of release ${ownRelease()}.`,
    "Their contract is one that they do not name",
    "Their clock is 400 seconds behind the app’s. Results are refused.",
    "Their github: Its reader does not answer.",
    "A run waits for a worker, the first for 60 minutes.",
    "The result of one run of the newest 2 could not be brought to the app.",
    "what-shipped:production, version 1, needs the graph what-shipped/9.",
    "“Customers” is written by gone:production, which is not there.",
  ]) {
    expect(out).toContain(sentence);
  }
  expect(out).toMatch(/\n6 things are wrong, \d+ warnings\.\n$/);
  await app().db.updateTable("app.profiles").set({ template: null }).where("id", "=", id).execute();
});

test("pipelines that do not answer fail what depends on them, and nothing else", async () => {
  app().pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Start them.");
  const { exit, checks } = await examined();
  expect(exit).toBe(1);
  const failed = checks.filter(({ state }) => state === "fail");
  expect(new Set(failed.map(({ part }) => part))).toEqual(
    new Set(["pipelines", "github", "model", "templates", "work"]),
  );
  expect(checks).toContainEqual(expect.objectContaining({ part: "slack", state: "ok" }));
});

test("an app that is not there, and a token that serves no more, are what is wrong", async () => {
  const nobody = await runCli(["doctor", "--json"], { PULSE_URL: "http://127.0.0.1:1", PULSE_TOKEN: token() });
  expect([nobody.exit, nobody.err, JSON.parse(nobody.out)]).toMatchObject([
    1,
    "",
    { ok: false, checks: [{ part: "app", state: "fail", says: "Nothing answers at http://127.0.0.1:1." }] },
  ]);
  await app().db.updateTable("app.access_tokens").set({ revoked_at: new Date() }).execute();
  const { exit, checks } = await examined();
  expect([exit, checks.at(-1)]).toMatchObject([1, { part: "token", state: "fail" }]);
});
