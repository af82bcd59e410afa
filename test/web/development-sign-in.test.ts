import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Deps } from "../../app/deps.ts";
import { signInCodes, type Because } from "../../app/people/sign-in-codes.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { cookiesIn, served, type Served } from "../support/served.ts";

const PEOPLE = ["Mira Lindqvist", "Tobi Okafor", "Lena Brandt"];
const MINUTE_MS = 60_000;

let app: TestApp;
let here: Served;
let deps: Deps;
const told: { link: string; because: Because }[] = [];

beforeAll(async () => {
  app = await startTestApp();
  deps = { ...app.deps };
  deps.signInCodes = freshCodes();
  here = await served(deps);
  deps.settings.publicUrl = here.url;
});
beforeEach(() => void told.splice(0));
afterAll(async () => {
  await here?.close();
  await app?.stop();
});

const freshCodes = () =>
  signInCodes({
    address: () => deps.settings.publicUrl,
    clock: app.deps.clock,
    tell: (link, because) => void told.push({ link, because }),
  });
const link = () => new URL(deps.signInCodes!.link());
const code = () => link().searchParams.get("code") ?? "";
const open = (search: string, headers: Record<string, string> = {}) => here.ask({ path: `/sign-in${search}`, headers });
const send = (fields: Record<string, string>, cookie = "", headers: Record<string, string> = {}) =>
  here.ask({
    path: "/sign-in",
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: here.url, cookie, ...headers },
  });
const sessions = async () => (await app.db.selectFrom("app.sessions").selectAll().execute()).length;

/** A browser that a link let in, with nobody signed in. */
async function letIn(): Promise<string> {
  const cookies = cookiesIn(await open(link().search)).split("; ");
  return cookies.find((one) => one.startsWith("__Host-pulse-browser=")) ?? "";
}

describe("a link of the terminal", () => {
  test("signs a browser in as the first of the made-up people, and hides its code", async () => {
    const answer = await open(link().search);

    expect([answer.status, answer.headers.location]).toEqual([303, "/compose"]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["referrer-policy"]).toBe("no-referrer");
    for (const cookie of answer.headers["set-cookie"] ?? []) {
      expect(cookie).toMatch(/^__Host-pulse(-browser)?=[^;]+; (.*; )?Path=\/; (.*; )?HttpOnly; Secure; SameSite=Lax$/);
    }
    const page = await here.ask({ path: "/settings", headers: { cookie: cookiesIn(answer) } });
    expect(page.text).toContain("Mira Lindqvist");
    expect(page.status).toBe(200);
  });

  test("serves once: the next one is told, and the old one says how to get it", async () => {
    const { search } = link();
    await open(search);
    const before = await sessions();

    const again = await open(search);

    expect([again.status, again.headers["set-cookie"]]).toEqual([403, undefined]);
    expect(again.text).toContain("That link was used already. The terminal shows a new one");
    expect(await sessions()).toBe(before);
    expect(told).toMatchObject([{ link: deps.signInCodes!.link(), because: "spent" }]);
    expect((await open(link().search)).status).toBe(303);
  });

  test("opened twice by the same browser, simply goes on", async () => {
    const { search } = link();
    const cookie = cookiesIn(await open(search));
    expect(await open(`${search}&next=/updates`, { cookie })).toMatchObject({
      status: 303,
      headers: { location: "/updates" },
    });
  });

  test("is not used up by whoever only looks ahead", async () => {
    const { search } = link();
    expect((await here.ask({ path: `/sign-in${search}`, method: "HEAD" })).status).toBe(204);
    expect((await open(search, { "sec-purpose": "prefetch;prerender" })).status).toBe(204);
    expect((await open(search)).status).toBe(303);
  });
});

