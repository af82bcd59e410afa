import type { OpenId } from "../../app/ports/open-id.ts";
import fc from "../support/chance.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeHere } from "../../app/web/page/addresses.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { cookiesIn, served, sessionOf, type Served } from "../support/served.ts";

const ADA = {
  openid: { issuer: "https://id.example", subject: "ada" },
  slack_user_id: null,
  email: "ada@acme.example",
  name: "Ada Love",
};
const openId: OpenId = {
  name: "id.example",
  begin: async () => ({
    url: new URL("https://id.example/authorize"),
    pending: { state: "s", nonce: "n", verifier: "v" },
  }),
  finish: async () => ADA,
};

/** What leads elsewhere in some browser, or breaks what reads it. */
const HOSTILE = [
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r/evil.example",
  "\t//evil.example",
  "/\t\\evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/x/..//evil.example",
  "/%2e//evil.example",
  "/./\\evil.example",
  "/%2fevil.example",
  "/%2f%2fevil.example",
  "%2f%2fevil.example",
  "/%5cevil.example",
  "/%5c%5cevil.example",
  "https://evil.example/",
  "http:evil.example",
  "https:/evil.example",
  "HTTPS://EVIL.EXAMPLE",
  "ftp://evil.example",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "blob:https://evil.example/1",
  "mailto:a@evil.example",
  "//evil.example:443",
  "//user:word@evil.example",
  "https://127.0.0.1@evil.example/",
  "http://127.0.0.1.evil.example/",
  "//127.0.0.1:1@evil.example",
  "//[::1",
  "//xn--evl-qla.example",
  "//evíl.example",
  "//evil。example",
  "／／evil.example",
  "//evil.example\u0000",
  "/\u0000",
  "/\u0001//evil.example",
  "\u0000//evil.example",
  "/\u2028/evil.example",
  "/x\r\nset-cookie: a=b",
  "/x%0d%0aa:b",
  "?next=//evil.example",
  "#//evil.example",
  "",
  "/",
  ".",
  "..",
  "/sign-in?next=//evil.example",
  "/%",
  "/%zz",
  "/\ud800",
  `/${"x".repeat(6_000)}`,
  `//${"x".repeat(300)}.example`,
  "http://",
  "//",
  "///",
  ":",
  "/:@evil.example",
];

let app: TestApp;
let here: Served;
let session: string;

beforeAll(async () => {
  app = await startTestApp();
  here = await served({ ...app.deps, openId });
  app.deps.settings.publicUrl = here.url;
  session = await sessionOf(here, app.deps, "mira");
});
afterAll(async () => {
  await here?.close();
  await app?.stop();
});

const form = () => ({ "content-type": "application/x-www-form-urlencoded", origin: here.url });

/** Where a browser that reads this Location stands then. */
const landsOn = (location: string | undefined) => new URL(location ?? "", `${here.url}/sign-in`).origin;

type Way = (next: string) => Promise<{ status: number; location: string | undefined }>;

const WAYS: Record<string, Way> = {
  "the sign-in of somebody who is signed in": async (next) =>
    at(await here.ask({ path: `/sign-in?next=${encoded(next)}`, headers: { cookie: session } })),
  "a link of the terminal": async (next) => {
    const { pathname, search } = new URL(app.deps.signInCodes!.link());
    return at(await here.ask({ path: `${pathname}${search}&next=${encoded(next)}` }));
  },
  "the form of the made-up people": async (next) => {
    const body = new URLSearchParams([
      ["handle", "mira"],
      ["next", next.toWellFormed()],
    ]).toString();
    return at(await here.ask({ path: "/sign-in", method: "POST", headers: { ...form(), cookie: session }, body }));
  },
  "the way back from the provider": async (next) => {
    const began = await here.ask({ path: `/sign-in/begin?next=${encoded(next)}` });
    const back = await here.ask({ path: "/sign-in/callback?code=c", headers: { cookie: cookiesIn(began) } });
    return at(back);
  },
};

const at = ({ status, headers }: { status: number; headers: { location?: string | undefined } }) => ({
  status,
  location: headers.location,
});
const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

describe.each(Object.entries(WAYS))("%s", (_name, way) => {
  test("never leads elsewhere, whatever next says", async () => {
    for (const next of HOSTILE) {
      const { status, location } = await way(next);
      expect([302, 303], JSON.stringify(next.slice(0, 60))).toContain(status);
      expect(landsOn(location), `${JSON.stringify(next.slice(0, 60))} → ${location}`).toBe(here.url);
    }
  });

  test("leads to a page of ours", async () => {
    for (const next of ["/updates?q=a%20b", `${here.url}/updates?q=a%20b`]) {
      expect((await way(next)).location).toBe("/updates?q=a%20b");
    }
  });
});

test("a page that needs sign-in is remembered only as a place of ours", async () => {
  for (const path of ["//evil.example", "//evil.example/updates", "/.//evil.example", "/updates?q=//evil.example"]) {
    const { headers } = await here.ask({ path });
    const next = new URL(headers.location ?? "/", here.url).searchParams.get("next") ?? "/";
    expect(new URL(next, here.url).origin, path).toBe(here.url);
  }
});

test("what htmx says of its page is remembered only when it is ours", async () => {
  for (const address of HOSTILE) {
    // A header has no other characters.
    const told = address.replace(/[^\t\x20-\x7e]/gu, "");
    const { status, headers } = await here.ask({
      path: "/updates",
      headers: { "hx-request": "true", "hx-current-url": told },
    });
    const next = new URL(String(headers["hx-redirect"]), here.url).searchParams.get("next") ?? "";
    expect([status, new URL(next, here.url).origin], told.slice(0, 60)).toEqual([401, here.url]);
  }
});

test("whatever is typed, it becomes a place that every reader finds on our own origin", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    ":",
    "@",
    "?",
    "#",
    "%2f",
    "%5c",
    "%09",
    "\t",
    "\n",
    "\r",
    "\0",
    " ",
    ".",
    "..",
    "[",
    "]",
    "http:",
    "https:",
    "javascript:",
    "evil.example",
    "127.0.0.1",
    "pulse.example",
    "é",
    "。",
    "／",
    "x",
    "\ud800",
  );
  const origin = "https://pulse.example";
  const typed = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
    fc.webUrl(),
    fc.string(),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const place = placeHere(text, origin, "/compose");
      expect(place).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
      for (const seenFrom of [origin, `${origin}/sign-in?next=x`, `${origin}/a/b/c`]) {
        expect(new URL(place, seenFrom).origin).toBe(origin);
      }
    }),
    { numRuns: 20_000 },
  );
});
