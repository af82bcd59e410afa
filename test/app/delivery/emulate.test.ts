import { WebClient } from "@slack/web-api";
import { createEmulator, type Emulator } from "emulate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliver } from "../../../app/delivery/deliver.ts";
import { renderParts } from "../../../app/message/render.ts";
import { METADATA_EVENT, slackClient } from "../../../app/delivery/slack.ts";
import type { PostTarget, Slack } from "../../../app/ports/slack.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { approve } from "../../../app/updates/approve.ts";
import { correct } from "../../../app/updates/correct.ts";
import { retract } from "../../../app/updates/retract.ts";
import { listDeliveries, listPostedMessages } from "../../../db/app/deliveries.ts";
import type { Update } from "../../../db/app/tables.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { silent } from "../../support/database.ts";

/*
 * Against somebody else's idea of Slack, emulate 0.12.2: demo Slack is ours, and could share our mistakes. It checks no limits, and
 * shows metadata even to who does not ask for them, so those stay with demo Slack.
 */
const REDIRECT = "http://127.0.0.1:9/slack/oauth";
const OAUTH = { client_id: "12345.67890", client_secret: "a-secret-of-the-test" };
const OTHER = { client_id: "12345.11111", client_secret: "a-secret-of-another-app" };
const SCOPES = ["chat:write", "channels:read", "channels:history", "channels:join", "im:write"];

let emulator: Emulator;
let app: TestApp;
let token: string;
let slack: Slack;
let web: WebClient;
let channel: { id: string; name: string };
let installed: Awaited<ReturnType<WebClient["oauth"]["v2"]["access"]>>;

const apiUrl = () => `${emulator.url}/api/`;

beforeAll(async () => {
  emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        users: [{ name: "mira", real_name: "Mira Lindqvist" }],
        channels: [{ name: "eng-updates" }],
        oauth_apps: [
          { ...OAUTH, name: "Pulse", redirect_uris: [REDIRECT], scopes: SCOPES },
          { ...OTHER, name: "Other", redirect_uris: [REDIRECT], scopes: SCOPES },
        ],
        strict_scopes: true,
      },
    },
  });
  installed = await exchange(await codeFor());
  token = installed.access_token ?? "";
  web = new WebClient(token, { slackApiUrl: apiUrl(), retryConfig: { retries: 0 } });
  slack = slackClient({ log: silent, token, apiUrl: apiUrl() });
  const { channels = [] } = await web.conversations.list();
  const found = channels.find(({ name }) => name === "eng-updates");
  channel = { id: found?.id ?? "", name: "eng-updates" };
  await web.conversations.join({ channel: channel.id });
  app = await startTestApp({ slack });
});
afterAll(async () => {
  await app?.stop();
  await emulator?.close();
});

/** A person clicks their name on Slack's page. */
async function codeFor({ client_id } = OAUTH): Promise<string> {
  const query = new URLSearchParams({ client_id, redirect_uri: REDIRECT, scope: SCOPES.join(","), state: "s1" });
  const page = await (await fetch(`${emulator.url}/oauth/v2/authorize?${query}`)).text();
  const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value],
  );
  const answer = await fetch(`${emulator.url}/oauth/v2/authorize/callback`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(fields),
  });
  const back = new URL(answer.headers.get("location") ?? "");
  expect(back.searchParams.get("state")).toBe("s1");
  return back.searchParams.get("code") ?? "";
}

const exchange = (code: string, client = OAUTH) =>
  new WebClient(undefined, { slackApiUrl: apiUrl(), retryConfig: { retries: 0 } }).oauth.v2.access({
    ...client,
    redirect_uri: REDIRECT,
    code,
  });

const context = { sources: [], ledger: [] };
const [part] = renderParts("# Shipped\n\n- one thing", context);
const target = (more: Partial<PostTarget> = {}): PostTarget => ({
  channel,
  thread_ts: null,
  key: "key-1",
  delivery_id: "delivery-1",
  part: 1,
  marked: true,
  ...more,
});
const history = async () =>
  (await web.conversations.history({ channel: channel.id, include_all_metadata: true })).messages ?? [];
const thread = async (ts: string) => (await web.conversations.replies({ channel: channel.id, ts })).messages ?? [];

async function posted(more: Partial<PostTarget> = {}): Promise<string> {
  const outcome = await slack.post(target(more), part!.payload);
  if (outcome.kind !== "sent") throw new Error(`It was ${outcome.kind}.`);
  return outcome.ts;
}

describe("OAuth v2", () => {
  test("a code becomes a bot token with the scopes that were asked for, and the token is ours", async () => {
    expect(installed).toMatchObject({ ok: true, token_type: "bot", access_token: expect.stringMatching(/^xoxb-/) });
    expect(installed.scope?.split(",").toSorted()).toEqual(SCOPES.toSorted());
    expect(await slack.test()).toMatchObject({ ok: true });
  });

  test("a code serves once", async () => {
    const code = await codeFor();
    await exchange(code);
    await expect(exchange(code)).rejects.toMatchObject({ data: { error: "invalid_code" } });
  });
});

