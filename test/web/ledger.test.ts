import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postElsewhere } from "../../app/updates/post-elsewhere.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import type { Update } from "../../db/app/tables.ts";
import { browseAs } from "../support/browse.ts";
import { WEEK, WEEK_TEXT } from "../support/decided-week.ts";
import { wordsOf, numbersOf, rowsOf, startLedgerPage, type LedgerPage } from "../support/ledger-page.ts";

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

const titlesOf = (page: string) =>
  [...(/<main[^]*<\/main>/.exec(page)?.[0] ?? "").matchAll(/<h[23]>([^]*?)<\/h[23]>/g)].map(([title]) =>
    wordsOf(title),
  );

describe("the page of a ledger", () => {
  test("adds up what it told, grouped, left out and undid to what was merged", async () => {
    const page = await seen();
    expect(wordsOf(page)).toContain("40 were merged into main: 9 told + 25 grouped + 4 left out + 2 cancelled.");
    expect(page).toContain('aria-label="9 told, 25 grouped, 4 left out, 2 cancelled"');
    expect(numbersOf(page).toSorted()).toEqual(WEEK.map(({ pr }) => Number(pr.split("#")[1])).toSorted());
  });

  test("follows the text, and folds what one line of it counts", async () => {
    const page = await seen();
    expect(numbersOf(page).slice(0, 3)).toEqual([1263, 1274, 1258]);
    expect(numbersOf(page).slice(15, 18)).toEqual([1300, 1301, 1302]);
    expect(titlesOf(page)).toEqual([
      "Told 9",
      "Grouped 25",
      "3 documentation changes",
      "3 changes of tests and CI",
      "19 more",
      "Left out 4",
      "Cancelled by a revert 2",
    ]);
    const folds = [...page.matchAll(/<details class="led-fold"( open)?>/g)].map(([, open]) => open !== undefined);
    expect(folds).toEqual([true, true, false]);
  });

  test.each([
    [1263, "Author’s word feat! in the title"],
    [1266, "Policy A label is customer-report"],
    [1271, "Changed paths services/api/src/search/ is product"],
    [1290, "Title’s words, a hint ci in the title; no path is product"],
    [1300, "Limit 10th by kind and size"],
    [1280, "Moved by the model From grouped to told: “31 shops asked for it in #1198.”"],
    [1256, "Reverts #1261 took it back; #1274 brought it again."],
    [1255, "unticked in the brief Brief Unticked in the brief"],
  ])("says of #%i who decided, and why", async (number, words) => {
    expect(rowOf(await seen(), number)).toContain(words);
  });

  test("names each with its link, author, day and size, and a bot as one", async () => {
    const page = await seen();
    expect(page).toContain('href="https://github.com/acme/harbor/pull/1263" target="_blank" rel="noopener nofollow"');
    expect(rowOf(page, 1283)).toMatch(/#1283 infra: nightly backup to the second region nkemp 20 Nov \+1,062 −5/);
    expect(rowOf(page, 1259)).toContain(
      "dependabot bot 16 Nov +12 −12 dependency update Policy It is a dependency update",
    );
  });

  test("draws a chain of reverts once, in its order, with what the product has of it now", async () => {
    const [chain, ...others] = [
      ...(await seen()).matchAll(/<ol class="chain" aria-label="What became of it">([^]*?)<\/ol>/g),
    ];
    expect(wordsOf(chain?.[1] ?? "")).toBe(
      "#1256 merged 16 Nov #1261 took it back 17 Nov #1274 brought it back 19 Nov It is in the product",
    );
    expect(chain?.[1]).toContain(`href="/updates/${update.id}/ledger?q=%231261"`);
    expect(others).toEqual([]);
  });

  test("leads from what is told to its sentence, and from nothing else", async () => {
    const page = await seen();
    const line = /href="(\/updates\/[^"]+)"\s+aria-label="In the text: #1274"/.exec(page)?.[1] ?? "none";
    expect(await (await browse(line)).text()).toContain(
      "Bring back offline labels, with the printer check first (#1274)",
    );
    expect(page).not.toContain('aria-label="In the text: #1259"');
  });

  test("leads from a number that a reason names to all that is said of it", async () => {
    const page = await seen();
    const address = /<a href="([^"]+)">#1261<\/a>\s+took it back/.exec(page)?.[1] ?? "none";
    expect(numbersOf(await (await browse(address)).text())).toEqual([1256, 1261]);
    expect(page).toContain(`<a href="/updates/${update.id}/ledger?q=%231258">#1258</a>`);
  });

  test("is reached from the update and from its run", async () => {
    for (const path of ["", "/run"]) {
      const page = await (await browse(`/updates/${update.id}${path}`)).text();
      expect(page).toContain(`href="/updates/${update.id}/ledger"`);
    }
  });

  test("may be read by whoever may read the update", async () => {
    const lena = await browseAs(app.deps, "lena");
    expect((await lena(`/updates/${update.id}/ledger`)).status).toBe(200);
  });

  test("draws titles and reasons as words, whatever is in them", async () => {
    const [first, ...rest] = WEEK;
    const because = "`<b>` is \u202eodd and ` alone";
    await keep([
      { ...first!, title: "<script>alert(1)</script>", url: "javascript:alert(1)", decided: { by: "paths", because } },
      ...rest,
    ]);
    const page = await seen();
    expect(page).not.toContain("<script>alert(1)");
    expect(page).not.toContain("javascript:");
    expect(page).toContain("`&lt;b&gt;` is ‹U+202E›odd and ` alone");
  });
});

