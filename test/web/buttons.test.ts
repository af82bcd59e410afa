import { afterAll, beforeAll, expect, test } from "vitest";
import { mayDo } from "../../app/people/policy.ts";
import { updateStates, type Role } from "../../db/app/tables.ts";
import { ROUTES, type RouteName } from "../../app/web/page/rights.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { TEXT } from "../support/app.ts";
import { type StrictChannel, startStrictChannel } from "../support/strict-channel.ts";

let strict: StrictChannel;
let app: StrictChannel["app"];
let browse: StrictChannel["browse"];
let update: StrictChannel["update"];
let page: StrictChannel["page"];

beforeAll(async () => {
  strict = await startStrictChannel();
  ({ app, browse, update, page } = strict);
});
afterAll(() => strict?.stop());

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

test.each(["failed", "timed_out"] as const)(
  "what %s can go on over what was paid for, beside being tried again",
  async (state) => {
    const stuck = await app.composed();
    const offered = async () => actionsIn(await page(`/updates/${stuck.id}`)).map((path) => path.split("/").at(-1));
    await app.put(stuck.id, state);
    expect(await offered()).not.toContain("continuation");
    await app.put(stuck.id, "generating");
    await app.triggered(stuck);
    await app.put(stuck.id, state);

    const shown = await page(`/updates/${stuck.id}`);

    expect(await offered()).toEqual(expect.arrayContaining(["continuation", "generations"]));
    expect(shown).toContain("5 of 9 calls are kept, about $0.02 left to pay.");
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
    expect(await page(`/updates/${stuck.id}`)).toContain("What was paid for is kept.");
    app.pipelines.fails = null;
    await browse(`/updates/${stuck.id}/continuation`, {}, {});
    expect(await app.now(stuck)).toMatchObject({ state: "generating", generation: 2 });
  },
);

test.each(updateStates)("a viewer of what is %s can press nothing that would be refused", async (state) => {
  const { id } = await app.written();
  await app.put(id, state);

  const [author, viewer] = [await page(`/updates/${id}`), await as("viewer", () => page(`/updates/${id}`))];

  const left = actionsIn(viewer).filter((path) => path.startsWith("/updates/"));
  expect(left).toEqual([]);
  expect(viewer).not.toMatch(/<button[^>]*type="submit"[^>]*>[^<]*Save|\/items"/);
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

/** Where the links, forms and buttons of a page lead, as the routes call it. */
function waysIn(html: string): string[] {
  const methods = { href: "GET", action: "POST", formaction: "POST", "hx-post": "POST", "hx-get": "GET" };
  const pattern = /\s(href|action|formaction|hx-post|hx-get)="(\/[^"?#]*)/g;
  return [...html.matchAll(pattern)].flatMap(([, attribute = "", path = ""]) => {
    // Safe: the pattern names them.
    const method =
      /role="search"/.test(html) && path === "/updates" ? "GET" : methods[attribute as keyof typeof methods];
    const named = Object.keys(ROUTES).filter((route) => {
      const [routeMethod = "", shape = ""] = route.split(" ");
      return routeMethod === method && new RegExp(`^${shape.replaceAll(/:\w+/g, "[^/]+")}$`).test(path);
    });
    return named.slice(0, 1);
  });
}

test.each(["viewer", "author", "approver", "operator"] as const)(
  "whoever is %s is led nowhere that is closed to that role",
  async (role) => {
    app.pipelines.spending = { ...app.pipelines.spending, stopped: null };
    const posted = await app.written();
    await app.put(posted.id, "posted");
    const gone = await app.written();
    await app.db.updateTable("app.updates").set({ deleted_at: new Date() }).where("id", "=", gone.id).execute();
    const closed = await as(role, async () => {
      const paths = [
        "/updates",
        "/updates?deleted=1",
        "/approvals",
        "/profiles",
        "/profiles/customer-news",
        "/connections",
        "/settings",
      ];
      const own = [
        `/updates/${update.id}`,
        `/updates/${posted.id}?correct`,
        `/updates/${posted.id}/items`,
        "/profiles/customer-news/schedule",
        "/nowhere",
      ];
      const found: string[] = [];
      for (const path of [...paths, ...own]) {
        for (const route of waysIn(await page(path))) {
          // Safe: found among them.
          const needs = ROUTES[route as RouteName];
          const ok = needs === "open" || mayDo({ id: "", role, deactivated_at: null, surface: "web" }, needs).ok;
          if (!ok) found.push(`${path} → ${route}`);
        }
      }
      return found;
    });
    // The editor's own form, without a button.
    expect(closed.filter((way) => !way.endsWith("POST /updates/:id/revisions"))).toEqual([]);
  },
);
