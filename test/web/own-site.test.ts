import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sweepSessions } from "../../app/people/sweep-sessions.ts";
import { ROUTES } from "../../app/web/page/rights.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { served, sessionOf, type Served } from "../support/served.ts";
import { until } from "../support/until.ts";

const PUBLIC = "https://pulse.example";

let app: TestApp;
/** On this machine, and as it stands behind a proxy. */
let here: Served;
let behind: Served;
let session: string;
const logged: { level: string; words: unknown }[] = [];

beforeAll(async () => {
  app = await startTestApp();
  const write = (level: string) => (_fields: unknown, words?: unknown) => void logged.push({ level, words });
  // Safe: what is served calls these alone.
  const log = { error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") } as never;
  const settings = { ...app.deps.settings, publicUrl: PUBLIC, development: false };
  here = await served({ ...app.deps, log });
  behind = await served({ ...app.deps, log, settings });
  app.deps.settings.publicUrl = here.url;
  session = await sessionOf(here, app.deps, "mira");
});
beforeEach(() => void logged.splice(0));
afterAll(async () => {
  await Promise.all([here?.close(), behind?.close()]);
  await app?.stop();
});

const EVIL_HOSTS = [
  "evil.example",
  "127.0.0.1.evil.example",
  "evil.example:3000",
  "localhost.evil.example",
  "pulse.example.evil.example",
  "127.0.0.1@evil.example",
  "evil.example#127.0.0.1",
  "169.254.169.254",
  "0.0.0.0",
  "[::ffff:7f00:1]",
  "localhost.",
  "x",
  "*",
  "null",
  "pulse.example:444",
];

describe("a name that is not ours", () => {
  test.each(EVIL_HOSTS)("%s gets no page, signed in or not", async (host) => {
    for (const served of [here, behind]) {
      for (const path of ["/", "/settings", "/sign-in", "/nowhere"]) {
        const answer = await served.ask({ path, headers: { host, cookie: session } });
        expect([400, 403], `${host}${path}`).toContain(answer.status);
        expect(answer.headers["set-cookie"]).toBeUndefined();
      }
    }
  });

  test("is told where Pulse is", async () => {
    const answer = await behind.ask({ path: "/", headers: { host: "10.0.0.7:8080" } });
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining(`Open ${PUBLIC}.`)]);
  });

  test("asks for health and brings webhooks all the same: they know no name, and carry their own proof", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      expect((await behind.ask({ path, headers: { host: "10.0.0.7:8080" } })).status).toBe(200);
    }
    const hook = { path: "/api/webhooks/pipelines", method: "POST", headers: { host: "10.0.0.7" }, body: "{}" };
    expect((await behind.ask(hook)).status).toBe(401);
  });

  test.each([
    ["on this machine by any of its names and ports", () => here, { host: "localhost:9999" }],
    ["on this machine by its IPv6 name", () => here, { host: "[::1]:3000" }],
    ["behind a proxy that hands it on", () => behind, { host: "pulse.example" }],
    ["behind a proxy that tells it", () => behind, { host: "10.0.0.7", "x-forwarded-host": "pulse.example" }],
  ])("our own is answered %s", async (_where, served, headers) => {
    const { status } = await served().ask({ path: "/updates", headers });
    expect(status).toBe(302);
  });

  test("on this machine a header that a page may send is not believed", async () => {
    const headers = { host: "evil.example", "x-forwarded-host": "127.0.0.1" };
    expect((await here.ask({ path: "/updates", headers: { ...headers, cookie: session } })).status).toBe(403);
  });
});

const TYPES = [
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
  "application/json",
  "",
  "text/plain; application/x-www-form-urlencoded",
  "application/xml",
  "application/octet-stream",
  "x",
];