describe("what is looked for", () => {
  test.each([
    ["?went=cancelled", [1256, 1261]],
    ["?by=model", [1280]],
    ["?went=omitted&by=policy", [1259, 1281, 1299]],
    ["?q=%23126", []],
    ["?q=%231261", [1256, 1261]],
    ["?q=LENA+printer", [1274]],
    ["?q=tests+only+changed", [1265, 1275]],
    ["?q=unticked", [1255]],
    ["?q=devin", [1275]],
    ["?went=cited&q=satellite&by=revert", [1267]],
  ])("is found by a form without script: %s", async (query, numbers) => {
    expect(numbersOf(await seen(query)).toSorted()).toEqual(numbers);
  });

  test("stays in the form, and no fold hides it", async () => {
    const page = await seen("?q=words&by=limit&went=grouped");
    expect(page).toMatch(/name="q" value="words"/);
    expect(page).toMatch(/<option value="limit" selected>\s*Limit \(19\)/);
    expect(page).toMatch(/name="went" value="grouped" checked/);
    expect(page).not.toMatch(/<details class="led-fold">/);
    expect(titlesOf(page)).toEqual(["Grouped 19 of 25", "19 more"]);
  });

  test("leads back to all of them where nothing fits", async () => {
    const page = await seen("?q=nothing-like-it");
    expect(wordsOf(page)).toContain("No pull request fits. Show all 40");
    expect(rowsOf(page)).toEqual([]);
  });

  test("is all of them where no such thing can be", async () => {
    expect(rowsOf(await seen("?went=elsewhere&by=nobody&page=x"))).toHaveLength(40);
  });

  test("comes to htmx as what was found, said aloud, with an address that shows it again", async () => {
    const answer = await ask("?q=LENA+printer&went=&by=", { "hx-request": "true" });
    const part = await answer.text();
    expect(part).not.toContain("<h1");
    expect(numbersOf(part)).toEqual([1274]);
    expect(part).toContain('<hx-partial hx-target="#live" hx-swap="innerHTML">1 of 40 fit</hx-partial>');
    expect(answer.headers.get("hx-replace-url")).toBe(`/updates/${update.id}/ledger?q=LENA+printer`);
  });
});

describe("what people changed", () => {
  const without = WEEK_TEXT.replace(/- Search by the last four digits.*\n/, "");

  test("is theirs: who took it out, and who put it in, whatever the run had decided", async () => {
    await save(app.deps, app.tobi, update.id, { markdown: without, base_revision: 1 });
    const told = without.replace("## Also merged", "- The docs speak four languages (#1260)\n\n## Also merged");
    await saveWorkingCopy(app.deps, app.mira, update.id, { markdown: told, base_revision: 2 });
    const page = await seen();
    expect(rowOf(page, 1271)).toMatch(/By Tobi Okafor Taken out of the text \d+ \w+, \d\d:\d\d$/);
    expect(rowOf(page, 1260)).toMatch(/By Mira Lindqvist Put into the text /);
    expect(numbersOf(await seen("?by=person"))).toEqual([1260, 1271]);
    expect(wordsOf(page)).toContain("40 were merged into main: 9 told + 24 grouped + 5 left out + 2 cancelled.");
  });

  test("and changed back is the run's again", async () => {
    await save(app.deps, app.tobi, update.id, { markdown: without, base_revision: 1 });
    await save(app.deps, app.mira, update.id, { markdown: WEEK_TEXT, base_revision: 2 });
    expect(rowOf(await seen(), 1271)).toContain("Changed paths services/api/src/search/ is product");
  });

  test("has no name in a copy, where nobody knows it", async () => {
    await save(app.deps, app.tobi, update.id, { markdown: without, base_revision: 1 });
    await app.put(update.id, "posted");
    const channel = { id: "C0PROD", name: "product-news" };
    ledger.turnTo(await postElsewhere(app.deps, app.mira, update.id, { channel }));
    expect(rowOf(await seen(), 1271)).toContain("By hand Taken out of the text");
  });
});

test("the ledger comes as a file, with who decided now", async () => {
  const markdown = WEEK_TEXT.replace(/- Search by the last four digits.*\n/, "");
  await save(app.deps, app.tobi, update.id, { markdown, base_revision: 1 });
  const answer = await browse(`/updates/${update.id}/ledger/json`);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="ledger-\w+\.json"$/);
  const lines = (await answer.json()) as { pr: string; disposition: string; decided: object }[];
  expect(lines).toHaveLength(40);
  expect(lines.find(({ pr }) => pr === "acme/harbor#1271")).toMatchObject({
    disposition: "omitted",
    decided: { by: "person", because: "Taken out of the text" },
    moved: { by: "Tobi Okafor" },
  });
});
