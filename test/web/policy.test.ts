import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { listPolicies } from "../../db/app/policies.ts";
import type { Profile } from "../../db/app/tables.ts";
import { policyParts } from "../../webhooks/contract/policy.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp, TEXT } from "../support/app.ts";
import { browseAs, browseAsMira, type Browse } from "../support/browse.ts";
import { HOUSE_POLICY, profileWithWeeks, withRealPreviews } from "../support/policy-house.ts";

let app: TestApp;
let mira: Browse;
let profile: Profile;
let url: string;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
  withRealPreviews(app);
  mira = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());
beforeEach(async () => {
  app.pipelines.fails = null;
  profile = await profileWithWeeks(app, `Told ${(made += 1)}`, 2);
  url = `/profiles/${profile.slug}/policy`;
  await savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 0, policy: HOUSE_POLICY });
});

const rulesNow = async () => (await listPolicies(app.db, profile.id))[0]?.policy.rules ?? [];
const UNSAVED = /\d changes? not saved/;
const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");
const page = async (path = url) => textOf(await (await mira(path)).text());
const change = (fields: Record<string, string> | [string, string][]) => mira(`${url}/changes`, {}, fields);
const RULE = { rule: "new", "test-0": "labels.any", "words-0": "area/labels", then: "cite", firm: "usually" };

