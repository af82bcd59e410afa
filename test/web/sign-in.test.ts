import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Deps } from "../../app/deps.ts";
import type { Identity, OpenId, Pending } from "../../app/ports/open-id.ts";
import { webApp } from "../../app/web/server.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

const HERE = "https://pulse.example";
const ADA: Identity = {
  openid: { issuer: "https://id.example", subject: "ada" },
  slack_user_id: null,
  email: "ada@acme.example",
  name: "Ada Love",
};

let app: TestApp;
let web: ReturnType<typeof webApp>;
let finishes: (came: URL, pending: Pending) => Promise<Identity>;
const begun: { redirect_uri: string; pending: Pending }[] = [];

const openId: OpenId = {
  name: "id.example",
  async begin(redirect_uri) {
    const number = begun.length;
    const pending = { state: `state${number}`, nonce: `nonce${number}`, verifier: `verifier${number}` };
    begun.push({ redirect_uri, pending });
    return { url: new URL(`https://id.example/authorize?state=${pending.state}`), pending };
  },
  finish: (came, pending) => finishes(came, pending),
};

beforeAll(async () => {
  app = await startTestApp();
  const settings = { ...app.deps.settings, publicUrl: HERE, development: false };
  const deps: Deps = { ...app.deps, settings, openId };
  web = webApp(deps);
});
beforeEach(() => {
  finishes = async () => ADA;
});
afterAll(() => app.stop());

const ask = (path: string, cookie = "") =>
  web.request(`${HERE}${path}`, { headers: { host: "pulse.example", cookie } });
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

describe("the way there", () => {
  test("is a link, keeps what is to be checked in a signed cookie that nobody else reads, and asks for our address", async () => {
    expect(await (await ask("/sign-in?next=/updates")).text()).toContain('href="/sign-in/begin?next=%2Fupdates"');

    const answer = await ask("/sign-in/begin?next=/updates");

    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toMatch(/^https:\/\/id\.example\/authorize\?state=/);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-pulse-sign-in=.+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(begun.at(-1)?.redirect_uri).toBe(`${HERE}/sign-in/callback`);
  });

  test("shows no development people outside development", async () => {
    expect(await (await ask("/sign-in")).text()).not.toContain("Mira");
  });

  test("says so when the provider does not answer", async () => {
    const down: OpenId = { ...openId, begin: () => Promise.reject(new Problem("unavailable", "It sleeps.", "Wait.")) };
    const without = webApp({ ...app.deps, openId: down });
    const answer = await without.request("http://127.0.0.1:3000/sign-in/begin", {
      headers: { host: "127.0.0.1:3000" },
    });
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("It sleeps.")]);
  });

  test("is not there where no provider is set up", async () => {
    const without = webApp({ ...app.deps, openId: null });
    const answer = await without.request("http://127.0.0.1:3000/sign-in/begin", {
      headers: { host: "127.0.0.1:3000" },
    });
    expect(answer.status).toBe(404);
  });
});

describe("the way back", () => {
  test("signs in, with exactly what was remembered and our public address, and goes on to where one was", async () => {
    let seen: [string, Pending] | undefined;
    finishes = async (came, pending) => {
      seen = [came.href, pending];
      return ADA;
    };
    const { cookie, pending } = await begin("/updates?q=x");

    const answer = await ask("/sign-in/callback?code=c&state=s", cookie);

    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/updates?q=x"]);
    expect(seen).toEqual([`${HERE}/sign-in/callback?code=c&state=s`, pending]);
    expect(await (await ask("/updates", cookiesOf(answer))).text()).toContain("Ada Love");
  });

  test("takes the cookie away, so that it serves once", async () => {
    const { cookie } = await begin();
    const answer = await ask("/sign-in/callback?code=c", cookie);
    expect(answer.headers.getSetCookie().join("\n")).toMatch(/__Host-pulse-sign-in=; Max-Age=0/);
  });

  test.each([
    ["no cookie", () => ""],
    ["a cookie without our signature", (cookie: string) => cookie.replace(/\.[^.]+$/, ".AAAA")],
    ["a cookie that was changed", (cookie: string) => cookie.replace("=e", "=f")],
  ])("is refused with %s, and nobody is asked", async (_what, change) => {
    finishes = () => Promise.reject(new Error("asked"));
    const { cookie } = await begin();
    const answer = await ask("/sign-in/callback?code=c", change(cookie));
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("was not begun here")]);
  });

  test("is refused after ten minutes, whatever the browser kept", async () => {
    const { cookie } = await begin();
    app.passTime(601_000);
    expect((await ask("/sign-in/callback?code=c", cookie)).status).toBe(400);
    app.passTime(-601_000);
  });

  test.each(["//evil.example", "https://evil.example", "/sign-in/begin"])("never goes on to %s", async (next) => {
    const { cookie } = await begin(next);
    expect((await ask("/sign-in/callback?code=c", cookie)).headers.get("location")).toBe("/compose");
  });

  test("tells a stranger kindly, and writes down that there was one", async () => {
    finishes = () => Promise.reject(new Problem("forbidden", "That is another Slack workspace.", "Use ours."));
    const { cookie } = await begin();

    const answer = await ask("/sign-in/callback?code=c", cookie);

    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining("That is another Slack workspace."),
    ]);
    expect(cookiesOf(answer)).not.toMatch(/__Host-pulse=\w/);
    const events = await app.db
      .selectFrom("app.audit_events")
      .selectAll()
      .where("action", "=", "sign_in.refused")
      .execute();
    expect(events).toMatchObject([{ actor_id: null, detail: { why: "That is another Slack workspace." } }]);
  });

  test("tells who is switched off whom to ask, and signs nobody in", async () => {
    await app.db.updateTable("app.people").set({ deactivated_at: new Date() }).where("email", "=", ADA.email).execute();
    const { cookie } = await begin();

    const answer = await ask("/sign-in/callback?code=c", cookie);

    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Ask Mira Lindqvist")]);
    await app.db.updateTable("app.people").set({ deactivated_at: null }).where("email", "=", ADA.email).execute();
  });

  test("sends a viewer to what they can read", async () => {
    await app.db.updateTable("app.people").set({ role: "viewer" }).where("email", "=", ADA.email).execute();
    const { cookie } = await begin();

    const answer = await ask("/sign-in/callback?code=c", cookie);

    expect(answer.headers.get("location")).toBe("/updates");
    const session = cookiesOf(answer);
    expect((await ask("/", session)).headers.get("location")).toBe("/updates");
    const refused = await ask("/compose", session);
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("Mira Lindqvist")]);
    await app.db.updateTable("app.people").set({ role: "author" }).where("email", "=", ADA.email).execute();
  });
});

async function begin(next = "/updates") {
  const answer = await ask(`/sign-in/begin?next=${encodeURIComponent(next)}`);
  return { cookie: cookiesOf(answer), pending: begun.at(-1)!.pending };
}
