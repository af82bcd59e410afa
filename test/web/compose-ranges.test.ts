import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { browseAsMira } from "../support/browse.ts";
import { FORM, startComposePage, type ComposePage } from "../support/compose-page.ts";
import { evidenceOf } from "../support/offered-models.ts";

let shown: ComposePage;
let app: ComposePage["app"];
let compose: ComposePage["compose"];

beforeAll(async () => {
  shown = await startComposePage();
  ({ app, compose } = shown);
});
afterAll(() => shown?.stop());
beforeEach(() => shown.clear());

const SHA = "0a1b2c3d".padEnd(40, "0");
const RANGE = {
  repo: "acme/harbor",
  base_branch: "main",
  from: { tag: "v1.4.0", sha: SHA, at: "2026-11-12T09:00:00Z" },
  to: null,
  commits: 3,
};
const without = (name: string) => FORM.filter(([field]) => field !== name);
const since = (tag: string): [string, string][] => [...without("preset"), ["preset", "release"], ["release", tag]];
const between = (from: string, to: string): [string, string][] => [
  ...without("preset"),
  ["preset", "tags"],
  ["from_tag", from],
  ["to_tag", to],
];

async function send(fields: [string, string][]): Promise<{ status: number; page: string }> {
  const answer = await (await browseAsMira(app.deps))("/updates", {}, fields);
  return { status: answer.status, page: await answer.text() };
}

const newest = () =>
  app.db.selectFrom("app.generations").selectAll().orderBy("created_at", "desc").executeTakeFirstOrThrow();

test("the preview says what a release stands for, and how far each change has come", async () => {
  const asked: object[] = [];
  const [first, second, third] = evidenceOf(3).pull_requests;
  const pull_requests = [
    { ...first!, released: { tag: "v1.5.0", at: "2026-11-14T09:00:00Z" } },
    { ...second!, released: null, branches: ["main", "release/1.4"] },
    { ...third!, merged_at: null, stands: "draft" as const },
  ];
  app.pipelines.evidence = async (parameters) => {
    asked.push(parameters);
    return { status: "ready", preview: { ...evidenceOf(3), pull_requests, ranges: [RANGE] } };
  };
  const page = await compose(since("v1.4.0"));

  expect(asked).toMatchObject([{ range: { since_release: "v1.4.0", time_zone: "UTC" } }]);
  expect(page).toContain("Since v1.4.0, 12 Nov 2026: 2 merged");
  expect(page).toContain(`name="shown_tag" value="acme/harbor v1.4.0 ${SHA}"`);
  expect(page.replace(/\s+/g, " ")).toContain("· in v1.5.0 since 14 Nov");
  expect(page.replace(/\s+/g, " ")).toContain("· not released yet · in main and release/1.4");
  expect(page.replace(/\s+/g, " ")).toContain("· still a draft");
});

test("what was shown is what is asked for: where its tags stood goes along, unless something else is chosen by now", async () => {
  const list: [string, string][] = [
    ["previewed_digest", "d"],
    ["shown_for", "release v1.4.0 UTC"],
    ["shown_tag", `acme/harbor v1.4.0 ${SHA}`],
    ["shown_tag", "no tag at all"],
  ];
  expect((await send([...since("v1.4.0"), ...list])).status).toBe(303);
  const seen = [{ repo: "acme/harbor", tag: "v1.4.0", sha: SHA }];
  expect((await newest()).parameters.range).toEqual({ since_release: "v1.4.0", seen, time_zone: "UTC" });

  expect((await send([...since(""), ...list])).status).toBe(303);
  expect((await newest()).parameters.range).toEqual({ since_release: "latest", time_zone: "UTC" });
});

test.each<[string, [string, string][], string, string]>([
  ["a tag that can be none", since("v1 .. v2"), "release", "That cannot be the name of a tag."],
  ["no first tag", between("", "v2"), "from-tag", "Name the tag that it begins at."],
  ["no last tag", between("v1", ""), "to-tag", "Name the tag that it ends at."],
  ["the same tag twice", between("v1", "v1"), "to-tag", "Choose another tag than the first one."],
])("%s is said at its field, and nothing is asked for", async (_what, fields, id, sentence) => {
  const { status, page } = await send(fields);

  expect(status).toBe(422);
  expect(page).toMatch(new RegExp(`id="${id}"[^>]*aria-invalid="true"`));
  expect(page).toContain(sentence);
});

test("what GitHub says of a tag stands at its field, before anything is made", async () => {
  const before = await app.db.selectFrom("app.updates").select("id").execute();
  app.pipelines.faults = [
    {
      path: "parameters.range.from_tag",
      code: "no_tag",
      message: "acme/harbor has no tag v9.",
      fix: "Choose one that it has, such as v1.",
    },
  ];
  const { status, page } = await send(between("v9", "v10"));

  expect(status).toBe(422);
  expect(app.pipelines.validated[0]).toMatchObject({ parameters: { range: { from_tag: "v9", to_tag: "v10" } } });
  expect(page).toMatch(/id="from-tag"[^>]*aria-invalid="true"/);
  expect(page).toContain("acme/harbor has no tag v9. Choose one that it has, such as v1.");
  expect(await app.db.selectFrom("app.updates").select("id").execute()).toEqual(before);
});

test("what is to come is asked for as such, and nothing of it is a quiet week", async () => {
  const asked: object[] = [];
  app.pipelines.evidence = async (parameters) => {
    asked.push(parameters);
    return { status: "ready", preview: { ...evidenceOf(0), ranges: [RANGE] } };
  };
  const page = await compose([...since(""), ["analysis_type", "whats_next"]]);

  expect(asked).toMatchObject([{ analysis_type: "whats_next" }]);
  expect(page).toContain("<b>Nothing is open</b>, and nothing waits for a release.");
  expect(page).not.toContain("Nothing was merged");
});

test("whether releases are told of days is a choice, which an empty box takes back", async () => {
  expect((await send([...FORM, ["asks_released", "1"], ["show_released", "1"]])).status).toBe(303);
  expect((await newest()).parameters).toMatchObject({ show_released: true });
  expect((await send([...FORM, ["asks_released", "1"]])).status).toBe(303);
  expect((await newest()).parameters).not.toHaveProperty("show_released");
});

test("a profile that goes on from its last update reads a week before there is one, and says so", async () => {
  const browse = await browseAsMira(app.deps);
  const fields: [string, string][] = [...without("preset"), ["preset", "last"], ["name", "Weekly"]];
  expect((await browse("/profiles", {}, fields)).status).toBe(303);
  const page = await (await browse("/compose?profile=weekly")).text();

  expect(page).toContain("No update of this profile was posted yet: the last 7 days are read.");
  expect(page).toMatch(/id="preset-7d"[^>]*checked/);
});
