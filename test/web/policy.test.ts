import { describe, expect, test } from "vitest";
import { policyParts } from "../../webhooks/contract/policy.ts";
import { browseAs } from "../support/browse.ts";
import { policyPage, RULE, textOf, UNSAVED } from "../support/policy-page.ts";

const { app, change, mira, newest, page, rulesNow, url } = policyPage();

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
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${url()}#rules`]);
    expect(await page()).toMatch(/When a label is area\/labels, tell it\..*New, not saved.*1 change not saved/);
    const tobi = await browseAs(app().deps, "tobi");
    expect(textOf(await (await tobi(url())).text())).not.toMatch(UNSAVED);
    expect(await rulesNow()).toHaveLength(7);

    const saved = await mira(url(), {}, {});
    expect([saved.status, saved.headers.get("location")]).toEqual([303, url()]);
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
    await mira(url(), {}, {});
    const rules = await rulesNow();
    expect(rules.map(({ then }) => then).slice(0, 2)).toEqual(["omit", "cite"]);
    expect(rules[5]?.when).toMatchObject([{ values: ["area/labels"] }]);
    expect(rules[3]?.when).toMatchObject([{ what: "paths" }, { what: "labels", how: "none", values: ["security"] }]);
  });

  test("a rule that is removed is told until it is saved or discarded", async () => {
    await change({ key: "3", act: "remove" });
    expect(await page()).toContain("Removed, not saved: When the paths are all under docs/, group it.");
    await mira(`${url()}/discard`, {}, {});
    expect(await page()).not.toMatch(UNSAVED);
    expect(await rulesNow()).toHaveLength(7);
  });

  test("sections have names, an order and kinds, and a rule goes with a section's name", async () => {
    await change({ name: "Carriers", act: "add_section" });
    await change({ section_of: "Notifications", name: "Messages", act: "section" });
    await change({ section_of: "Labels", name: "Labels", act: "up" });
    await mira(url(), {}, {});
    const policy = policyParts.parse(await newest());
    const { sections = [], rules = [] } = policy;
    expect(sections.map(({ name }) => name).slice(0, 4)).toEqual(["Security", "New", "Labels", "Messages"]);
    expect(sections.at(-1)).toEqual({ name: "Carriers", kinds: [] });
    expect(rules[4]?.section).toBe("Messages");
  });

  test("what no rule fits is said in words, and chosen", async () => {
    await change({ act: "classes", dependencies: "cite", releases: "", docs: "", internal: "", max_items: "12" });
    expect(await page()).toContain("Changed, not saved: Dependency updates that no rule fits are told.");
    await mira(url(), {}, {});
    expect(await newest())?.toMatchObject({ dependencies: "cite", max_items: 12 });
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
    expect((await mira(`${url()}/history/7`)).status).toBe(404);
    expect(await page(`${url()}/history/7`)).toContain("This profile has no policy 7. Choose one of its history.");
    expect((await mira(`${url()}/history/7/restoration`, {}, {})).status).toBe(404);
    expect((await mira(`${url()}/history/0`)).status).toBe(404);
  });

  test("hostile titles and values stand there as text", async () => {
    const evil = "<img src=x>‮<!channel>";
    await change({ ...RULE, "words-0": evil, act: "keep" });
    const html = await (await mira(url())).text();
    expect(html).not.toContain("<img src=x>");
    expect(html).toContain("&lt;img src=x&gt;&lt;!channel&gt;");
  });
});
