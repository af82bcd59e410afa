import { afterAll, beforeAll, expect, test } from "vitest";
import { noSlack, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let visit: Browse;

beforeAll(async () => {
  const channel = { id: "C0ENG", name: "eng-updates", is_private: false, is_member: true };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [channel] } });
  visit = await browseAsMira(app.deps);
});
afterAll(() => app.stop());

const BRIEF: [string, string][] = [
  ["repo", "acme/harbor"],
  ["base_branch", "main"],
  ["time_zone", "UTC"],
  ["preset", "14d"],
  ["channel", "C0ENG"],
  ["analysis_type", "release_notes"],
  ["custom_prompt", "Thank Ada."],
];
const wrongIn = (page: string): string[] =>
  [...page.matchAll(/<[^>]*aria-invalid="true"[^>]*>/g)].map(([tag]) => /\bid="([^"]+)"/.exec(tag)?.[1] ?? tag);
/** Ids that the summary leads to. */
const ledTo = (page: string): string[] => {
  const [summary = ""] = /<div class="note bad" role="alert"[^]*?<\/ul>/.exec(page) ?? [];
  return [...summary.matchAll(/href="#([^"]+)"/g)].map(([, id = ""]) => id);
};

test("a brief that cannot be written again stays in its form, with why above it", async () => {
  const update = await app.written();

  const answer = await visit(`/updates/${update.id}/generations`, {}, BRIEF);
  const page = await answer.text();

  expect(answer.status).toBe(409);
  expect(page).toMatch(/<div class="note bad" role="alert">/);
  expect(page).toContain(`action="/updates/${update.id}/generations"`);
  expect(page).toContain("Thank Ada.</textarea>");
  expect(page).toMatch(/id="preset-14d"[^>]*checked/);
  expect(page).toMatch(/value="release_notes"\s+checked/);
});

test("a profile with rules that somebody may not make stays in its form, too", async () => {
  await app.db.updateTable("app.people").set({ role: "author" }).where("id", "=", app.mira.id!).execute();
  const rules: [string, string][] = [
    ["name", "Strict"],
    ["approvers", "approvers"],
  ];
  const answer = await visit("/profiles", {}, [...BRIEF, ...rules]);
  const page = await answer.text();
  await app.db.updateTable("app.people").set({ role: "admin" }).where("id", "=", app.mira.id!).execute();

  expect(answer.status).toBe(403);
  expect(page).toMatch(/<div class="note bad" role="alert">/);
  expect(page).toMatch(/id="name"[^>]*value="Strict"/);
  expect(page).toContain("Thank Ada.</textarea>");
});

test.each([
  ["/updates", "compose"],
  ["/profiles", "profile"],
])(
  "whatever is wrong at once in a form sent to %s is marked at its field, and the summary leads to each",
  async (path) => {
    const wrong: [string, string][] = [
      ["name", ""],
      ["repo", "harbor"],
      ["repo", "acme/web"],
      ["base_branch", "main"],
      ["base_branch", "a..b"],
      ["channel", "C0NONE"],
      ["time_zone", "Mars/Olympus"],
      ["custom_prompt", "x".repeat(601)],
      ["preset", "7d"],
    ];
    const answer = await visit(path, {}, wrong);
    const page = await answer.text();

    expect(answer.status).toBe(422);
    const fields = ["repo-0", "branch-1", "time-zone", "channel", "custom-prompt"];
    const all = path === "/profiles" ? ["name", ...fields] : fields;
    expect(wrongIn(page)).toEqual(all);
    expect(ledTo(page)).toEqual(all);
    for (const id of all) expect(page).toContain(`id="${id}-error"`);
    // The first in the order of the page is where the keyboard is.
    expect(/<[^>]* autofocus[^>]*>/.exec(page)?.[0]).toContain(`id="${all[0]}"`);
    expect(page).toContain('href="#repo-0">Repository 1</a>');
    expect(page).toContain('href="#branch-1">Base branch 2</a>');
  },
);