describe("without it", () => {
  test("a browser sees nobody and gets nothing, whatever a proxy made of its Host", async () => {
    // nginx's plain proxy_pass: the Host is ours, and nothing tells of the way.
    const page = await open("");
    for (const name of PEOPLE) expect(page.text).not.toContain(name);
    expect(page.text).toContain('name="code"');
    const before = await sessions();
    for (const handle of ["mira", "tobi", "nobody"]) {
      const answer = await send({ handle });
      expect([answer.status, answer.headers["set-cookie"]]).toEqual([403, undefined]);
    }
    expect(await sessions()).toBe(before);
  });

  test.each([
    ["another key", (cookie: string) => cookie.replace(/\.[^.]+$/, `.${"A".repeat(43)}%3D`)],
    ["another time", (cookie: string) => cookie.replace(/=\d/, "=9")],
    ["no signature", (cookie: string) => cookie.replace(/\..*$/, "")],
  ])("a browser's cookie with %s is none", async (_what, change) => {
    expect((await send({ handle: "mira" }, change(await letIn()))).status).toBe(403);
  });

  test("a browser that was let in half a year ago asks again", async () => {
    const cookie = await letIn();
    app.passTime(181 * 24 * 60 * MINUTE_MS);
    expect((await send({ handle: "mira" }, cookie)).status).toBe(403);
    app.passTime(-181 * 24 * 60 * MINUTE_MS);
  });
});

describe("a browser that was let in", () => {
  test("chooses among the made-up people, also after a restart with the same keys", async () => {
    const cookie = await letIn();
    const page = await open("", { cookie });
    for (const name of PEOPLE) expect(page.text).toContain(name);
    const again = await served({ ...deps, signInCodes: freshCodes() });
    try {
      const headers = { cookie, origin: here.url, "content-type": "application/x-www-form-urlencoded" };
      const asked = { path: "/sign-in", method: "POST", body: "handle=tobi&next=%2Fupdates" };
      const answer = await again.ask({ ...asked, headers: { ...headers, origin: again.url } });
      expect([answer.status, answer.headers.location]).toEqual([303, "/updates"]);
    } finally {
      await again.close();
    }
  });

  test("leaves no session behind when it goes over to somebody else", async () => {
    const browser = await letIn();
    const before = await sessions();
    const mira = cookiesIn(await send({ handle: "mira" }, browser));
    await send({ handle: "tobi" }, `${browser}; ${mira}`);
    expect(await sessions()).toBe(before + 1);
  });

  test.each([
    ["x-forwarded-for", "203.0.113.9"],
    ["forwarded", "for=203.0.113.9"],
    ["host", "pulse.example"],
  ])("is refused through a proxy that says so, or under another name: %s", async (name, value) => {
    const headers = { [name]: value };
    const cookie = await letIn();
    expect((await send({ handle: "mira" }, cookie, headers)).status).toBe(403);
    expect((await open(link().search, headers)).status).toBe(403);
  });
});

describe("a code that is typed", () => {
  test("is taken as people write it", async () => {
    const typed = ` ${code().toLowerCase().replaceAll("-", " ")} `;
    expect(await send({ code: typed, next: "/updates" })).toMatchObject({
      status: 303,
      headers: { location: "/updates" },
    });
  });

  test("says that it is wrong, at its field", async () => {
    const answer = await send({ code: "AAAA-AAAA-AAAA" });
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining("That is not the code.")]);
    expect(answer.text).toMatch(/<input[^>]*aria-invalid="true" aria-describedby="code-error"/);
  });

  test("cannot be guessed: after five there is a new one and a pause, in which the right one still counts", async () => {
    const codes = freshCodes();
    const again = await served({ ...deps, signInCodes: codes });
    const guess = () => again.ask({ path: "/sign-in?code=AAAA-AAAA-AAAA" });
    const first = codes.link();
    try {
      const statuses = [];
      for (let tries = 0; tries < 8; tries += 1) statuses.push((await guess()).status);
      expect(statuses).toEqual([403, 403, 403, 403, 429, 429, 429, 429]);
      expect(told).toMatchObject([{ because: "guessed" }]);
      expect(codes.link()).not.toBe(first);
      app.passTime(MINUTE_MS + 1);
      expect((await guess()).status).toBe(403);
      expect((await again.ask({ path: `/sign-in${new URL(codes.link()).search}` })).status).toBe(303);
    } finally {
      app.passTime(-MINUTE_MS - 1);
      await again.close();
    }
  });
});

test("outside development there is none of it", async () => {
  const settings = { ...deps.settings, development: false };
  const { signInCodes: _none, ...rest } = deps;
  const production = await served({ ...rest, settings });
  const asked = { headers: { host: new URL(settings.publicUrl).host } };
  try {
    expect((await production.ask({ path: `/sign-in${link().search}`, ...asked })).status).toBe(403);
    expect((await production.ask({ path: "/sign-in", ...asked })).status).toBe(403);
  } finally {
    await production.close();
  }
});
