import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { cliHouse } from "../support/cli-house.ts";
import { fakeTemplates } from "../support/fake-templates.ts";
import { operatorsTemplates } from "../support/template-folder.ts";

const house = cliHouse();
const { app, pulse, path } = house;
const { folderOf, fileIn, fresh } = operatorsTemplates(house);

beforeEach(() => Object.assign(app().pipelines.template, fakeTemplates().fake));

test("templates are listed and shown with their versions, tags and moves", async () => {
  const list = await pulse("template", "list");
  expect([list.exit, list.out]).toEqual([0, expect.stringMatching(/^what-shipped +version 2 +production → 1 /m)]);
  const show = await pulse("template", "show", "what-shipped");
  expect(show.exit).toBe(0);
  expect(show.out).toContain("  production → 1 (Pulse: As released.)");
  expect(show.out).toMatch(/^ {2}2 +2026-11-20 +Lena +A shorter opening$/m);
  expect(JSON.parse((await pulse("template", "show", "what-shipped", "--json")).out)).toMatchObject({
    name: "what-shipped",
    tags: [{ tag: "production", version: 1 }],
    draft: null,
  });
});

test("a version is a folder of files, and the same folder again has nothing to publish", async () => {
  const folder = await fresh();
  expect(JSON.parse(fileIn(folder, "template.json"))).toMatchObject({ name: "what-shipped", base: 1, draft: null });
  expect(fileIn(folder, "prompts/voice.md")).toContain("You write for Pulse");
  expect(fileIn(folder, "prompts/types/weekly_digest.md")).toContain("---");
  expect(await pulse("template", "diff", folder)).toMatchObject({
    exit: 0,
    out: `${folder} says the same as what-shipped@1.\n`,
  });
  const same = await pulse("template", "publish", folder, "--note", "Nothing");
  expect([same.exit, same.out]).toEqual([0, "Nothing is new: what-shipped@1 says the same.\n"]);
  expect(app().pipelines.template.draft).toBeNull();
});

test("what changed is said by file, line by line and word by word, without colour in a pipe", async () => {
  const folder = await fresh();
  const voice = fileIn(folder, "prompts/voice.md");
  const [first = ""] = voice.split("\n");
  folderOf(folder, {
    "prompts/voice.md": voice.replace(first, first.replace("short", "brief\u001b[31m")),
    "skills/terms.md": "Say “harbour”, never “port”.\n",
  });
  const { exit, out } = await pulse("template", "diff", folder);
  expect(exit).toBe(1);
  expect(out).toContain(`Between what-shipped@1 and ${folder}\nprompts/voice.md\n`);
  expect(out).toContain("a [-short-]{+brief[31m+} message");
  expect(out).toContain("skills/terms.md is new\n  + Say “harbour”, never “port”.\n");
  expect(out).not.toContain("\u001b");
  const json = JSON.parse((await pulse("template", "diff", folder, "--json")).out);
  expect(json).toMatchObject({ same: false, differences: [{ field: "prompt voice" }, { field: "skill terms" }] });

  const versions = await pulse("template", "diff", "what-shipped@1", "what-shipped@2");
  expect([versions.exit, versions.out]).toEqual([1, expect.stringContaining("prompt lead\n")]);
});

test("a skill is published once somebody has read it, and the folder has the numbers", async () => {
  const folder = await fresh();
  folderOf(folder, { "skills/terms.md": "Say “harbour”.\n" });
  const held = await pulse("template", "publish", folder, "--note", "Our terms");
  expect([held.exit, held.out]).toEqual([
    1,
    [
      "Kept as draft 1 of what-shipped, and not published.",
      `  ${folder}/skills/terms.md: Nobody has read the skill terms as Mira Lindqvist wrote it. Read it: pulse template review what-shipped terms.`,
      "",
    ].join("\n"),
  ]);
  expect(JSON.parse(fileIn(folder, "template.json"))).toMatchObject({ base: 1, draft: 1 });

  const unread = await pulse("template", "review", "what-shipped", "terms");
  expect([unread.exit, unread.out]).toEqual([1, expect.stringContaining("Say “harbour”.\nIt does not count yet")]);
  expect(await pulse("template", "review", "what-shipped", "terms", "--yes")).toMatchObject({ exit: 0 });
  const done = await pulse("template", "publish", folder, "--note", "Our terms", "--json");
  expect([done.exit, JSON.parse(done.out)]).toMatchObject([0, { published: true, version: 3, base: 1 }]);
  expect(JSON.parse(fileIn(folder, "template.json"))).toMatchObject({ base: 3, draft: null });
  expect((await pulse("template", "diff", folder)).exit).toBe(0);
});

test("what keeps a draft back is said with its file, all at once", async () => {
  const folder = await fresh();
  folderOf(folder, { "prompts/lead.md": "  \n", "skills/terms.md": "---\nfor: all\n---\nX\n" });
  const { exit, out } = await pulse("template", "publish", folder, "--note", "Broken");
  expect(exit).toBe(1);
  expect(out).toContain(`${folder}/prompts/lead.md: The prompt lead is empty.`);
  expect(out).toContain(`${folder}/skills/terms.md: The skill terms cannot be read`);
  const { versions } = app().pipelines.template.history;
  expect(versions).toHaveLength(2);
});