describe("what is told, without a script", () => {
  test("each rule is a sentence, with what it fits, who made it, and what is odd about it", async () => {
    const text = await page();
    expect(text).toContain("When a label is security, always tell it under Security.");
    expect(text).toContain("Fits 2 of 18");
    expect(text).toContain("Tobi Okafor,");
    expect(text).toContain("Contradicts rule 1 on 2 pull requests.");
    expect(text).toContain(
      "Never fitted anything, in 2 windows. Nothing there has the label area/label. The nearest is area/labels.",
    );
    expect(text).toContain("Decides nothing. All 2 that it fits are decided by rules above it.");
  });

  test("a rule is added, kept as an unsaved change for nobody else, and saved as the next policy", async () => {
    const answer = await change({ ...RULE, act: "keep" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${url}#rules`]);
    expect(await page()).toMatch(/When a label is area\/labels, tell it\..*New, not saved.*1 change not saved/);
    const tobi = await browseAs(app.deps, "tobi");
    expect(textOf(await (await tobi(url)).text())).not.toMatch(UNSAVED);
    expect(await rulesNow()).toHaveLength(7);

    const saved = await mira(url, {}, {});
    expect([saved.status, saved.headers.get("location")]).toEqual([303, url]);
    expect(await rulesNow()).toHaveLength(8);
    expect(await page()).not.toMatch(UNSAVED);
  });

  test("a rule is changed, and says what it was", async () => {
    await change({ ...RULE, rule: "2", "test-0": "kinds.any", "ticked-0": "dependency", act: "keep" });
    const text = await page();
    expect(text).toContain("When it is a dependency update, tell it.");
    expect(text).toContain("Changed, not saved. It was: When it is a dependency update, leave it out.");
    expect(text).toContain("6 now told");
  });

  test("rules go up and down, and a warning's act mends its rule", async () => {
    await change({ key: "2", act: "up" });
    await change({ key: "6", act: "use", value: "area/label", instead: "area/labels" });
    await change({ key: "4", act: "except", label: "security" });
    await mira(url, {}, {});
    const rules = await rulesNow();
    expect(rules.map(({ then }) => then).slice(0, 2)).toEqual(["omit", "cite"]);
    expect(rules[5]?.when).toMatchObject([{ values: ["area/labels"] }]);
    expect(rules[3]?.when).toMatchObject([{ what: "paths" }, { what: "labels", how: "none", values: ["security"] }]);
  });

  test("a rule that is removed is told until it is saved or discarded", async () => {
    await change({ key: "3", act: "remove" });
    expect(await page()).toContain("Removed, not saved: When the paths are all under docs/, group it.");
    await mira(`${url}/discard`, {}, {});
    expect(await page()).not.toMatch(UNSAVED);
    expect(await rulesNow()).toHaveLength(7);
  });

  test("sections have names, an order and kinds, and a rule goes with a section's name", async () => {
    await change({ name: "Carriers", act: "add_section" });
    await change({ section_of: "Notifications", name: "Messages", act: "section" });
    await change({ section_of: "Labels", name: "Labels", act: "up" });
    await mira(url, {}, {});
    const policy = policyParts.parse((await listPolicies(app.db, profile.id))[0]?.policy);
    const { sections = [], rules = [] } = policy;
    expect(sections.map(({ name }) => name).slice(0, 4)).toEqual(["Security", "New", "Labels", "Messages"]);
    expect(sections.at(-1)).toEqual({ name: "Carriers", kinds: [] });
    expect(rules[4]?.section).toBe("Messages");
  });

  test("what no rule fits is said in words, and chosen", async () => {
    await change({ act: "classes", dependencies: "cite", releases: "", docs: "", internal: "", max_items: "12" });
    expect(await page()).toContain("Changed, not saved: Dependency updates that no rule fits are told.");
    await mira(url, {}, {});
    expect((await listPolicies(app.db, profile.id))[0]?.policy).toMatchObject({ dependencies: "cite", max_items: 12 });
  });
});

describe("bad input is answered, and changes nothing", () => {
  const kept = async () => expect(await page()).not.toMatch(UNSAVED);

  test.each<[string, Record<string, string>, string]>([
    ["a rule that looks for nothing", { ...RULE, "words-0": " , ", act: "keep" }, "Name at least one value."],
    [
      "an unreadable path",
      { ...RULE, "test-0": "paths.all", "words-0": "../secret", act: "keep" },
      "The path “../secret”",
    ],
    [
      "a value that is too long",
      { ...RULE, "words-0": "x".repeat(201), act: "keep" },
      "A value may have 200 characters.",
    ],
    ["a section that is none", { ...RULE, section: "Nowhere", act: "keep" }, "there is no such section"],
    ["a rule that stands there already", { ...RULE, "words-0": "security", act: "keep" }, "Keep one of the two."],
    ["a section twice", { name: "security", act: "add_section" }, "There is a section “Security” already."],
    ["a section without a name", { name: " ", act: "add_section" }, "The section has no name."],
    ["so many told", { act: "classes", max_items: "500" }, "Correct the field."],
    ["a rule that is gone", { key: "99", act: "up" }, "That rule is not there any more."],
  ])("%s", async (_what, fields, said) => {
    const answer = await change(fields);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(textOf(await answer.text())).toContain(said);
    await kept();
  });

  test("more conditions than a rule may have", async () => {
    const many = Array.from({ length: 12 }, (_, at): [string, string][] => [
      [`test-${at}`, "labels.any"],
      [`words-${at}`, `l${at}`],
    ]);
    const fields: [string, string][] = [
      ["rule", "new"],
      ["then", "cite"],
      ["firm", "usually"],
      ["act", "keep"],
      ...many.flat(),
    ];
    const answer = await change(fields);
    expect(textOf(await answer.text())).toContain("A rule may have 6 conditions.");
    await kept();
  });

  test("a policy that is not there", async () => {
    expect((await mira(`${url}/history/7`)).status).toBe(404);
    expect(await page(`${url}/history/7`)).toContain("This profile has no policy 7. Choose one of its history.");
    expect((await mira(`${url}/history/7/restoration`, {}, {})).status).toBe(404);
    expect((await mira(`${url}/history/0`)).status).toBe(404);
  });

  test("hostile titles and values stand there as text", async () => {
    const evil = "<img src=x>‮<!channel>";
    await change({ ...RULE, "words-0": evil, act: "keep" });
    const html = await (await mira(url)).text();
    expect(html).not.toContain("<img src=x>");
    expect(html).toContain("&lt;img src=x&gt;&lt;!channel&gt;");
  });
});

test("one that would tell nothing is saved only by whoever saw that", async () => {
  await change({
    ...RULE,
    "test-0": "titles.none",
    "words-0": "nothing like it",
    then: "omit",
    firm: "always",
    act: "keep",
  });
  for (let up = 0; up < 7; up += 1) await change({ key: "n1", act: "up" });
  const asked = await mira(url, {}, {});
  expect(asked.status).toBe(422);
  expect(textOf(await asked.text())).toMatch(/would tell nothing\..*Save all the same/);
  expect(await rulesNow()).toHaveLength(7);
  await mira(url, {}, { even_if_empty: "1" });
  expect(await rulesNow()).toHaveLength(8);
});

describe("when somebody else saves meanwhile", () => {
  const theirs = { ...HOUSE_POLICY, rules: HOUSE_POLICY.rules.slice(1) };

  test("both are shown, and mine can be put onto theirs", async () => {
    await change({ ...RULE, act: "keep" });
    await savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 1, policy: theirs });
    const refused = await mira(url, {}, {});
    expect(refused.status).toBe(409);
    const text = textOf(await refused.text());
    expect(text).toContain("Tobi Okafor saved policy 2 meanwhile.");
    expect(text).toContain("Removed: When a label is security, always tell it under Security.");
    expect(text).toContain("New: When a label is area/labels, tell it.");

    await mira(`${url}/joining`, {}, {});
    await mira(url, {}, {});
    const rules = await rulesNow();
    expect(rules).toHaveLength(7);
    expect(rules.at(-1)?.when).toMatchObject([{ values: ["area/labels"] }]);
  });

  test("or theirs is taken", async () => {
    await change({ ...RULE, act: "keep" });
    await savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 1, policy: theirs });
    await mira(`${url}/discard`, {}, {});
    expect(await page()).not.toContain("meanwhile");
  });
});

