import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { cliHouse } from "../support/cli-house.ts";
import { fakeTemplates } from "../support/fake-templates.ts";
import { operatorsTemplates } from "../support/template-folder.ts";

const house = cliHouse();
const { app, pulse, path } = house;
const { folderOf, fileIn, fresh } = operatorsTemplates(house);

beforeEach(() => Object.assign(app().pipelines.template, fakeTemplates().fake));

const publish = (folder: string) => pulse("template", "publish", folder, "--note", "Try");

test.each<[string, Record<string, string | Buffer>, string]>([
  ["a skill of a megabyte", { "skills/terms.md": "x".repeat(1024 * 1024) }, "skills/terms.md has 1,048,576 bytes"],
  [
    "a skill a little too long",
    { "skills/terms.md": "x".repeat(LIMITS.templates.skill_chars + 1) },
    "skills/terms.md is not right: A skill may have 6,000 characters.",
  ],
  ["bytes that are no UTF-8", { "prompts/lead.md": Buffer.from([0x66, 0xff, 0x0a]) }, "prompts/lead.md is not UTF-8."],
  ["a null character", { "skills/terms.md": "a\0b" }, "skills/terms.md has a null character in it."],
  ["a name in capitals", { "skills/Terms.md": "Say harbour." }, "skills/Terms.md is no part of a template."],
  ["a file that is none of them", { "prompts/lead.txt": "x" }, "prompts/lead.txt is no part of a template."],
  ["several of those", { "prompt/lead.md": "x", "notes.md": "x" }, "notes.md and"],
  ["a folder in folders", { "prompts/a/b/c/d.md": "x" }, "prompts/a/b is no part of a template."],
  ["broken JSON", { "template.json": "{" }, "template.json is not JSON."],
  ["a number that is none", { "template.json": '{"name":"what-shipped"}' }, "names no version: pull one first"],
  ["no name", { "template.json": '{"name":"../up","base":1}' }, "is no template’s name"],
])("%s is one sentence that names the file, and nothing is kept", async (_what, files, sentence) => {
  const folder = await fresh();
  folderOf(folder, files);
  const ran = await publish(folder);
  expect([ran.out, ran.err]).toEqual(["", expect.stringContaining(sentence)]);
  expect([1, 2]).toContain(ran.exit);
  expect(app().pipelines.template).toMatchObject({ number: 0, draft: null });
});

test("no link is followed, in or out, and no pipe is waited for", async () => {
  const secret = path("secret.txt");
  writeFileSync(secret, "Nobody’s business.\n");
  const folder = await fresh();
  symlinkSync(secret, join(path(folder), "skills-link"));
  expect((await publish(folder)).err).toContain("skills-link is a link, and may lead anywhere.");

  const other = await fresh();
  mkdirSync(join(path(other), "skills"));
  symlinkSync(secret, join(path(other), "skills/terms.md"));
  expect((await publish(other)).err).toContain("skills/terms.md is a link");
  const forced = await pulse("template", "pull", "what-shipped", other, "--force");
  expect([forced.exit, readFileSync(secret, "utf8")]).toEqual([2, "Nobody’s business.\n"]);

  const third = await fresh();
  execFileSync("mkfifo", [join(path(third), "prompts/pipe.md")]);
  expect((await publish(third)).err).toContain("prompts/pipe.md is no plain file.");
  expect(app().pipelines.template.number).toBe(0);
});

test("a server that names a text so that it leads out of the folder gets no file, there or anywhere", async () => {
  const parts = await app().deps.pipelines.templates.parts("what-shipped", 1);
  for (const name of ["../../out", "/tmp/out", "types/../../../out", "Lead"]) {
    app().pipelines.template.parts.set(2, { ...parts, prompts: { ...parts.prompts, [name]: "Out." } });
    const { exit, err } = await pulse("template", "pull", "what-shipped@2", "hostile");
    expect([exit, err.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(existsSync(path("hostile/template.json"))).toBe(false);
  }
  expect(readdirSync(path("."))).not.toContain("out.md");
});

test("CRLF, an editor’s mark and hidden signs are no change; a folder that cannot be written stays as it was", async () => {
  const folder = await fresh();
  const lead = fileIn(folder, "prompts/lead.md");
  folderOf(folder, { "prompts/lead.md": `\ufeff${lead.replaceAll("\n", "\r\n")}`, ".DS_Store": "x" });
  expect(await pulse("template", "diff", folder)).toMatchObject({ exit: 0 });

  const blocked = await fresh();
  const before = fileIn(blocked, "template.json");
  mkdirSync(join(path(blocked), "prompts/.lead.md.unfinished/x"), { recursive: true });
  const refused = await pulse("template", "pull", "what-shipped@2", blocked);
  expect([refused.exit, refused.err]).toEqual([2, expect.stringContaining("cannot be written")]);
  expect(fileIn(blocked, "template.json")).toBe(before);
  expect(readdirSync(path(blocked)).filter((name) => name.includes("unfinished"))).toEqual([]);
});