test("somebody else’s open draft is named, and lost only when that is said", async () => {
  const folder = await fresh();
  const parts = await app().deps.pipelines.templates.parts("what-shipped", 1);
  const theirs = { ...parts, description: "Theirs" };
  await app().deps.pipelines.templates.saveDraft("what-shipped", { number: 0, base: 1, parts: theirs, by: "Lena" });
  folderOf(folder, { "prompts/lead.md": "One sentence.\n" });

  const refused = await pulse("template", "publish", folder, "--note", "Mine");
  expect([refused.exit, refused.out, refused.err]).toEqual([
    1,
    "",
    expect.stringMatching(/^Lena has an open draft of what-shipped, of 2026-11-20, and .* was not made from it\./),
  ]);
  expect(app().pipelines.template.draft?.changed_by).toBe("Lena");
  const theirsNow = await pulse("template", "diff", folder, "--draft");
  expect(theirsNow.out).toContain("the draft of what-shipped, by Lena");
  expect(await pulse("template", "publish", folder, "--note", "Mine", "--replace-draft")).toMatchObject({ exit: 0 });
  expect(app().pipelines.template.parts.get(3)?.prompts["lead"]).toBe("One sentence.\n");
});

test("pulling writes over what Pulse has, and over nothing else", async () => {
  const folder = await fresh();
  expect((await pulse("template", "pull", "what-shipped@2", folder)).exit).toBe(0);
  folderOf(folder, { "prompts/lead.md": "Mine.\n" });
  const before = readFileSync(join(path(folder), "template.json"), "utf8");
  const refused = await pulse("template", "pull", "what-shipped", folder);
  expect([refused.exit, refused.err]).toEqual([
    1,
    `${folder} has changes that Pulse does not have. Bring them to Pulse, pull into another folder, or say --force to lose them.\n`,
  ]);
  expect([fileIn(folder, "prompts/lead.md"), fileIn(folder, "template.json")]).toEqual(["Mine.\n", before]);
  folderOf(folder, { "skills/gone.md": "Old.\n" });
  expect(await pulse("template", "pull", "what-shipped", folder, "--force")).toMatchObject({ exit: 0 });
  expect(fileIn(folder, "prompts/lead.md")).not.toBe("Mine.\n");
  expect((await pulse("template", "diff", folder)).exit).toBe(0);
});

test("a tag moves with its reason from where it is, and back further and further", async () => {
  const tag = (...args: string[]) => pulse("template", "tag", "what-shipped", ...args);
  expect(await tag("production", "2")).toMatchObject({ exit: 2, err: expect.stringContaining("--reason TEXT") });
  expect(await tag("production", "2", "--reason", "Held", "--from", "2")).toMatchObject({
    exit: 1,
    err: expect.stringContaining("production is at version 1, and not at version 2."),
  });
  expect(await tag("production", "2", "--reason", "Held")).toMatchObject({
    exit: 0,
    out: "what-shipped:production is @2 (before: @1).\n",
  });
  expect(await tag("canary", "1", "--reason", "A look", "--share", "10")).toMatchObject({
    exit: 0,
    out: "what-shipped:canary is @1, for 10 of a hundred runs (new).\n",
  });
  expect(await tag("canary", "--remove", "--reason", "Seen")).toMatchObject({ exit: 0 });
  expect(await tag("production", "1", "--reason", "Third")).toMatchObject({ exit: 0 });
  await tag("production", "2", "--reason", "Again");
  const back = async () => (await pulse("template", "rollback", "what-shipped")).out;
  expect(await back()).toBe("what-shipped:production is @1 (before: @2).\n");
  const nowhere = await pulse("template", "rollback", "what-shipped");
  expect([nowhere.exit, nowhere.err]).toEqual([1, expect.stringContaining("production came from nowhere else.")]);
});

test("a draft is put away when that is said, and a template begun as a copy", async () => {
  const folder = await fresh();
  folderOf(folder, { "skills/terms.md": "Say “harbour”.\n" });
  await pulse("template", "publish", folder, "--note", "Our terms");
  expect(await pulse("template", "discard", "what-shipped")).toMatchObject({ exit: 1 });
  expect(await pulse("template", "discard", "what-shipped", "--yes")).toMatchObject({ exit: 0 });
  expect(app().pipelines.template.draft).toBeNull();
  const begun = await pulse("template", "begin", "partners", "--json");
  expect([begun.exit, JSON.parse(begun.out)]).toMatchObject([0, { name: "partners", from: "what-shipped@1" }]);
  mkdirSync(path("empty"), { recursive: true });
  writeFileSync(path("a-file"), "x");
  expect(await pulse("template", "pull", "what-shipped", "a-file")).toMatchObject({
    exit: 2,
    err: "a-file is no folder. Name another one.\n",
  });
});
