import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deleteUpdate } from "../../app/updates/delete-update.ts";
import type { Update } from "../../db/app/tables.ts";
import { WEEK, WEEK_TEXT } from "../support/decided-week.ts";
import { wordsOf, rowsOf, type LedgerPage, startLedgerPage } from "../support/ledger-page.ts";

let ledger: LedgerPage;
let app: LedgerPage["app"];
let browse: LedgerPage["browse"];
let keep: LedgerPage["keep"];
let ask: LedgerPage["ask"];
let seen: LedgerPage["seen"];
let update: Update;

beforeAll(async () => {
  ledger = await startLedgerPage();
  ({ app, browse, keep, ask, seen } = ledger);
});
beforeEach(async () => void (update = await ledger.tell(WEEK_TEXT, WEEK)));
afterAll(() => ledger?.app.stop());

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
