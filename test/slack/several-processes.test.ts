import type { App } from "@slack/bolt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { says } from "../../app/slack/answer.ts";
import { boltApp, type Listeners } from "../../app/slack/bolt.ts";
import type { SlackDeps } from "../../app/slack/deps.ts";
import { listeners } from "../../app/slack/listeners.ts";
import { slackSetup } from "../../app/slack/setup/setup.ts";
import { sweepSlack } from "../../app/slack/sweep.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { signedSender } from "../support/signed-slack.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";
import { until } from "../support/until.ts";

/*
 * Two processes over one database, behind one address: whatever Slack, a proxy or somebody who listened brings to both is done once.
 */

let app: TestApp;
let fronts: [FrontInTest, FrontInTest];
let senders: ReturnType<typeof signedSender>[];
let homes = 0;

const own: { [Kind in keyof Listeners]?: Partial<Listeners[Kind]> } = {
  command: {
    new: async () => says(`Asked for #${(await app.composed()).number}.`),
  },
  event: { app_home_opened: async () => void (homes += 1) },
};

beforeAll(async () => {
  app = await startTestApp();
  const start = () => startSlackFront({ app, by: "http", chores: [], listeners: own });
  fronts = [await start(), await start()];
  senders = fronts.map(({ url }) => signedSender(url));
});
afterAll(async () => {
  await Promise.all(fronts.map((front) => front.stop()));
  await app.stop();
});

const updates = async () => (await app.db.selectFrom("app.updates").select("id").execute()).length;

/** Once for all of them: turned away like a wrong signature, or, where the database took long to say so, answered and not done. */
async function expectOnce(before: number, answers: readonly ({ status: number } | undefined)[]): Promise<void> {
  const statuses = answers.map((answer) => answer?.status);
  expect(statuses.filter((status) => status !== 401)).toContain(200);
  expect(statuses.filter((status) => status !== 401 && status !== 200)).toEqual([]);
  await until("update", async () => (await updates()) > before);
  expect(await updates()).toBe(before + 1);
}

const bodyOf = (fields: Record<string, string>) => new URLSearchParams({ ...COMMAND, ...fields }).toString();
const COMMAND = {
  command: "/pulse",
  text: "new acme/harbor",
  team_id: "T0ACME",
  user_id: "U0MIRA",
  channel_id: "C0ENG",
  channel_name: "eng-updates",
};

test("a signed command that both of them receive at once makes one update", async () => {
  const [before, at] = [await updates(), new Date()];
  const body = bodyOf({ trigger_id: "13.1" });

  const answers = await Promise.all([0, 1, 0, 1].map((which) => senders[which]?.send(body, { at })));

  await expectOnce(before, answers);
});

test("and so does one that carries no trigger", async () => {
  const [before, at] = [await updates(), new Date()];

  const answers = await Promise.all(senders.map(({ send }) => send(bodyOf({}), { at })));

  await expectOnce(before, answers);
});

test("the same act, signed once more, is the same act", async () => {
  const before = await updates();
  const body = bodyOf({ trigger_id: "13.2" });

  const first = await senders[0]?.send(body);
  await expectOnce(before, [first, await senders[1]?.send(body, { at: new Date(Date.now() - 9_000) })]);
});

test("an event that Slack brings to the other one is taken, and worked on once", async () => {
  const event = { type: "app_home_opened", user: "U0MIRA", tab: "home" };
  const body = { type: "event_callback", team_id: "T0ACME", event_id: "Ev013", event };

  const answers = [await senders[0]?.json(body), await senders[1]?.json(body, { at: new Date(Date.now() - 5_000) })];

  expect(answers.map((answer) => answer?.status)).toEqual([200, 200]);
  await until("work on it", () => homes > 0);
  expect(homes).toBe(1);
});

test("what comes through two sockets is done once, too", async () => {
  const bolts = fronts.map(({ deps }) => socketless(deps));
  const [before, opened] = [await updates(), homes];
  const event = { type: "app_home_opened", user: "U0MIRA", tab: "home" };
  const bodies = [
    { ...COMMAND, trigger_id: "13.3" },
    { type: "event_callback", team_id: "T0ACME", event_id: "Ev014", event },
  ];

  const acked = bodies.flatMap((body) => bolts.map((bolt) => processed(bolt, body)));
  await Promise.all(acked);

  await until("work on it", () => homes > opened);
  expect([await updates(), homes]).toEqual([before + 1, opened + 1]);
});

test("while the database does not answer, an event is left to Slack to bring again, and a command is told so", async () => {
  const [front] = fronts;
  const event = { type: "app_home_opened", user: "U0MIRA", tab: "home" };
  const body = { type: "event_callback", team_id: "T0ACME", event_id: "Ev015", event };
  const [before, opened] = [await updates(), homes];
  await app.database.run("alter table app.slack_acts rename to slack_acts_away");

  const refused = [await senders[0]?.json(body), await senders[0]?.command("new acme/harbor")];
  await app.database.run("alter table app.slack_acts_away rename to slack_acts");

  expect(refused.map((answer) => answer?.status)).toEqual([503, 200]);
  expect(refused[1]?.text).toContain("Try again in a moment.");
  expect([await updates(), homes]).toEqual([before, opened]);
  expect((await senders[1]?.json(body, { at: new Date(Date.now() - 2_000) }))?.status).toBe(200);
  await until("work on it", () => homes === opened + 1);
  expect(front.front.health().connected).toBe(true);
});

test("one of them has heard of Slack when the other one has", async () => {
  const { deps } = fronts[0];
  const health = () => ({ transport: "http" as const, connected: false, since: null, last_problem: null });
  const setup = slackSetup(deps, {
    botToken: "xoxb-demo",
    apiUrl: `${fronts[0].demo.url}/api/`,
    health,
    known: () => undefined,
  });

  expect(await setup.look()).toContainEqual(
    expect.objectContaining({ name: "Requests", state: "ok", says: expect.stringContaining("last signed request") }),
  );
});

test("after an hour nothing is kept of it", async () => {
  const kept = () => app.db.selectFrom("app.slack_acts").select("key").execute();
  await sweepSlack(app.deps);
  expect(await kept()).not.toEqual([]);

  app.passTime(61 * 60_000);
  await sweepSlack(app.deps);

  expect(await kept()).toEqual([]);
});

/** Bolt as sockets feed it: without a transport that looks first. */
function socketless(deps: SlackDeps): App {
  const receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const apiUrl = `${fronts[0].demo.url}/api/`;
  const mixed = {
    ...listeners,
    command: { ...listeners.command, ...own.command },
    event: { ...listeners.event, ...own.event },
  };
  return boltApp(deps, { receiver, token: "xoxb-demo", apiUrl, listeners: mixed, removed: () => undefined });
}

const processed = (bolt: App, body: Record<string, unknown>): Promise<void> =>
  bolt.processEvent({ body, ack: async () => undefined });
