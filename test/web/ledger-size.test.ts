import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import type { Update } from "../../db/app/tables.ts";
import { busyLedger, busyText, WEEK, WEEK_TEXT } from "../support/decided-week.ts";
import { wordsOf, numbersOf, rowsOf, type LedgerPage, startLedgerPage } from "../support/ledger-page.ts";

const MOST_CPU_S = 2;

let ledger: LedgerPage;
let app: LedgerPage["app"];
let browse: LedgerPage["browse"];
let seen: LedgerPage["seen"];
let update: Update;

beforeAll(async () => {
  ledger = await startLedgerPage();
  ({ app, browse, seen } = ledger);
});
beforeEach(async () => void (update = await ledger.tell(WEEK_TEXT, WEEK)));
afterAll(() => ledger?.app.stop());

describe("a thousand pull requests", () => {
  beforeEach(async () => {
    update = await ledger.tell(busyText(1_000), busyLedger(1_000));
  });

  test("stand on ten pages, each once", async () => {
    const pages = await Promise.all(Array.from({ length: 10 }, (_, index) => seen(`?page=${index + 1}`)));
    expect(new Set(pages.flatMap(numbersOf)).size).toBe(1_000);
    expect(pages.map((page) => rowsOf(page).length)).toEqual(Array(10).fill(100));
    expect(wordsOf(pages[1] ?? "")).toContain("101–200 of 1,000");
    expect(pages[0]).toContain(`href="/updates/${update.id}/ledger?page=2" rel="next"`);
    expect(pages[9]).not.toContain('rel="next"');
  });

  test("are a page of a hundredth of a megabyte for each ten of them, and the last page stands for any after it", async () => {
    expect((await seen()).length).toBeLessThan(150_000);
    expect(numbersOf(await seen("?page=99"))).toEqual(numbersOf(await seen("?page=10")));
  });

  test("do not all stand beside the text: a hundred do, and the way to the others", async () => {
    const page = await (await browse(`/updates/${update.id}/text`)).text();
    const fold = page.slice(page.indexOf('id="ledger-body"'));
    expect(fold.match(/<span class="pr-t">/g)).toHaveLength(100);
    expect(wordsOf(fold)).toContain("900 more, and who decided");
    expect(fold).toContain(`href="/updates/${update.id}/ledger?went=omitted"`);
  });
});

describe("a text of a thousand sentences", () => {
  const sentences = (left: number) =>
    `# Much\n\n${Array.from({ length: 1_000 - left }, (_, index) => `- Change ${index + 1} of many (#${index + 1})`).join("\n")}\n`;

  test("that was edited often costs little to follow", async () => {
    update = await ledger.tell(
      sentences(0),
      busyLedger(1_000).map((line) => ({ ...line, disposition: "cited", reason: null })),
    );
    for (let edit = 1; edit <= 14; edit += 1) {
      await save(app.deps, app.tobi, update.id, { markdown: sentences(edit), base_revision: edit });
    }
    const before = process.cpuUsage();
    const page = await seen("?went=omitted");
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(MOST_CPU_S);
    expect(rowsOf(page).filter((row) => row.includes("By Tobi Okafor"))).toHaveLength(11);
    expect(rowsOf(page).filter((row) => row.includes("By hand"))).toHaveLength(3);
  });

  test("that is too long to be one is not read, and hides nothing", async () => {
    const working_copy = sentences(0).repeat(3);
    await app.db.updateTable("app.updates").set({ working_copy }).where("id", "=", update.id).execute();
    const page = await seen();
    expect(wordsOf(page)).toContain("40 were merged into main: 9 told");
    expect(page).not.toContain('aria-label="In the text');
  });
});
