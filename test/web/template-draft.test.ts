import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { TemplateParts } from "../../webhooks/contract/templates.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { formFields } from "../support/form-fields.ts";
import { textOf } from "../support/policy-page.ts";

let app: TestApp;
let mira: Browse;
let parts: TemplateParts;
const AT = "/templates/what-shipped/draft";

beforeAll(async () => {
  app = await startTestApp();
  mira = await browseAsMira(app.deps);
  await app.db.updateTable("app.people").set({ role: "operator" }).where("handle", "=", "mira").execute();
  parts = await app.pipelines.templates.parts("what-shipped", 1);
});
afterAll(() => app?.stop());
beforeEach(() => void Object.assign(app.pipelines.template, { draft: null, number: 0 }));

const fake = () => app.pipelines.template;
const kept = () => fake().draft?.parts;

/** What a browser would send of the form as it stands: the first line break of a textarea is none. */
async function form(html?: string): Promise<Record<string, string>> {
  const page = html ?? (await (await mira(AT)).text());
  const fields = formFields(page, "draft-form").map(([name, value]) => [
    name,
    value.replace(/^\n/, "").replaceAll("&#39;", "'"),
  ]);
  return Object.fromEntries(fields) as Record<string, string>;
}
/** Ticked boxes of one name come back as several. */
const tools = (html: string) => [...html.matchAll(/name="tool" value="([^"]+)" checked/g)].map(([, name = ""]) => name);

async function send(change: Record<string, string>, base?: Record<string, string>): Promise<Response> {
  const page = await (await mira(AT)).text();
  const { tool: _, ...fields } = { ...(base ?? (await form(page))), ...change };
  return mira(AT, {}, [...Object.entries(fields), ...tools(page).map((one): [string, string] => ["tool", one])]);
}

const promptAt = (fields: Record<string, string>, name: string): string =>
  Object.keys(fields)
    .find((field) => field.startsWith("prompt-name-") && fields[field] === name)
    ?.replace("name", "text") ?? "";

test("a form that nobody touched changes nothing of the version that it was begun from", async () => {
  const answer = await send({ act: "save" });
  expect(answer.status).toBe(303);
  expect(kept()).toEqual(parts);
});

test("a changed prompt, a limit and a new skill are kept, and the rest stays as it was", async () => {
  const fields = await form();
  const lead = promptAt(fields, "lead");
  const text = "Two sentences.\r\nNot more — <b>ever</b>.";
  const skill = { "skill-name-0": "voice", "skill-text-0": "Short sentences." };
  const answer = await send({ [lead]: text, "limit-repair_rounds": "1", "class-docs": "cite", ...skill, act: "save" });
  expect(answer.status).toBe(303);
  expect(kept()).toEqual({
    ...parts,
    prompts: { ...parts.prompts, lead: "Two sentences.\nNot more — <b>ever</b>." },
    skills: { voice: "Short sentences." },
    limits: { ...parts.limits, repair_rounds: 1 },
    policy: { ...parts.policy, docs: "cite" },
  });
  const html = await (await mira(AT)).text();
  expect(html).toContain("Not more — &lt;b&gt;ever&lt;/b&gt;.</textarea>");
});

test("a skill gets another name, and is taken out, with all else that was typed", async () => {
  await send({ "skill-name-0": "voice", "skill-text-0": "Short.", act: "save" });
  await send({ "skill-name-0": "tone", "skill-name-1": "numbers", "skill-text-1": "How many.", act: "save" });
  expect(kept()?.skills).toEqual({ tone: "Short.", numbers: "How many." });
  const fields = await form();
  const lead = promptAt(fields, "lead");
  await send({ "skill-out-0": "1", [lead]: "New words.", act: "save" });
  expect(Object.values(kept()?.skills ?? {})).toHaveLength(1);
  expect(kept()?.prompts["lead"]).toBe("New words.");
});

test.each([
  ["a limit out of its bounds", { "limit-tokens": "5" }, "Give 1,000 to 2,000,000 tokens."],
  ["a limit that is no number", { "limit-tokens": "many" }, "Tokens: Give 1,000 to 2,000,000 tokens."],
  [
    "a skill that no file could be called",
    { "skill-name-0": "../voice", "skill-text-0": "x" },
    "small letters, digits and hyphens",
  ],
  ["a skill without a name", { "skill-name-0": "", "skill-text-0": "Words" }, "Give the skill a name."],
  ["no models", { models: " \r\n" }, "Name at least one model."],
])("%s is refused where it stands, and nothing that was typed is lost", async (_what, change, sentence) => {
  const fields = await form();
  const lead = promptAt(fields, "lead");
  const answer = await send({ [lead]: "Kept & <kept>.", ...change, act: "save" });
  const html = await answer.text();
  expect(answer.status).toBe(422);
  expect(textOf(html)).toContain(sentence);
  expect(html).toContain("Kept &amp; &lt;kept&gt;.</textarea>");
  expect(html).toMatch(/aria-invalid="true"/);
  expect(textOf(html)).toContain("Not saved yet.");
  expect(fake().draft).toBeNull();
});

