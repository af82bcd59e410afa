import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { controlsOf, type Controls } from "../support/demo-slack-controls.ts";
import { listen, type ListeningApp } from "./listening-app.ts";

const SECRET = "shhh-signing";
let app: ListeningApp;
let requests: ListeningApp["requests"];
let replies: ListeningApp["replies"];
let slack: Controls;

beforeEach(async () => {
  ({ requests, replies } = app = await listen());
  slack = await start();
  await slack.register({ signing_secret: SECRET, request_url: app.url });
  requests.length = 0;
});
afterEach(async () => {
  await app.close();
});

test("a command comes as a signed form with all that Slack sends", async () => {
  await slack.act({ what: "command", as: "U0TOBI", channel: "C0ENG", text: "/pulse new acme/api @mira #general <b>" });

  const [{ headers, body } = fail()] = requests;
  const form = Object.fromEntries(new URLSearchParams(body));
  expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(signatureOf(headers["x-slack-request-timestamp"], body)).toBe(headers["x-slack-signature"]);
  expect(form).toMatchObject({ command: "/pulse", user_id: "U0TOBI", channel_id: "C0ENG", team_id: "T0ACME" });
  expect(form.text).toBe("new acme/api <@U0MIRA|mira> <#C0GEN|general> &lt;b&gt;");
  expect(form.trigger_id).toMatch(/^\d+\.\d+\.[0-9a-f]+$/);
});

test("a click comes as a form of one payload, an event as JSON", async () => {
  const ts = await slack.post({
    text: "Card",
    blocks: [buttons({ type: "button", action_id: "approve", value: "u1" })],
  });

  await slack.act({ what: "click", as: "U0LENA", channel: "C0ENG", ts, action_id: "approve" });
  await slack.act({ what: "home", as: "U0LENA" });

  const payload = JSON.parse(new URLSearchParams(requests[0]?.body).get("payload") ?? "");
  expect(payload).toMatchObject({
    type: "block_actions",
    user: { id: "U0LENA", team_id: "T0ACME" },
    channel: { id: "C0ENG" },
    message: { ts },
    container: { type: "message", message_ts: ts, is_ephemeral: false },
    actions: [{ type: "button", action_id: "approve", value: "u1" }],
  });
  expect(requests[1]?.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(requests[1]?.body ?? "")).toMatchObject({
    type: "event_callback",
    team_id: "T0ACME",
    event: { type: "app_home_opened", user: "U0LENA", tab: "home", channel: "D0LENA" },
  });
});

test("what the ack of a command says is for its sender's eyes, or for all when it says so", async () => {
  replies.push({ body: "Only you" }, { body: { response_type: "in_channel", text: "All of you" } });

  await slack.command("/pulse help");
  await slack.command("/pulse loud");

  expect((await slack.person("U0MIRA")).ephemerals).toMatchObject([{ text: "Only you", bot_id: "B0PULSE" }]);
  expect(await slack.texts()).toEqual(["All of you"]);
});

test("an app that does not answer in time is named to the person, and nothing is sent twice", async () => {
  slack = await start({ ack_ms: 1_500 });
  await slack.register({ signing_secret: SECRET, request_url: app.url });
  requests.length = 0;
  replies.push({ after_ms: 60_000 });

  expect(await slack.command("/pulse slow")).toMatchObject({
    ok: false,
    seen: '/pulse failed with the error "operation_timeout"',
  });
  expect((await slack.person("U0MIRA")).ephemerals).toMatchObject([{ user: "USLACKBOT" }]);
  expect(requests).toHaveLength(1);
  expect(await slack.dispatched()).toMatchObject([{ kind: "slash_commands", what: "/pulse", outcome: "timeout" }]);
});

test("an event is tried again with its reason, until the app asks for no more", async () => {
  replies.push({ status: 500 }, { status: 503 }, { status: 500, headers: { "x-slack-no-retry": "1" } });

  await slack.act({ what: "home", as: "U0MIRA" });
  await expect.poll(() => requests.length).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 40));

  expect(requests.map(({ headers }) => headers["x-slack-retry-num"])).toEqual([undefined, "1", "2"]);
  expect(requests[1]?.headers["x-slack-retry-reason"]).toBe("http_error");
  const ids = requests.map(({ body }) => JSON.parse(body).event_id);
  expect(new Set(ids).size).toBe(1);
});

test("a missed ack happens when asked for: the app heard, the person sees a failure", async () => {
  await slack.fault({ method: "interactive", fault: "missed-ack" });

  const outcome = await slack.act({ what: "shortcut", as: "U0MIRA", callback_id: "compose_update" });

  expect(outcome).toMatchObject({ ok: false, seen: expect.stringContaining("did not answer (timeout)") });
  expect(requests).toHaveLength(1);
  await expect(slack.fault({ method: "interactive", fault: "429" })).rejects.toThrow("strike deliveries");
});

test("an address that does not answer the challenge is not registered", async () => {
  replies.push({ body: "nonsense" });

  await expect(slack.register({ signing_secret: SECRET, request_url: `${app.url}/other` })).rejects.toThrow(
    "not with the challenge",
  );
  expect((await slack.app()).request_url).toBe(app.url);
});