test("every policy stands in the history with what came and went, and is put back as an unsaved change", async () => {
  await change({ key: "3", act: "remove" });
  await mira(url, {}, {});
  const text = await page(`${url}/history`);
  expect(text).toMatch(
    /Policy 2 holds now.*Mira Lindqvist.*Removed: When the paths are all under docs\/, group it\..*Policy 1/,
  );
  const back = await mira(`${url}/history/1/restoration`, {}, {});
  expect(back.headers.get("location")).toBe(url);
  expect(await page()).toMatch(/When the paths are all under docs\/, group it\..*New, not saved/);
  expect(await rulesNow()).toHaveLength(6);
});

test("who only reads sees all of it, and no act", async () => {
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("handle", "=", "tobi").execute();
  const tobi = await browseAs(app.deps, "tobi");
  const html = await (await tobi(url)).text();
  expect(textOf(html)).toContain("When a label is security, always tell it under Security.");
  expect(html).not.toMatch(/Add a rule|Save policy|class="grip|rule-form/);
  expect((await tobi(`${url}/changes`, {}, { ...RULE, act: "keep" })).status).toBe(403);
  await app.db.updateTable("app.people").set({ role: "author" }).where("handle", "=", "tobi").execute();
});

test("a profile of which nothing was read says so, and how to begin", async () => {
  const fresh = await profileWithWeeks(app, `Fresh ${made}`, 0);
  const text = await page(`/profiles/${fresh.slug}/policy`);
  expect(text).toContain("Nothing was read for this profile yet.");
  expect(text).toContain("No rules yet.");
  expect(text).toContain("Breaking changes");
});

test("where the pipelines do not answer the rules stand there, and can be changed", async () => {
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a minute.");
  expect(await page()).toContain("The pipelines do not answer. Try again in a minute.");
  await change({ ...RULE, act: "keep" });
  app.pipelines.fails = null;
  expect(await page()).toContain("1 change not saved");
});

test("an update and its ledger lead to the policy that it was written under, and the profile to what is told", async () => {
  const update = await app.written(TEXT, { profile_id: profile.id });
  const because = "Rule 4: when the paths are all under `infra/`, never tell it";
  const ledger = update.ledger.map((line, at) => ({
    ...line,
    ...(at < 2 && {
      rule: { number: 4, then: "omit", firm: at === 0 ? "always" : "usually" },
      decided: at === 0 ? { by: "policy", because } : { by: "model", because: "It is news" },
    }),
  }));
  await app.db
    .updateTable("app.updates")
    .set({ ledger: JSON.stringify(ledger) })
    .where("id", "=", update.id)
    .execute();
  const html = await (await mira(`/updates/${update.id}/ledger`)).text();
  const there = `${url}/history/1`;
  expect(html).toContain(`<a href="${there}">policy 1</a>`);
  expect(html).toContain(`<a href="${there}#rule-4">Rule 4</a>`);
  expect(textOf(html)).toContain("Rule 4 would leave it out.");
  expect(await (await mira(`/updates/${update.id}`)).text()).toContain(`<a href="${there}">policy 1</a>`);
  expect(await (await mira(there)).text()).toContain('id="rule-4"');
  expect(await page(`/profiles/${profile.slug}`)).toContain("Policy 1 holds.");
});
