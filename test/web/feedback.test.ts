import { afterAll, beforeAll, expect, test } from "vitest";
import { feedbackCsv } from "../../app/web/feedback/feedback-csv.ts";
import { linePlot } from "../../app/web/feedback/plot.ts";
import { approve } from "../../app/updates/approve.ts";
import type { Update } from "../../db/app/tables.ts";
import { changePerson } from "../../db/app/people.ts";
import { inTransaction } from "../../db/connect.ts";
import { startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { browseAs, browseAsMira, type Browse } from "../support/browse.ts";
import { feedbackRow } from "../support/feedback-row.ts";
import { sixMonths } from "../support/six-months.ts";

let app: TestApp;
let browse: Browse;

beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());

const wordsOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const seen = async (path: string) => wordsOf(await (await browse(path)).text());

async function edited(): Promise<Update> {
  const update = await app.written();
  const markdown = TEXT.replace("in half the time", "twice as <fast>").replace(/- The login.*\n/, "");
  await approve(app.deps, app.tobi, update.id, { markdown, base_revision: 1, override_reason: null });
  await app.put(update.id, "posted");
  return app.now(update);
}

test("before anything is approved the page says what to do", async () => {
  const page = await seen("/feedback");
  expect(page).toContain("Nothing to compare yet");
  expect(page).toContain("Compose one");
});

test("six months are shown as plots, each with its numbers, by profile, version and model", async () => {
  const updates = await sixMonths(app);
  const answer = await browse("/feedback");
  const html = await answer.text();
  const page = wordsOf(html);
  expect(page).toContain(`Approved texts ${updates.length} `);
  for (const title of [
    "Accepted",
    "Edit effort",
    "Time to approval",
    "Findings a text",
    "What became of the items",
    "Why people changed it",
  ]) {
    expect(page).toContain(title);
  }
  expect(html.match(/<svg class="plot-s"[^>]*role="img"/g)).toHaveLength(5);
  expect(html.match(/<details class="nums">/g)).toHaveLength(5);
  for (const name of ["Engineering weekly", "Product news", "what-shipped@2", "demo-writer", "Rules"])
    expect(page).toContain(name);
});

test("a filter holds on the page, in its links and in the file", async () => {
  const html = await (await browse("/feedback?weeks=13&writer=rules")).text();
  expect(html).toContain('<option value="rules" selected>');
  expect(html).toContain('href="/feedback.csv?weeks=13&amp;writer=rules"');
  const [head = "", ...rows] = (await (await browse("/feedback.csv?weeks=13&writer=rules")).text())
    .trim()
    .split("\r\n");
  const model = head.split(",").indexOf("model");
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map((row) => row.split(",")[model]))).toEqual(new Set(["rules"]));
});

test("what fits nothing says so, and nonsense is as good as nothing", async () => {
  expect(await seen("/feedback?writer=nobody")).toContain("No approved text fits");
  expect(await seen("/feedback?weeks=9999&profile=%27--")).toContain("No approved text fits");
});

test("the file has one row for each approved text", async () => {
  const answer = await browse("/feedback.csv?weeks=52");
  expect(answer.headers.get("content-type")).toContain("text/csv");
  expect(answer.headers.get("content-disposition")).toContain('filename="feedback.csv"');
  const rows = (await answer.text()).trim().split("\r\n");
  const counted = await app.db.selectFrom("app.feedback").select("update_id").execute();
  expect(rows).toHaveLength(counted.length + 1);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")'])(
  "the title %j is no formula",
  (title) => {
    const [, row = ""] = feedbackCsv([feedbackRow({ title })], "https://pulse.test", "UTC").split("\r\n");
    expect(row).toMatch(/^12,"?'/);
  },
);

test("a title with commas, quotes and line ends stays one cell", () => {
  const csv = feedbackCsv([feedbackRow({ title: 'a, "b"\nc' })], "https://pulse.test", "UTC");
  expect(csv).toContain('12,"a, ""b""\nc",https://pulse.test');
});

test("few weeks are dots, and no line leads where nothing is known", () => {
  const weeks = (values: (number | null)[]) =>
    values.map((value, index) => ({ name: `${index + 1} Nov`, texts: 1, value }));
  const strokes = (values: (number | null)[]) =>
    linePlot({ id: "p", title: "P", sentence: "" }, weeks(values), { value: ({ value }) => value, text: String })
      .strokes.length;
  expect(strokes([1, 2, 3])).toBe(0);
  expect(strokes([1, 2, 3, 4])).toBe(3);
  expect(strokes([1, 2, null, 3, 4])).toBe(2);
});

test("an approved text shows what was changed, with a word for why beside each, as a form", async () => {
  const update = await edited();
  const page = await (await browse(`/updates/${update.id}`)).text();
  expect(wordsOf(page)).toContain("2 of 2 items were changed before it was approved.");
  expect(page).toContain("<ins>Search answers twice as &lt;fast&gt; (#12)</ins>");
  expect(page).toContain("<del>The login page remembers you (#13)</del>");
  expect(page.match(/name="tap" value="wrong:on"/g)).toHaveLength(3);
});

test("one tap says why, another takes it back; without a script the page comes back with the comparison open", async () => {
  const update = await edited();
  const page = await (await browse(`/updates/${update.id}`)).text();
  const item = /name="item" value="([0-9a-f]{16})"/.exec(page)?.[1] ?? "";
  const said = await browse(`/updates/${update.id}/reasons`, {}, { item, tap: "wrong:on" });
  expect([said.status, said.headers.get("location")]).toEqual([303, `/updates/${update.id}?changes#changes`]);
  const after = await (await browse(`/updates/${update.id}?changes`)).text();
  expect(after).toMatch(/<details class="card fold" id="diff"\s+open/);
  expect(after).toMatch(new RegExp(`id="why-${item}-wrong" name="tap" value="wrong:off" aria-pressed="true"`));
  const part = await browse(`/updates/${update.id}/reasons`, { "hx-request": "true" }, { item, tap: "wrong:off" });
  expect(await part.text()).toMatch(/^<section id="changes"[\s\S]*value="wrong:on" aria-pressed="false"/);
});

test.each([{ tap: "rude:on" }, { tap: "wrong" }, { tap: "" }, { item: "nothing", tap: "wrong:on" }])(
  "%j is refused in a sentence",
  async (fields) => {
    const update = await edited();
    const answer = await browse(`/updates/${update.id}/reasons`, {}, { item: "", ...fields } as Record<string, string>);
    expect(answer.status).toBe(422);
    expect(wordsOf(await answer.text())).toMatch(/no reason of ours|not among those that were changed/);
  },
);

test("whoever may only look reads what was said, and has no button", async () => {
  const update = await edited();
  await browse(`/updates/${update.id}/reasons`, {}, { item: "", tap: "tone:on" });
  const people = app.db.selectFrom("app.people").selectAll().where("handle", "=", "lena");
  const lena = await people.executeTakeFirstOrThrow();
  await inTransaction(app.db, (tx) => changePerson(tx, lena.id, { role: "viewer" }));
  const look = await browseAs(app.deps, "lena");
  const page = await (await look(`/updates/${update.id}`)).text();
  expect(page.match(/class="tag" title="Said by [^"]*"/g)).toEqual([`class="tag" title="Said by Mira Lindqvist"`]);
  expect(page).not.toContain('name="tap"');
  expect((await look(`/updates/${update.id}/reasons`, {}, { item: "", tap: "tone:off" })).status).toBe(403);
  expect((await look("/feedback")).status).toBe(200);
});