test("a real manifest registers commands, shortcuts and the transport", async () => {
  await slack.register({
    manifest: {
      display_information: { name: "Pulse" },
      features: {
        slash_commands: [{ command: "/ship", description: "Ship", should_escape: true, url: app.url }],
        shortcuts: [{ type: "global", callback_id: "go", name: "Go", description: "Go" }],
      },
      settings: { socket_mode_enabled: true, interactivity: { is_enabled: true } },
    },
  });

  expect(await slack.app()).toMatchObject({ transport: "socket", commands: [{ command: "/ship" }] });
  expect(await slack.command("/pulse")).toMatchObject({ seen: expect.stringContaining("not a valid command") });
});

test("a response URL answers five times, to the one who asked unless it says otherwise", async () => {
  await slack.command("/pulse");
  const url = new URLSearchParams(requests[0]?.body).get("response_url") ?? "";

  expect((await respond(url, { text: "Psst" })).status).toBe(200);
  expect((await respond(url, { text: "All", response_type: "in_channel" })).status).toBe(200);
  expect((await respond(url, {})).status).toBe(400);
  expect((await respond(url, { text: "x", blocks: [{ type: "alert" }] })).status).toBe(400);
  expect((await respond(url, { text: "Five" })).status).toBe(200);

  const spent = await respond(url, { text: "Six" });
  expect([spent.status, await spent.json()]).toEqual([404, { ok: false, error: "used_url" }]);
  expect((await slack.person("U0MIRA")).ephemerals.map(({ text }) => text)).toEqual(["Psst", "Five"]);
  expect(await slack.texts()).toEqual(["All"]);
});

test("the response URL of a click replaces or deletes its message, an ephemeral one too", async () => {
  const blocks = [buttons({ type: "button", action_id: "go" })];
  const ts = await slack.post({ text: "Public", blocks });
  await slack.client.chat.postEphemeral({ channel: "C0ENG", user: "U0MIRA", text: "Private", blocks } as never);
  const hidden = (await slack.person("U0MIRA")).ephemerals[0]?.ts ?? "";

  await slack.act({ what: "click", as: "U0MIRA", channel: "C0ENG", ts, action_id: "go" });
  await slack.act({ what: "click", as: "U0MIRA", channel: "C0ENG", ts: hidden, action_id: "go" });
  const [open, closed] = requests.map(({ body }) => JSON.parse(new URLSearchParams(body).get("payload") ?? ""));

  expect(closed).not.toHaveProperty("message");
  await respond(open.response_url, { replace_original: true, text: "Replaced" });
  await respond(closed.response_url, { replace_original: true, text: "Changed" });
  expect(await slack.texts()).toEqual(["Replaced"]);
  expect((await slack.person("U0MIRA")).ephemerals).toMatchObject([{ ts: hidden, text: "Changed" }]);
  await respond(closed.response_url, { delete_original: true });
  expect((await slack.person("U0MIRA")).ephemerals).toEqual([]);
});

test("nobody clicks what only another person sees", async () => {
  const blocks = [buttons({ type: "button", action_id: "go" })];
  await slack.client.chat.postEphemeral({ channel: "C0ENG", user: "U0MIRA", text: "Private", blocks } as never);
  const ts = (await slack.person("U0MIRA")).ephemerals[0]?.ts ?? "";

  const outcome = await slack.act({ what: "click", as: "U0TOBI", channel: "C0ENG", ts, action_id: "go" });

  expect(outcome).toMatchObject({ ok: false });
  expect(requests).toEqual([]);
});

test("someone whom Slack does not know, from another workspace, can be played, and an account can be closed", async () => {
  await slack.act({ what: "command", as: "U0GHOST", team: "T0OTHER", channel: "C0ENG", text: "/pulse" });
  const form = Object.fromEntries(new URLSearchParams(requests[0]?.body));
  expect(form).toMatchObject({ user_id: "U0GHOST", team_id: "T0OTHER" });
  await expect(slack.client.users.info({ user: "U0GHOST" })).rejects.toThrow("user_not_found");

  await slack.people("U0TOBI", "deactivate");
  expect((await slack.client.users.info({ user: "U0TOBI" })).user?.deleted).toBe(true);
  await expect(slack.client.users.lookupByEmail({ email: "tobi@acme.example" })).rejects.toThrow("users_not_found");
  await slack.people("U0TOBI", "reactivate");
  expect((await slack.client.users.info({ user: "U0TOBI" })).user?.deleted).toBe(false);
});

test("a response URL ends after thirty minutes", async () => {
  let now = Date.parse("2026-11-21T09:00:00Z");
  const timed = await start({ clock: () => new Date(now) });
  await timed.register({ signing_secret: SECRET, request_url: app.url });
  requests.length = 0;
  await timed.command("/pulse");
  const url = new URLSearchParams(requests[0]?.body).get("response_url") ?? "";

  now += 30 * 60_000 + 1;

  expect(await (await respond(url, { text: "Late" })).json()).toEqual({ ok: false, error: "expired_url" });
});

async function start(options: DemoSlackOptions = {}): Promise<Controls> {
  const server = await startDemoSlack({ rate: "off", ack_ms: 20_000, retry_after_ms: [0, 10, 20], ...options });
  onTestFinished(() => server.stop());
  return controlsOf(server.url);
}

/** Computed here, not by demo Slack. */
function signatureOf(timestamp: unknown, body: string): string {
  return `v0=${createHmac("sha256", SECRET).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

function buttons(...elements: { type: string; action_id: string; value?: string }[]) {
  return { type: "actions", elements: elements.map((each) => ({ ...each, text: { type: "plain_text", text: "Go" } })) };
}

function respond(url: string, body: object): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

function fail(): never {
  throw new Error("the app got nothing");
}
