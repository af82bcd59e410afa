import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_RULES } from "../../app/people/policy.ts";
import { saveProfile } from "../../app/profiles/profiles.ts";
import { updateStates, type ApprovalRules, type Role, type Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

const STRICT = { id: "C0STRICT", name: "strict" };

let app: TestApp;
let browse: Browse;
let update: Update;

beforeAll(async () => {
  const channels = [CHANNEL, STRICT].map((one) => ({ ...one, is_private: false, is_member: true }));
  app = await startTestApp({ slack: { ...noSlack, channels: async () => channels } });
  await saveStrict({ approvers: [app.tobi.id!] });
  update = await app.written(TEXT, { channel: STRICT });
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());

async function saveStrict(rules: Partial<ApprovalRules>): Promise<void> {
  const values = { name: "Customer news", time_zone: "UTC", channel: STRICT, brief: BRIEF };
  await saveProfile(app.deps, app.mira, { ...values, approval: { ...DEFAULT_RULES, ...rules } });
}

async function as<Result>(role: Role, work: () => Promise<Result>): Promise<Result> {
  const become = (value: Role) =>
    app.db.updateTable("app.people").set({ role: value }).where("id", "=", app.mira.id!).execute();
  await become(role);
  try {
    return await work();
  } finally {
    await become("admin");
  }
}

const page = async (path: string) => (await browse(path)).text();
/** Where the page's forms and buttons lead, besides signing out. */
const actionsIn = (html: string) =>
  [...html.matchAll(/(?:form)?action="(\/[^"]+)"/g)]
    .map(([, path = ""]) => path)
    .filter((path) => path !== "/sign-out");

test("who may not approve sees no such button, but who could, and which profile says so", async () => {
  const shown = await page(`/updates/${update.id}`);

  expect(shown).not.toContain("Approve &amp; post");
  expect(shown).toContain("Its rules name who decides about this. Tobi Okafor may approve it.");
  expect(shown).toContain("Tobi Okafor has to approve it. So says the profile “Customer news”.");
  expect(shown).toContain("Request approval");
});

test("nor does the button come while they type", async () => {
  const fields = { markdown: `${TEXT}\n`, base_revision: "1" };
  const answer = await browse(`/updates/${update.id}/working-copy`, { "hx-request": "true" }, fields);

  expect(await answer.text()).not.toContain("Approve &amp; post");
});

test("where they may, it is there, and nothing is said about anybody else", async () => {
  const plain = await app.written();
  const shown = await page(`/updates/${plain.id}`);

  expect(shown).toContain("Approve &amp; post");
  expect(shown).not.toContain("may approve it.");
});

test.each(updateStates)("a viewer of what is %s can press nothing that would be refused", async (state) => {
  const { id } = await app.written();
  await app.put(id, state);

  const [author, viewer] = [await page(`/updates/${id}`), await as("viewer", () => page(`/updates/${id}`))];

  const left = actionsIn(viewer).filter((path) => path.startsWith("/updates/"));
  // The editor's own form has no button any more.
  expect(left).toEqual(state === "in_review" ? [`/updates/${id}/revisions`] : []);
  expect(viewer).not.toMatch(/<button[^>]*type="submit"[^>]*>[^<]*Save|\?correct"/);
  if (state === "in_review") expect(viewer).toMatch(/<textarea[^>]* readonly>/);
  const quiet = ["approved", "posting", "correcting", "retracted"].includes(state);
  expect(actionsIn(author).length > 0).toBe(!quiet);
});

test("Compose says which rules hold for the chosen channel before anybody asks for a text, with or without a profile", async () => {
  const strict = await page("/compose?channel=C0STRICT");
  expect(strict).toContain("Tobi Okafor has to approve it. So says the profile “Customer news”.");
  expect(await page("/compose?channel=C0ENG")).not.toContain("has to approve it");
  expect(await page("/compose?profile=customer-news&channel=C0ENG")).toContain("has to approve it");
});

test("a viewer reads profiles and schedules, and finds nothing to press there", async () => {
  const pages = await as("viewer", async () => [
    await page("/profiles/customer-news"),
    await page("/profiles/customer-news/schedule"),
    await page("/profiles"),
  ]);

  expect(
    pages.flatMap((shown) => shown.match(/<(button|a)[^>]*class="btn (primary|danger-soft)[^>]*>/g) ?? []),
  ).toEqual([]);
});