test("200 KB that somebody pastes come back whole, with how many characters a prompt may have", async () => {
  const fields = await form();
  const lead = promptAt(fields, "lead");
  const answer = await send({ [lead]: "<script>alert(1)</script>".repeat(8_000), act: "save" });
  const html = await answer.text();
  expect(answer.status).toBe(422);
  expect(textOf(html)).toContain("A prompt may have 20,000 characters.");
  expect(html).not.toContain("<script>alert");
  expect(html.split("&lt;script&gt;alert(1)").length - 1).toBe(8_000);
});

test("two who change different fields both find theirs in the form, and nothing is saved before somebody says so", async () => {
  const before = await form();
  const [lead, voice] = [promptAt(before, "lead"), promptAt(before, "voice")];
  await send({ [lead]: "Lena’s opening.", act: "save" }, before);
  const late = await send({ [voice]: "Mira’s voice.", act: "save" }, before);
  const html = await late.text();
  expect(late.status).toBe(409);
  expect(textOf(html)).toContain("Theirs stands in the form now: Prompt lead.");
  const shown = await form(html);
  expect([shown[lead], shown[voice]]).toEqual(["Lena’s opening.", "Mira’s voice."]);
  expect(kept()?.prompts["voice"]).toBe(parts.prompts["voice"]);
  expect((await send({ act: "save" }, shown)).status).toBe(303);
  expect(kept()?.prompts).toMatchObject({ lead: "Lena’s opening.", voice: "Mira’s voice." });
});

test("two who change the same field see both texts", async () => {
  const before = await form();
  const lead = promptAt(before, "lead");
  await send({ [lead]: "One sentence of theirs.", act: "save" }, before);
  const late = await send({ [lead]: "One sentence of mine.", note: "Shorter", act: "publish" }, before);
  const html = await late.text();
  expect(late.status).toBe(409);
  expect(textOf(html)).toContain("Prompt lead: both of you changed it.");
  expect(html).toContain("<del>theirs</del>");
  expect(html).toContain("<ins>mine</ins>");
  expect(html).toContain("One sentence of theirs.</pre>");
  const shown = await form(html);
  expect([shown[lead], shown["note"]]).toEqual(["One sentence of mine.", "Shorter"]);
  expect(fake().history.versions).toHaveLength(2);
});

test("whoever has read a skill says so of the very text that they had before them", async () => {
  await send({ "skill-name-0": "voice", "skill-text-0": "Short sentences.", act: "save" });
  fake().draft!.skills = { voice: { by: "Lena", reviewed_by: null } };
  const asked: { skill: string; sha256: string }[] = [];
  const { reviewSkill } = app.pipelines.templates;
  app.pipelines.templates.reviewSkill = async (name, one) => {
    asked.push({ skill: one.skill, sha256: one.sha256 });
    return reviewSkill(name, one);
  };
  expect(textOf(await (await mira(AT)).text())).toContain("Draft 2 words, by Lena; nobody has read it yet");
  expect((await send({ act: "read.0" })).status).toBe(303);
  expect(asked).toEqual([{ skill: "voice", sha256: sha256("Short sentences.") }]);
  expect(textOf(await (await mira(AT)).text())).toContain("Reviewed 2 words, by Lena, read by Mira Lindqvist");
});

test("publishing asks what changed, saves what is typed first, and moves no tag", async () => {
  const versions = fake().history.versions.length;
  const lead = promptAt(await form(), "lead");
  const unsaid = await send({ [lead]: "Shorter.", act: "publish" });
  expect([unsaid.status, textOf(await unsaid.text())]).toEqual([422, expect.stringContaining("Say what changed.")]);
  expect(fake().draft).toBeNull();
  const done = await send({ [lead]: "Shorter.", note: "A shorter opening", act: "publish" });
  expect(done.headers.get("location")).toBe(`/templates/what-shipped#v${versions + 1}`);
  expect(fake().history.versions[0]).toMatchObject({ note: "A shorter opening", made_by: "Mira Lindqvist" });
  expect(fake().history.tags.map(({ version }) => version)).toEqual([1]);
});

test("what keeps a draft from being published leads to its field", async () => {
  await send({ act: "save" });
  const index = Object.keys(parts.prompts).indexOf("lead");
  const fault = { code: "empty", message: "The prompt lead is empty.", fix: "Say what it shall say." };
  fake().draft!.faults = [{ path: "prompts.lead", ...fault }];
  const html = await (await mira(AT)).text();
  expect(textOf(html)).toContain("Saved, and not ready to be published. One thing is in the way.");
  expect(html).toContain(`<a href="#prompt-${index}">Prompt lead</a>`);
});

test("a draft that somebody changed meanwhile is not put away", async () => {
  await send({ act: "save" });
  fake().number += 1;
  const refused = await mira(`${AT}/discard`, {}, { number: "1" });
  expect(refused.status).toBe(409);
  expect(fake().draft).not.toBeNull();
  expect((await mira(`${AT}/discard`, {}, { number: String(fake().number) })).status).toBe(303);
  expect(fake().draft).toBeNull();
});