describe("the client", () => {
  test("posts blocks, fallback text and metadata, and finds its message by them", async () => {
    const ts = await posted({ key: "key-post" });

    const message = (await history()).find((one) => one.ts === ts);
    expect(message).toMatchObject({
      blocks: [{ type: "markdown", text: "# Shipped\n\n- one thing" }],
      text: "Shipped",
      metadata: { event_type: METADATA_EVENT, event_payload: { k: "key-post", d: "delivery-1", p: 1 } },
    });
    const where = { after: "0", known: new Set<string>() };
    expect(await slack.findByKey(target({ key: "key-post" }), where)).toEqual({ kind: "found", ts });
    expect(await slack.findByKey(target({ key: "another" }), where)).toEqual({ kind: "missing" });
    expect(await slack.permalink(channel.id, ts)).toMatch(/^https?:/);
  });

  test("another app that puts our key on its message does not pass for us", async () => {
    const { access_token = "" } = await exchange(await codeFor(OTHER), OTHER);
    const other = slackClient({ log: silent, token: access_token, apiUrl: apiUrl() });
    await new WebClient(access_token, { slackApiUrl: apiUrl() }).conversations.join({ channel: channel.id });

    expect(await other.post(target({ key: "key-forged" }), part!.payload)).toMatchObject({ kind: "sent" });

    expect(await slack.findByKey(target({ key: "key-forged" }), { after: "0", known: new Set() })).toEqual({
      kind: "missing",
    });
    expect(await other.findByKey(target({ key: "key-forged" }), { after: "0", known: new Set() })).toMatchObject({
      kind: "found",
    });
  });

  test("posts into a thread, and finds a part there", async () => {
    const root = await posted();
    const ts = await posted({ thread_ts: root, key: "key-part", part: 2 });

    expect((await thread(root)).map((one) => one.ts)).toEqual([root, ts]);
    const looked = await slack.findByKey(target({ thread_ts: root, key: "key-part" }), {
      after: "0",
      known: new Set(),
    });
    expect(looked).toEqual({ kind: "found", ts });
  });

  test("updates and deletes its message; what is gone already is no obstacle", async () => {
    const ts = await posted();
    const other = renderParts("# Corrected", context)[0]!.payload;

    expect(await slack.update(channel, ts, other)).toEqual({ kind: "sent", ts });
    expect((await history()).find((one) => one.ts === ts)).toMatchObject({ text: "Corrected", blocks: other.blocks });
    expect(await slack.remove(channel, ts)).toEqual({ kind: "sent", ts });
    expect((await history()).find((one) => one.ts === ts)).toBeUndefined();
    expect(await slack.remove(channel, ts)).toEqual({ kind: "sent", ts });
  });

  test("knows the public channels without the scope for private ones, and what one is called", async () => {
    expect(await slack.channels()).toContainEqual(expect.objectContaining({ ...channel, is_member: true }));
    expect(await slack.channelName(channel.id)).toBe("eng-updates");
  });

  test("refusals have their mend: an unknown channel, and a scope that is not there", async () => {
    const nowhere = await slack.post(target({ channel: { id: "C0NOWHERE", name: "gone" } }), part!.payload);
    expect(nowhere).toMatchObject({ kind: "refused", problem: { message: expect.stringContaining("#gone") } });

    const code = await codeFor();
    const less = await exchange(code);
    await expect(
      new WebClient(less.access_token, { slackApiUrl: apiUrl(), retryConfig: { retries: 0 } }).users.lookupByEmail({
        email: "mira@emulate.dev",
      }),
    ).rejects.toMatchObject({ data: { error: "missing_scope", needed: "users:read.email" } });
  });
});

test("an update is posted in parts, corrected and retracted there like in demo Slack", async () => {
  const section = (number: number) => `## Part ${number}\n\n${"many words in a row ".repeat(500).trim()}`;
  const markdown = [section(1), section(2)].join("\n\n");
  const update = await app.written(markdown, { channel });
  await approve(app.deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });
  await delivered(update);

  const messages = await listPostedMessages(app.db, update.id);
  expect((await thread(messages[0]?.ts ?? "")).map(({ ts }) => ts)).toEqual(messages.map(({ ts }) => ts));

  await correct(app.deps, app.mira, update.id, { markdown: "# Short", base_revision: 1, override_reason: null });
  await delivered(update);
  expect(await thread(messages[0]?.ts ?? "")).toMatchObject([{ ts: messages[0]?.ts, text: "Short" }]);

  await retract(app.deps, app.mira, update.id, { reason: "Wrong week." });
  await delivered(update);
  expect((await app.now(update)).state).toBe("retracted");
  expect(await thread(messages[0]?.ts ?? "")).toEqual([]);
});

async function delivered({ id }: Update): Promise<void> {
  const delivery = (await listDeliveries(app.db, id)).at(-1);
  await deliver(app.deps, { delivery_id: delivery!.id }, lastLook);
}
