import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Role } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { textOf } from "../support/policy-page.ts";
import { fakeTemplates } from "../support/fake-templates.ts";

let app: TestApp;
let mira: Browse;
const becomes = (role: Role) => app.db.updateTable("app.people").set({ role }).where("handle", "=", "mira").execute();

beforeAll(async () => {
  app = await startTestApp();
  mira = await browseAsMira(app.deps);
  await saveProfile(app.deps, app.mira, { name: "Engineering", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
});
afterAll(() => app?.stop());
beforeEach(async () => {
  Object.assign(app.pipelines.template.history, fakeTemplates().fake.history);
  Object.assign(app.pipelines.template, { draft: null, number: 0 });
  await becomes("operator");
});

const AT = "/templates/what-shipped";
const pageOf = async (answer: Response) => textOf(await answer.text());
const look = async (path: string) => pageOf(await mira(path));
const history = () => app.pipelines.template.history;

describe("a template’s page", () => {
  test("says what runs now, what each version came to, and that a release moved no tag", async () => {
    const [newest, first] = history().versions;
    Object.assign(newest!, { made_by: "Pulse 0.1.0", note: "As released.", dirty: true, commit: "a41c9e0b77d2" });
    Object.assign(newest!, { results: { runs: 4, failed: 1, degraded: 2, cost_usd: null, seconds: null } });
    Object.assign(first!, { unfit: "needs what-shipped/1, which this release cannot run" });
    const page = await look(AT);
    expect(page).toContain("Pulse 0.1.0 published version 2. No tag was moved; that is for you.");
    expect(page).toMatch(/production 1 profile Version 1/);
    expect(page).toMatch(/a41c9e0 and uncommitted changes/);
    expect(page).toMatch(
      /Runs 4 too few to judge, 1 failed Degraded 2 50 % Edits by hand not known Cost a run not known/,
    );
    expect(page).toContain("Unfit. It needs what-shipped/1, which this release cannot run.");
  });

  test("draws hundreds of versions page by page", async () => {
    const [newest] = history().versions;
    history().versions = Array.from({ length: 260 }, (_, at) => ({ ...newest!, version: 260 - at, tags: [] }));
    const html = await (await mira(`${AT}?page=2`)).text();
    expect([...html.matchAll(/<tr id="v(\d+)"/g)].map(([, version]) => Number(version)).slice(0, 2)).toEqual([
      235, 234,
    ]);
    expect(textOf(html)).toContain("Page 2 of 11");
  });

  test("tells two versions apart field by field and word by word", async () => {
    const html = await (await mira(`${AT}?older=1&newer=2`)).text();
    expect(textOf(html)).toMatch(/Fields 1 of \d+ differ Prompt: lead/);
    expect(html).toMatch(/<ins>One sentence\.<\/ins>|<ins>[^<]*sentence/);
    expect(textOf(html)).toMatch(/\d+ fields are the same/);
  });

  test("has no acts for whoever may not change it, and refuses them", async () => {
    await becomes("approver");
    for (const path of [AT, "/templates", `${AT}/versions/2`, `${AT}/draft`]) {
      const answer = await mira(path);
      expect(answer.status, path).toBe(200);
      expect(await pageOf(answer), path).not.toMatch(/Move…|New draft|Make the copy|Draft from it|Save draft/);
    }
    const fields = { tag: "production", from: "1", to: "2", reason: "Because." };
    const refused = [mira(`${AT}/move`), mira(`${AT}/moves`, {}, fields), mira(`${AT}/draft`, {}, { act: "save" })];
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(history().tags[0]?.version).toBe(1);
  });

  test("is no page where there is no such template", async () => {
    app.pipelines.template.history.name = "what-shipped";
    expect((await mira(`${AT}/versions/99`)).status).toBe(404);
    expect((await mira("/templates/Nothing%20here")).status).toBe(404);
  });
});

describe("moving a tag", () => {
  const move = (fields: Record<string, string>) => mira(`${AT}/moves`, {}, fields);

  test("says what follows, asks for a reason, and stands in the history", async () => {
    expect(await look(`${AT}/move?tag=production&to=2`)).toMatch(/Move production .* Version 1 .* 1 profile follows\./);
    const empty = await move({ tag: "production", from: "1", to: "2", reason: " " });
    expect(empty.status).toBe(422);
    expect(await pageOf(empty)).toContain("Say why. It stands in the history.");

    const moved = await move({ tag: "production", from: "1", to: "2", reason: "Shorter reads better" });
    expect(moved.status).toBe(303);
    const page = await look(AT);
    expect(page).toMatch(/production 1 profile Version 2 “Shorter reads better” Mira Lindqvist/);
    expect(page).toContain("Roll back to 1");
    expect(page).toMatch(/Mira Lindqvist moved production from 1 to 2 “Shorter reads better”/);
  });

  test("tells whoever was slower who moved it and where, and keeps what they typed", async () => {
    await move({ tag: "production", from: "1", to: "2", reason: "First" });
    const late = await move({ tag: "production", from: "1", to: "1", reason: "Second, <b>with</b> a reason" });
    const html = await late.text();
    expect(late.status).toBe(409);
    expect(textOf(html)).toMatch(/Lena moved production meanwhile\. Look at it as it is now/);
    expect(html).toContain("Second, &lt;b&gt;with&lt;/b&gt; a reason</textarea>");
    expect(html).toContain('name="from" value="2"');
  });

  test("gives the canary alone a share, and takes it away again with a reason", async () => {
    for (const share of ["0", "100", "1.5", "many"]) {
      const refused = await move({ tag: "canary", to: "2", share, reason: "To see" });
      expect([refused.status, await pageOf(refused)]).toEqual([422, expect.stringContaining("from 1 to 99")]);
    }
    expect((await move({ tag: "canary", to: "2", share: "10", reason: "To see" })).status).toBe(303);
    expect(await look(AT)).toMatch(/production 90 % of runs .*canary 10 % 10 % of runs Version 2/);
    const ended = await mira(`${AT}/removals`, {}, { tag: "canary", from: "2", reason: "Seen enough" });
    expect(ended.status).toBe(303);
    expect(history().tags.map(({ tag }) => tag)).toEqual(["production"]);
  });

  test("names a tag that a profile is written by, instead of taking it away", async () => {
    await move({ tag: "customers", to: "2", reason: "Theirs" });
    const profile = { name: "Customers", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
    await saveProfile(app.deps, app.mira, { ...profile, template: "what-shipped:customers" });
    const refused = await mira(`${AT}/removals`, {}, { tag: "customers", from: "2", reason: "Not needed" });
    expect([refused.status, await pageOf(refused)]).toEqual([
      409,
      expect.stringContaining("“Customers” is written by what-shipped:customers."),
    ]);
    expect(await look("/profiles/customers")).toContain("what-shipped, what customers names (2 now)");
    expect(await look("/compose?profile=customers")).toContain("Written by what-shipped:customers");
  });

  test.each(["Über alles", "<script>", "-x", "a".repeat(60), ""])("refuses a tag that is called %j", async (tag) => {
    const refused = await move({ tag, to: "2", reason: "Why not" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).not.toContain("<script>alert");
    expect(history().tags).toHaveLength(1);
  });
});

describe("a template of one’s own", () => {
  test("is a copy under a name that can be one", async () => {
    const wrong = await mira("/templates", {}, { name: "No Spaces", from: "what-shipped:production", description: "" });
    const page = await pageOf(wrong);
    expect(wrong.status).toBe(422);
    expect(page).toContain("Name must be small letters, digits and hyphens, beginning with a letter.");
    expect(page).toContain("The description is empty.");
    const asked = { name: "customer-letter", from: "what-shipped:production", description: "For customers" };
    const made = await mira("/templates", {}, asked);
    expect(made.headers.get("location")).toBe("/templates/customer-letter");
  });
});

describe("trying a draft", () => {
  const run_id = async () => {
    const update = await app.written();
    return app.pipelines.triggered.find(({ request }) => request.request_id === update.id)!.run_id;
  };

  test("is begun on a run of one’s own alone, once for each form", async () => {
    const run = await run_id();
    const key = crypto.randomUUID();
    const begin = (of: string, more = {}) => mira(`${AT}/trials`, {}, { run: of, number: "3", key, ...more });
    const answers = [await begin(run), await begin(run)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(app.pipelines.tried.begun).toMatchObject([{ of: run, asked: { kind: "fork", change: { draft: 3 } }, key }]);
    const foreign = await begin(crypto.randomUUID());
    expect([foreign.status, await pageOf(foreign)]).toEqual([404, expect.stringContaining("wrote no such run")]);
    await becomes("author");
    expect((await begin(run)).status).toBe(403);
    expect(app.pipelines.tried.begun).toHaveLength(1);
  });

  test("says what it costs, or why it cannot be begun, before anybody presses anything", async () => {
    await run_id();
    expect(await look(`${AT}/trial`)).toContain("There is no draft. Begin one, and save it.");
    const parts = await app.pipelines.templates.parts("what-shipped", 1);
    await app.pipelines.templates.saveDraft("what-shipped", { number: 0, base: 1, parts, by: "Lena" });
    expect(await look(`${AT}/trial`)).toContain("Free: no model is asked.");
    const calls = { likely: 3, most: 9 };
    const cost_usd = { likely: 0.02, most: 0.11 };
    const estimate = {
      model_calls: calls,
      input_tokens: calls,
      output_tokens: calls,
      cost_usd,
      priced_by: "LLM_PRICES",
    };
    app.pipelines.tried.estimate = { ...estimate, refused: null };
    expect(await look(`${AT}/trial`)).toContain("About $0.02, at most $0.11, for 3 calls to a model.");
    const refused = { code: "unavailable" as const, message: "Models are switched off.", remedy: "Allow them again." };
    app.pipelines.tried.estimate = { ...estimate, refused };
    const page = await look(`${AT}/trial`);
    expect(page).toContain("Models are switched off. Allow them again.");
    expect(page).not.toContain("Start the trial");
  });
});
