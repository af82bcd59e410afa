import { afterAll, beforeAll, expect, test } from "vitest";
import { acknowledge } from "../../app/updates/acknowledge.ts";
import { changeChannel } from "../../app/updates/change-channel.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let browse: Browse;
beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());

const OTHER = TEXT.replace("half the time", "no time");

/** Where an open page asks for what is new. */
async function asking(update: Update): Promise<string> {
  const page = await (await browse(`/updates/${update.id}`)).text();
  return /hx-get="([^"]+)"/.exec(page)![1]!.replaceAll("&amp;", "&");
}
const asked = (path: string) => browse(path, { "hx-request": "true" });

test.each<[string, (update: Update) => Promise<unknown>]>([
  ["the text", ({ id }) => save(app.deps, app.tobi, id, { markdown: OTHER, base_revision: 1 })],
  ["what is being typed", ({ id }) => saveWorkingCopy(app.deps, app.tobi, id, { markdown: OTHER, base_revision: 1 })],
  ["who knows of a flag", ({ id }) => acknowledge(app.deps, app.tobi, id, { finding_key: "k" })],
  ["where it goes", ({ id }) => changeChannel(app.deps, app.tobi, id, { channel: { id: "C2", name: "other" } })],
])("an open page is answered with nothing, until %s changes", async (_what, change) => {
  const update = await app.written();
  const path = await asking(update);
  for (let look = 0; look < 3; look += 1) expect((await asked(path)).status).toBe(204);
  await change(update);
  const answer = await asked(path);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('id="work"');
});

test("so is whoever edits by item", async () => {
  const update = await app.written();
  const page = await (await browse(`/updates/${update.id}/items`)).text();
  const path = `/updates/${update.id}/items?mark=${/data-mark="([^"]+)"/.exec(page)?.[1] ?? ""}`;
  expect((await asked(path)).status).toBe(204);
  const working = { markdown: `${TEXT}\n- More (#12)\n`, base_revision: 1 };
  await saveWorkingCopy(app.deps, app.tobi, update.id, working);
  const answer = await asked(path);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('id="items"');
});

test("of an update that is deleted, not there or no update at all it says so", async () => {
  const update = await app.written();
  const path = await asking(update);
  await app.db.updateTable("app.updates").set({ deleted_at: new Date() }).where("id", "=", update.id).execute();
  expect((await asked(path)).status).toBe(410);
  expect((await asked(path.replace(update.id, "01a1fc97-566b-7799-889c-76eca26adfb4"))).status).toBe(404);
  expect((await asked(path.replace(update.id, "nothing"))).status).toBe(404);
});

test("who only reads sees the message and the facts, and nothing to press", async () => {
  const update = await app.written();
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.mira.id!).execute();
  const page = await (await browse(`/updates/${update.id}`)).text();
  await app.db.updateTable("app.people").set({ role: "admin" }).where("id", "=", app.mira.id!).execute();
  expect(page).toContain("Search answers in half the time");
  expect(page).not.toMatch(/Approve &amp; post|>Edit<|Look again|Request changes/);
});

test("without a script nothing loads itself anew under whoever reads or fills something in", async () => {
  const update = await app.written();
  expect(await (await browse(`/updates/${update.id}`)).text()).not.toContain('http-equiv="refresh"');
  await app.put(update.id, "posting");
  expect(await (await browse(`/updates/${update.id}`)).text()).toContain('http-equiv="refresh"');
});