const foreign = (): Record<string, Record<string, string>> => ({
  "another origin": { origin: "https://evil.example" },
  "another port": { origin: "http://127.0.0.1:1" },
  "our name in another scheme": { origin: here.url.replace("http:", "https:") },
  "our name as a user": { origin: `${here.url}@evil.example` },
  "a hidden origin": { origin: "null" },
  "no origin at all": {},
  "cross-site, and no origin": { "sec-fetch-site": "cross-site" },
  "cross-site, with our origin": { origin: here.url, "sec-fetch-site": "cross-site" },
  "the same site, another origin": { "sec-fetch-site": "same-site" },
  "another origin that claims to be same-origin": { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  "a broken origin": { origin: "http://[" },
});

describe("what another site sends", () => {
  test("is refused by whatever content type and method, on every route, and changes nothing", async () => {
    const paths = Object.keys(ROUTES).flatMap((name) => (name.startsWith("POST ") ? [name.slice(5)] : []));
    const before = await counts();
    for (const [what, headers] of Object.entries(foreign())) {
      for (const [index, path] of paths.entries()) {
        const type = TYPES[index % TYPES.length] ?? "";
        const answer = await here.ask({
          path: path.replaceAll(/:\w+/g, "x"),
          method: index % 7 === 6 ? "DELETE" : "POST",
          body: "handle=mira",
          headers: { ...headers, cookie: session, ...(type && { "content-type": type }) },
        });
        expect(answer.status, `${what} to ${path} as ${type}`).toBe(403);
      }
    }
    expect(await counts()).toEqual(before);
  });

  test.each([
    ["by its origin", () => ({ origin: here.url })],
    ["by what the browser says of it", () => ({ "sec-fetch-site": "same-origin" })],
    ["though its page hides where it is", () => ({ origin: "null", "sec-fetch-site": "same-origin" })],
  ])("our own form is taken %s", async (_how, headers: () => Record<string, string>) => {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const asked = { path: "/settings/github", method: "POST", body: "login=mira-l" };
    expect((await here.ask({ ...asked, headers: { ...headers(), ...type, cookie: session } })).status).toBe(303);
  });

  test("through a proxy our public address is the origin, and the machine's own is not", async () => {
    const asked = { path: "/sign-out", method: "POST" };
    const host = { host: "pulse.example" };
    expect((await behind.ask({ ...asked, headers: { ...host, origin: PUBLIC } })).status).toBe(303);
    expect((await behind.ask({ ...asked, headers: { ...host, origin: "http://pulse.example" } })).status).toBe(403);
    expect((await behind.ask({ ...asked, headers: { ...host, origin: behind.url } })).status).toBe(403);
  });
});

async function counts() {
  const [sessions, people, audit] = await Promise.all([
    app.db.selectFrom("app.sessions").selectAll().orderBy("token_sha256").execute(),
    app.db.selectFrom("app.people").selectAll().orderBy("id").execute(),
    app.db.selectFrom("app.audit_events").select("id").execute(),
  ]);
  return { sessions, people, audit: audit.length };
}

test("no cache keeps an answer, whatever it is; assets may be kept", async () => {
  const pages = ["/", "/updates", "/settings", "/sign-in", "/nowhere", "/updates/x", "/compose", "/assets/nothing.js"];
  for (const path of pages) {
    for (const cookie of [session, ""]) {
      const { headers } = await here.ask({ path, headers: { cookie } });
      expect(headers["cache-control"], path).toBe("no-store");
    }
  }
  for (const [name, value] of [
    ["hx-request", "true"],
    ["accept", "application/json"],
  ] as const) {
    const { headers } = await here.ask({ path: "/updates", headers: { [name]: value } });
    expect(headers["cache-control"]).toBe("no-store");
  }
  expect((await here.ask({ path: "/assets/app.js" })).headers["cache-control"]).toBe("no-cache");
});

describe("a client that hangs up", () => {
  test.each([
    ["/settings/github", "content-length: 999"],
    ["/settings/github", "transfer-encoding: chunked"],
    ["/api/webhooks/pipelines", "content-length: 999"],
    ["/api/webhooks/pipelines", "transfer-encoding: chunked"],
  ])("in the midst of a body for %s with %s is nobody's error", async (path, length) => {
    const said: unknown[] = [];
    const before = console.error;
    console.error = (...words) => void said.push(words);
    try {
      const socket = connect(here.port, "127.0.0.1");
      await once(socket, "connect");
      const head = [
        `POST ${path} HTTP/1.1`,
        `host: 127.0.0.1:${here.port}`,
        `origin: ${here.url}`,
        `cookie: ${session}`,
      ];
      const type = "content-type: application/x-www-form-urlencoded";
      socket.write(
        `${[...head, type, length].join("\r\n")}\r\n\r\n${length.startsWith("t") ? "a\r\nlogin=mira\r\n" : "login=mi"}`,
      );
      await here.ask({ path: "/readyz" });
      socket.destroy();
      await once(socket, "close");
      // Requests are answered in the order in which they came far enough.
      await until("end of that request", async () => (await here.ask({ path: "/healthz" })).status === 200);
      expect(logged.filter(({ level }) => level === "error")).toEqual([]);
      expect(said).toEqual([]);
    } finally {
      console.error = before;
    }
  });
});

test("a session that has run out leaves its row within a minute, and no other does", async () => {
  const rows = () => app.db.selectFrom("app.sessions").selectAll().execute();
  const live = (await rows()).length;
  const [one] = await app.db.selectFrom("app.people").select("id").execute();
  await app.db
    .insertInto("app.sessions")
    .values({ token_sha256: "old", person_id: one!.id, expires_at: new Date(Date.now() - 1) })
    .execute();

  await sweepSessions(app.deps);

  expect((await rows()).length).toBe(live);
  expect((await here.ask({ path: "/updates", headers: { cookie: session } })).status).toBe(200);
});
