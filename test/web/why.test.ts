import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { calls } from "../support/recorded-calls.ts";
import { readReport } from "../support/recorded-run.ts";

const TEXT =
  "# Faster search\n\n- Search answers in half the time (#12)\n- The login page remembers you (#13)\n\n## Also merged\n\n- 1 build change (#14)\n";
const [SEARCH, LOGIN, BUILD] = [3, 4, 8];

let app: TestApp;
let browse: Browse;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});

beforeEach(async () => {
  app.pipelines.fails = null;
  app.pipelines.report = readReport();
  app.pipelines.recording = { steps: [], calls: calls() };
  update = await app.written(TEXT);
  await app.db
    .updateTable("app.generations")
    .set({ artifact_uri: "http://pipelines.test/api/v1/artifacts/a" })
    .execute();
});

afterAll(() => app?.stop());

const ask = (line: number | string, headers = {}) => browse(`/updates/${update.id}/why?line=${line}`, headers);
const seen = async (line: number | string) => (await ask(line)).text();

async function typed(markdown: string): Promise<void> {
  await saveWorkingCopy(app.deps, app.mira, update.id, { markdown, base_revision: 1 });
}

test("every sentence of a text, and no heading, has its own way to what stands behind it", async () => {
  const page = await (await browse(`/updates/${update.id}`)).text();
  const lines = [...page.matchAll(/class="sl-why" href="[^"]*\?line=(\d+)"/g)].map(([, line]) => Number(line));
  expect(lines).toEqual([SEARCH, LOGIN, BUILD]);
  expect(page).toContain('aria-label="Why is this here: Search answers in half the time (#12)"');
});

test("a sentence shows its pull request: title, people, labels, first lines, ledger and place in the report", async () => {
  const page = await seen(SEARCH);
  for (const words of ["feat(search): answer from the index", "mira, with tobi", "performance", "row by row"]) {
    expect(page).toContain(words);
  }
  expect(page).toContain("Told in the text");
  expect(page).toContain("Told as something faster, under Search");
  expect(page).toContain(`href="/updates/${update.id}/run/calls/107?generation=1"`);
});

test("long bodies keep their rest folded", async () => {
  expect(await seen(SEARCH)).toMatch(/## How<\/p>\s*<details>\s*<summary>The rest<\/summary>\s*<p>- build the index/);
});

test("what only stands in a group says so", async () => {
  expect(await seen(BUILD)).toContain("Named in a group");
});

test("it is a page for people and a part for htmx", async () => {
  const [page, part] = [await seen(SEARCH), await (await ask(SEARCH, { "hx-request": "true" })).text()];
  expect(page).toContain('<h1 id="why-title">');
  expect(part).toMatch(/^<div class="why-in"[\s\S]*<h2 id="why-title" tabindex="-1" autofocus>/);
});

test("a sentence without its citation says what the agent's had cited, and what the agent had written", async () => {
  await typed(TEXT.replace("in half the time (#12)", "in half the time, everywhere"));
  const page = await seen(SEARCH);
  expect(page).toContain("This sentence no longer cites a pull request. The agent’s did:");
  expect(page).toMatch(/The agent wrote<\/b> Search answers in half the time \(#12\)/);
  expect(page).toContain("feat(search): answer from the index");
  expect(page).toContain("Left out: taken out by a person");
});

test("a person's own sentence says that nothing stands behind it", async () => {
  await typed(`${TEXT}\nThanks to everyone who was on call.\n`);
  expect(await seen(10)).toContain("nothing that was read stands behind it");
});

test("a pull request that was never read is named as such", async () => {
  await typed(`${TEXT}\nWe also fixed the printer (#99).\n`);
  expect(await seen(10)).toContain("Not read for this update: look at it yourself");
});

test("without the pipelines the ledger speaks for itself", async () => {
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
  const page = await seen(SEARCH);
  expect(page).toContain("this is what the ledger knows");
  expect(page).toContain("Title of acme/harbor#12");
});

test.each(["2", "99", "x", "-1", "4e0x"])("there is no sentence on line %s", async (line) => {
  expect((await ask(line)).status).toBe(404);
});
