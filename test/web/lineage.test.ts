import { afterAll, beforeAll, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let browse: Browse;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
  update = await app.written(TEXT);
});
afterAll(() => app?.stop());

const seen = async (path: string) => (await browse(path)).text();
const stepsOf = (page: string) => [...page.matchAll(/class="ln ln-(\w+)"/g)].map(([, key]) => key);

test("a pull request's way is drawn step by step, and back", async () => {
  await save(app.deps, app.mira, update.id, {
    markdown: TEXT.replace("half the time", "a third of the time"),
    base_revision: 1,
  });
  const page = await seen(`/updates/${update.id}/lineage?pr=acme/harbor%2312`);
  expect(stepsOf(page)).toEqual(["pull", "evidence", "prompt", "call", "edit"]);
  expect(page).toContain("Read with 34 others, all of the window");
  expect(page).toContain("Mira Lindqvist changed the words");
  expect(page).toContain("It is not in Slack yet, so its way ends here.");
  expect(page).toContain(`href="/updates/${update.id}/run/calls/7"`);
  const back = await seen(`/updates/${update.id}/lineage?pr=acme/harbor%2312&way=back`);
  expect(stepsOf(back)).toEqual(stepsOf(page).toReversed());
});

test("a link leads to the update, or to all that read a pull request; one that leads nowhere keeps what was typed", async () => {
  const one = await browse(`/lineage?from=${encodeURIComponent(`http://pulse.test/updates/${update.id}`)}`);
  expect([one.status, one.headers.get("location")]).toEqual([303, `/updates/${update.id}/lineage`]);
  const wrong = await browse("/lineage?from=%3Cscript%3E");
  expect(wrong.status).toBe(422);
  const page = await wrong.text();
  expect(page).toContain('value="&lt;script&gt;"');
  expect(page).toContain("That is no link to a Slack message, a pull request or an update.");
  expect((await browse("/lineage?from=acme/harbor%239999")).status).toBe(404);
});

test("a sentence leads to its way, and a statement can be taken along", async () => {
  expect(await seen(`/updates/${update.id}/why?line=3`)).toContain(
    `href="/updates/${update.id}/lineage?pr=acme%2Fharbor%2312"`,
  );
  const answer = await browse(`/updates/${update.id}/lineage/statement`);
  expect(answer.headers.get("content-disposition")).toContain(`statement-${update.number}.json`);
});
