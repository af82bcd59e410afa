import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { welcomeGuests } from "../../app/people/welcome-guests.ts";
import type { OpenId } from "../../app/ports/open-id.ts";
import type { SlackUser } from "../../app/ports/slack-user.ts";
import { webApp } from "../../app/web/server.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

/* Slack's ID token says nothing of guests, bots and those who left: whoever signs in with Slack is asked for by the bot, too. */

const HERE = "https://pulse.example";
const MEMBER: SlackUser = {
  id: "U0ADA",
  name: "Ada Love",
  email: "ada@acme.example",
  teams: ["T1"],
  deleted: false,
  is_bot: false,
  is_guest: false,
  is_stranger: false,
};
const AWAY = new Problem("unavailable", "Slack does not say who you are at the moment.", "Try again in a moment.");

let app: TestApp;
let web: ReturnType<typeof webApp>;
/** What Slack says of her; null: nothing. */
let said: Partial<SlackUser> | null;

const openId: OpenId = {
  name: "Slack",
  slack: true,
  begin: async () => ({ url: new URL("https://slack.com/"), pending: { state: "s", nonce: "n", verifier: "v" } }),
  finish: async () => ({
    openid: { issuer: "https://slack.com", subject: "U0ADA" },
    slack_user_id: "U0ADA",
    email: "ada@acme.example",
    name: "Ada Love",
  }),
};

beforeAll(async () => {
  app = await startTestApp();
  const settings = { ...app.deps.settings, publicUrl: HERE, development: false, slackTeamId: "T1" };
  const slackUser = async () => {
    if (!said) throw AWAY;
    return { ...MEMBER, ...said };
  };
  web = webApp({ ...app.deps, settings, openId, slackUser });
});
beforeEach(() => void (said = {}));
afterAll(() => app.stop());

const ask = (path: string, cookie = "") => web.request(`${HERE}${path}`, { headers: { cookie } });
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
const signIn = async () => ask("/sign-in/callback?code=c&state=s", cookiesOf(await ask("/sign-in/begin")));
const ada = () => app.db.selectFrom("app.people").selectAll().where("openid_subject", "=", "U0ADA").executeTakeFirst();

const OUTSIDE: [what: string, says: Partial<SlackUser>, words: string][] = [
  ["a guest", { is_guest: true }, "Guests of this Slack workspace may not use Pulse."],
  ["somebody from another workspace", { is_stranger: true }, "you are of another one"],
  ["somebody whose workspace is another one", { teams: ["T2"] }, "you are of another one"],
  ["a bot", { is_bot: true }, "apps and bots"],
  ["Slackbot", { id: "USLACKBOT" }, "apps and bots"],
  ["somebody who left", { deleted: true }, "deactivated"],
];

test.each(OUTSIDE)("%s does not come in, and is no person", async (_what, says, words) => {
  said = says;
  const answer = await signIn();
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(words)]);
  expect(await ada()).toBeUndefined();
});

test("nobody comes in while Slack does not say who they are", async () => {
  said = null;
  const answer = await signIn();
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining(AWAY.message)]);
  expect(await ada()).toBeUndefined();
});

test.each(OUTSIDE)("whoever came in as a member and is %s now is out at the next page", async (_what, says, words) => {
  const cookie = cookiesOf(await signIn());
  expect((await ask("/updates", cookie)).status).toBe(200);
  said = says;

  expect((await ask("/updates", cookie)).headers.get("location")).toContain("/sign-in");

  said = {};
  expect((await ask("/updates", cookie)).headers.get("location")).toContain("/sign-in");
  const trail = app.db.selectFrom("app.audit_events").select(["action", "detail"]).orderBy("at", "desc").limit(1);
  expect(await trail.execute()).toMatchObject([
    { action: "sign_in.refused", detail: { why: expect.stringContaining(words) } },
  ]);
});

test("an outage of Slack throws nobody out who was a member before", async () => {
  const cookie = cookiesOf(await signIn());
  said = null;
  expect((await ask("/updates", cookie)).status).toBe(200);
});

test("an organisation’s member of several workspaces is one of ours", async () => {
  said = { teams: ["T9", "E1", "T1"] };
  expect((await signIn()).status).toBe(302);
});

test("a guest who is let read is a viewer, whoever they were before, and goes with the switch", async () => {
  const cookie = cookiesOf(await signIn());
  await app.db.updateTable("app.people").set({ role: "admin" }).where("openid_subject", "=", "U0ADA").execute();
  await welcomeGuests(app.deps, app.mira, true);
  said = { is_guest: true };

  expect((await ask("/updates", cookie)).status).toBe(200);
  expect((await ada())?.role).toBe("viewer");
  expect((await ask("/compose", cookie)).status).toBe(403);
  expect((await signIn()).status).toBe(302);
  await welcomeGuests(app.deps, app.mira, false);
  expect((await ask("/updates", cookie)).headers.get("location")).toContain("/sign-in");
});
