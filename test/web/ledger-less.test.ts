import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deleteUpdate } from "../../app/updates/delete-update.ts";
import type { Update } from "../../db/app/tables.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { WEEK, WEEK_TEXT } from "../support/decided-week.ts";
import { wordsOf, rowsOf } from "../support/ledger-rows.ts";

let app: TestApp;
let browse: Browse;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});
beforeEach(async () => {
  update = await app.written(WEEK_TEXT);
  await keep(WEEK);
});
afterAll(() => app?.stop());

async function keep(lines: readonly LedgerLine[]): Promise<void> {
  const ledger = JSON.stringify(lines);
  await app.db.updateTable("app.updates").set({ ledger }).where("id", "=", update.id).execute();
}

const ask = (query = "", headers = {}) => browse(`/updates/${update.id}/ledger${query}`, headers);
const seen = async (query = "") => (await ask(query)).text();

const rowOf = (page: string, number: number) => rowsOf(page).find((row) => row.includes(`#${number}`)) ?? "";

const titlesOf = (page: string) => [...page.matchAll(/<h[23]>([^]*?)<\/h[23]>/g)].map(([title]) => wordsOf(title));

describe("a ledger that knows less", () => {
  test("from before, shows its reasons and says that no more was kept", async () => {
    await keep(WEEK.map(({ decided: _, group: __, size: ___, ...line }) => line));
    const page = await seen();
    expect(wordsOf(page)).toContain("This update is from before Pulse kept who decided.");
    expect(page).not.toContain('name="by"');
    expect(rowOf(page, 1259)).toMatch(/bump zod from 4\.2\.1 to 4\.3\.0 dependabot bot 16 Nov dependency update$/);
    // What one line counts stands in the text, too.
    expect(titlesOf(page)).toContain("19 more");
  });

  test.each([
    ["generating", "It is being written"],
    ["failed", "There is no text yet"],
  ] as const)("of an update that is %s says why it is empty", async (state, words) => {
    await keep([]);
    await app.put(update.id, state);
    expect(wordsOf(await seen())).toContain(words);
  });

  test("of an update that found nothing says so", async () => {
    await keep([]);
    const change = { state: "nothing_to_report", empty_reason: "nothing_merged" } as const;
    await app.db.updateTable("app.updates").set(change).where("id", "=", update.id).execute();
    expect(wordsOf(await seen())).toContain("Nothing was merged");
  });

  test("of a deleted update, or of none, is a page with a way on", async () => {
    await deleteUpdate(app.deps, app.mira, update.id);
    expect((await ask()).status).toBe(410);
    expect((await browse(`/updates/${crypto.randomUUID()}/ledger`)).status).toBe(404);
  });
});
