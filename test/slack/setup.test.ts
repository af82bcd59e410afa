import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../app/config.ts";
import { manifestOf } from "../../app/slack/setup/manifest.ts";
import { slackSetup } from "../../app/slack/setup/setup.ts";
import { slackClient } from "../../app/delivery/slack.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { BRIEF, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";
import { silent } from "../support/database.ts";

const PUBLIC = "https://pulse.acme.example";

describe("the settings", () => {
  const NEEDED = {
    DATABASE_URL: "postgresql://x@localhost/x",
    PIPELINES_URL: "http://127.0.0.1:4000",
    SLACK_BOT_TOKEN: "xoxb-1",
    PULSE_API_KEY: "k".repeat(24),
    WEBHOOK_TOKEN_KEY: Buffer.alloc(32).toString("base64"),
    WEBHOOK_SIGNING_KEYS: Buffer.alloc(32).toString("base64"),
  };
  const OPENED = {
    PUBLIC_URL: PUBLIC,
    OPENID_ISSUER: "https://slack.com",
    SLACK_TEAM_ID: "T1",
    OPENID_CLIENT_ID: "id",
    OPENID_CLIENT_SECRET: "its-secret",
  };
  const SIGNED = { SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef" };

  test.each([
    ["neither way in", {}],
    ["an app token", { SLACK_APP_TOKEN: "xapp-1-A0-1-secret" }],
    ["a signing secret behind https", { ...SIGNED, ...OPENED }],
    ["a signing secret for a stand-in", { ...SIGNED, SLACK_API_URL: "http://127.0.0.1:9/api/" }],
    ["both", { ...SIGNED, SLACK_APP_TOKEN: "xapp-1-A0-1-secret" }],
  ])("%s will do", (_what, more) => {
    expect(readConfig({ ...NEEDED, ...more })).toBeDefined();
  });

  test.each([
    [
      "the tokens the wrong way round",
      { SLACK_APP_TOKEN: "xoxb-1-secret" },
      /SLACK_APP_TOKEN: must be the app-level token/,
    ],
    ["another kind of bot token", { SLACK_BOT_TOKEN: "xoxp-1-secret" }, /SLACK_BOT_TOKEN: must be the bot token/],
    [
      "a secret with a blank",
      { SLACK_SIGNING_SECRET: "0123456789 secret", ...OPENED },
      /SLACK_SIGNING_SECRET: must be/,
    ],
    ["a secret without a public address", SIGNED, /PUBLIC_URL: must begin with https:.* for SLACK_SIGNING_SECRET/],
  ])("%s is answered in a sentence, without the value", (_what, more, words) => {
    const read = () => readConfig({ ...NEEDED, ...more });
    expect(read).toThrow(words);
    expect(read).not.toThrow(/secret$|0123/);
  });
});

describe("the connections page", () => {
  let app: TestApp;
  let it: FrontInTest;
  let browse: Browse;

  beforeAll(async () => {
    app = await startTestApp();
    it = await startSlackFront({ app, chores: [] });
    const apiUrl = `${it.demo.url}/api/`;
    app.deps.slack = slackClient({ log: silent, token: "xoxb-demo", apiUrl });
    app.deps.slackSetup = slackSetup(app.deps, {
      botToken: "xoxb-demo",
      apiUrl,
      health: it.front.health,
      known: it.front.known,
    });
    browse = await browseAsMira(app.deps);
    const channel = { id: "C0REL", name: "releases" };
    await saveProfile(app.deps, app.mira, { name: "Release notes", time_zone: "UTC", channel, brief: BRIEF });
  });
  afterAll(async () => {
    await it.stop();
    await app.stop();
  });

  const words = (html: string) =>
    html
      .replace(/<svg.*?<\/svg>/gs, " ")
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ");
  const tested = async () => words(await (await browse("/connections/slack/test", {}, {})).text());

  test("says whether Slack is connected, before anything is asked", async () => {
    expect(words(await (await browse("/connections")).text())).toContain("Socket Mode: Connected since");
  });

  test("tests all of it against Slack, and names the channel that Pulse is not in", async () => {
    const page = await tested();

    expect(page).toContain("Signed in to Acme as @pulse.");
    expect(page).toContain("All that Pulse needs.");
    expect(page).toContain("Pulse is not in #releases (Release notes). Write /invite @Pulse in #releases.");
    expect(page).toContain("Agrees with Slack’s.");
    expect(page).not.toContain("xoxb-demo");
  });

  test("warns of a clock that goes wrong", async () => {
    app.passTime(-180_000);
    expect(await tested()).toMatch(/clock is 1(79|80|81) s behind Slack’s/);
    app.passTime(180_000);
  });

  test("shows that Pulse was removed, with the way back, until Slack knows it again", async () => {
    await it.demo.event({ type: "app_uninstalled" });
    await expect
      .poll(async () => words(await (await browse("/connections")).text()))
      .toContain("Install the app again");
    await it.demo.fault({ method: "auth.test", fault: "error", error: "account_inactive" });
    expect(await tested()).toContain("Pulse was removed from the workspace. Install the app again.");

    expect(await tested()).not.toContain("removed");
  });

  test("does not wait for a Slack that is away", async () => {
    await it.demo.fault({ method: "auth.test", fault: "drop-before" });
    expect(await tested()).toContain("Slack does not answer.");
  });

  test("has the app's manifest in both modes, to make the app with one click or to copy", async () => {
    const page = await (await browse("/connections?slack=http")).text();
    expect(page).toContain("https://api.slack.com/apps?new_app=1&amp;manifest_json=");
    expect(words(page)).toContain("SLACK_SIGNING_SECRET");
    expect(words(page)).toContain("HTTP needs an https address");
    expect(words(await (await browse("/connections?slack=socket")).text())).toContain("SLACK_APP_TOKEN");

    const manifest = await (await browse("/connections/slack/manifest?slack=http")).json();
    expect(manifest).toEqual(manifestOf("http", app.deps.settings.publicUrl));
  });

  test("the manifest, given to Slack, brings people's commands here", async () => {
    await it.demo.register({ manifest: manifestOf("socket", PUBLIC) });
    expect(await it.demo.command("/pulse nonsense")).toMatchObject({ ok: true });
  });
});
