import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_RULES, mayDo } from "../../app/people/policy.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { updateStates, type ApprovalRules, type Role, type Update } from "../../db/app/tables.ts";
import { ROUTES, type RouteName } from "../../app/web/page/rights.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { listAcknowledgements } from "../../db/app/revisions.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

const STRICT = { id: "C0STRICT", name: "strict" };

let app: TestApp;
let browse: Browse;
let update: Update;

beforeAll(async () => {
  const channels = [CHANNEL, STRICT].map((one) => ({ ...one, is_private: false, is_member: true, num_members: 214 }));
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
  expect(viewer).not.toMatch(/<button[^>]*type="submit"[^>]*>[^<]*Save|\?correct"/);
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

describe("before a text goes to a channel of 214 people", () => {
  const flag = (key: string) => ({
    key,
    check: "H7",
    severity: "flag" as const,
    message: `Is “${key}” so?`,
    fix: "Look at #12.",
    line: 3,
    prs: [],
  });
  const fault = { ...flag("fault"), severity: "fault" as const, message: "There is no #99.", fix: "Mend it." };
  const sent = async (id: string, more: Record<string, string> = {}, path = "approval") => {
    const answer = await browse(`/updates/${id}/${path}`, {}, { markdown: TEXT, base_revision: "1", ...more });
    return { status: answer.status, page: await answer.text() };
  };
  const asked = (shown: string) => /name="asked" value="([^"]*)"/.exec(shown)?.[1] ?? "";
  const found = (findings: Finding[]) => void (app.pipelines.findings = findings);
  afterEach(() => found([]));

  test("with four findings open a person is asked, by channel, members, messages and findings, and nothing is posted", async () => {
    found([flag("a"), flag("b"), flag("c"), flag("d")]);
    const { id } = await app.written(`${TEXT}\nMore.\n`);
    const { status, page: shown } = await sent(id);

    expect(status).toBe(200);
    for (const word of [
      "Post to #eng-updates?",
      "214 members",
      "1 message",
      "4 flags are open.",
      "Is “a” so?",
      "Is “d” so?",
    ]) {
      expect(shown).toContain(word);
    }
    expect((await app.now({ id })).state).toBe("in_review");
    // Whoever goes back finds the text.
    expect((await app.now({ id })).working_copy).toContain("Faster search");

    expect((await sent(id, { asked: asked(shown), read: "1" })).status).toBe(303);
    expect((await app.now({ id })).state).toBe("approved");
    const known = await listAcknowledgements(app.db, id);
    expect([...known].sort()).toEqual(["a", "b", "c", "d"].map((key) => [key, "Mira Lindqvist"]));
  });

  test("flags take one tick for all that are shown, each at its words and with what was looked at", async () => {
    found([{ ...flag("a"), looked_at: "the title of #12" }]);
    const { id } = await app.written(`${TEXT}\nTicked.\n`);
    const { page: shown } = await sent(id);
    for (const word of [
      "I have read this flag",
      `<q class="find-q">Search answers in half the time`,
      "Looked at: the title of #12",
    ]) {
      expect(shown).toContain(word);
    }

    const { status, page: again } = await sent(id, { asked: asked(shown) });

    expect([status, again]).toEqual([422, expect.stringContaining("Tick it once you have.")]);
    expect((await app.now({ id })).state).toBe("in_review");
  });

  test("a flag that appeared since somebody looked is asked for anew", async () => {
    found([flag("a")]);
    const { id } = await app.written(`${TEXT}\nMeanwhile.\n`);
    const { page: shown } = await sent(id);
    await app.db.deleteFrom("app.findings").execute();
    found([flag("a"), flag("b")]);

    const { status, page: again } = await sent(id, { asked: asked(shown), read: "1" });

    expect([status, again]).toEqual([200, expect.stringContaining("I have read these 2 flags")]);
    expect((await app.now({ id })).state).toBe("in_review");
    expect([...(await listAcknowledgements(app.db, id))]).toEqual([]);
  });

  test("a yes counts for what was asked about alone", async () => {
    found([flag("a")]);
    const { id } = await app.written(`${TEXT}\nOther.\n`);
    const { page: shown } = await sent(id);
    const other = { asked: asked(shown), markdown: `${TEXT}\nAnother one.\n` };
    const again = await sent(id, other);
    expect(again.page).toContain("Post to #eng-updates?");
    expect((await app.now({ id })).state).toBe("in_review");
  });

  test("a fault takes a reason, and the question asks for it", async () => {
    found([fault]);
    const { id } = await app.written(`${TEXT}\nA third.\n`);
    const { status, page: shown } = await sent(id);
    expect([status, shown]).toEqual([422, expect.stringContaining('name="override_reason"')]);
    expect(shown).toContain("1 fault is open.");
    const unsaid = await sent(id, { asked: asked(shown), override_reason: " " });
    expect([unsaid.status, unsaid.page]).toEqual([422, expect.stringContaining("Say it in a few words.")]);
    expect((await sent(id, { override_reason: "It is a known gap." })).status).toBe(422);
    expect((await sent(id, { asked: asked(shown), override_reason: "It is a known gap." })).status).toBe(303);
  });

  test("with nothing open one click is enough; a correction asks like a first post", async () => {
    const { id } = await app.written(`${TEXT}\nA fourth.\n`);
    expect((await sent(id, { markdown: `${TEXT}\nA fourth.\n` })).status).toBe(303);
    await app.put(id, "posted");
    found([flag("a")]);
    const { status, page: shown } = await sent(id, { correcting: "1", markdown: "# Else\n" }, "correction");
    expect([status, shown]).toEqual([200, expect.stringContaining("Change what stands in #eng-updates?")]);
  });

  test("who may not approve is refused, and not asked", async () => {
    found([flag("a")]);
    const { status, page: shown } = await sent(update.id);
    expect([status, shown]).toEqual([403, expect.stringContaining("Its rules name who decides about this.")]);
  });
});
