import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { slackClientOf } from "../support/slack-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let slack: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  slack = await start();
});
afterEach(() => slack.stop());

test("auth.test names the team, the bot and the scopes", async () => {
  const answer = await slack.client.auth.test();

  expect(answer).toMatchObject({ team_id: "T0ACME", user_id: "U0PULSE", bot_id: "B0PULSE", url: `${slack.url}/` });
  expect(answer.response_metadata?.scopes).toContain("channels:history");
});

test("a foreign token, no token and an unknown method are refused by name", async () => {
  const foreign = slackClientOf(slack.url, "xoxb-other");

  await expect(foreign.auth.test()).rejects.toThrow("invalid_auth");
  expect(await (await fetch(`${slack.url}/api/auth.test`)).json()).toEqual({ ok: false, error: "not_authed" });
  await expect(slack.client.apiCall("chat.sing")).rejects.toThrow("unknown_method");
});

test("a JSON body with the token inside is understood like a form", async () => {
  const body = JSON.stringify({ token: "xoxb-demo", channel: "C0ENG", text: "By JSON" });
  const answer = await fetch(`${slack.url}/api/chat.postMessage`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body,
  });

  expect(await answer.json()).toMatchObject({ ok: true, channel: "C0ENG", message: { text: "By JSON" } });
});

test("messages get unique, increasing timestamps and are listed newest first", async () => {
  const first = await post("First");
  const second = await post("Second");

  expect(first).toMatch(/^\d{10}\.\d{6}$/);
  expect(Number(second)).toBeGreaterThan(Number(first));
  expect(await texts()).toEqual(["Second", "First"]);
});

test("history honours oldest, latest and inclusive, and pages with a cursor", async () => {
  const [a = "", b = "", c = ""] = [await post("a"), await post("b"), await post("c")];

  expect(await texts({ oldest: a })).toEqual(["c", "b"]);
  expect(await texts({ oldest: a, latest: c, inclusive: true })).toEqual(["c", "b", "a"]);
  expect(await texts({ oldest: a, latest: c })).toEqual(["b"]);
  expect(await texts({ latest: b })).toEqual(["a"]);

  const page = await slack.client.conversations.history({ channel: "C0ENG", limit: 2 });
  expect(page.has_more).toBe(true);
  expect(await texts({ limit: 2, cursor: page.response_metadata?.next_cursor })).toEqual(["a"]);
});

test("history keeps the payload of metadata back unless it is asked for", async () => {
  const metadata = { event_type: "update_part", event_payload: { k: "key-1" } };
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "Part", metadata });

  const closed = await slack.client.conversations.history({ channel: "C0ENG" });
  const open = await slack.client.conversations.history({ channel: "C0ENG", include_all_metadata: true });

  expect(closed.messages?.[0]?.metadata).toEqual({ event_type: "update_part" });
  expect(open.messages?.[0]).toMatchObject({ metadata, bot_id: "B0PULSE", app_id: "A0PULSE" });
});

test("an update marks the message edited, keeps metadata that is left out, and drops it for {}", async () => {
  const metadata = { event_type: "update_part", event_payload: { k: "key-1" } };
  const { ts = "" } = await slack.client.chat.postMessage({ channel: "C0ENG", text: "Before", metadata });

  await slack.client.chat.update({ channel: "C0ENG", ts, text: "After" });
  expect(await newest()).toMatchObject({ ts, text: "After", metadata, edited: { user: "U0PULSE" } });

  await slack.client.apiCall("chat.update", { channel: "C0ENG", ts, text: "After", metadata: {} });
  expect(await newest()).not.toHaveProperty("metadata");
});

test("a new text without blocks takes the blocks away, new attachments alone leave them", async () => {
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "In a block" } }];
  const { ts = "" } = await slack.client.chat.postMessage({ channel: "C0ENG", text: "Fallback", blocks });

  await slack.client.chat.update({ channel: "C0ENG", ts, attachments: [{ text: "A note" }] });
  expect(await newest()).toMatchObject({ text: "Fallback", blocks });

  await slack.client.chat.update({ channel: "C0ENG", ts, text: "Only text" });
  expect(await newest()).not.toHaveProperty("blocks");
});

test("replies come after their root, and stay out of the channel unless they are broadcast", async () => {
  const root = await post("Root");
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "Quiet", thread_ts: root });
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "Loud", thread_ts: root, reply_broadcast: true });

  const thread = await slack.client.conversations.replies({ channel: "C0ENG", ts: root });

  expect(thread.messages?.map(({ text }) => text)).toEqual(["Root", "Quiet", "Loud"]);
  expect(thread.messages?.[0]).toMatchObject({ reply_count: 2, thread_ts: root });
  expect(await texts()).toEqual(["Loud", "Root"]);
});

test("a thread that is not there is refused, for a reply and for reading", async () => {
  const nowhere = "1700000000.000100";

  await expect(slack.client.chat.postMessage({ channel: "C0ENG", text: "?", thread_ts: nowhere })).rejects.toThrow(
    "thread_not_found",
  );
  await expect(slack.client.conversations.replies({ channel: "C0ENG", ts: nowhere })).rejects.toThrow(
    "thread_not_found",
  );
});

test("a deleted root leaves a tombstone while it has replies, and goes with the last of them", async () => {
  const root = await post("Root");
  const reply = await slack.client.chat.postMessage({ channel: "C0ENG", text: "Reply", thread_ts: root });

  await slack.client.chat.delete({ channel: "C0ENG", ts: root });
  expect(await newest()).toMatchObject({ ts: root, subtype: "tombstone", text: "This message was deleted." });
  await expect(slack.client.chat.delete({ channel: "C0ENG", ts: root })).rejects.toThrow("message_not_found");

  await slack.client.chat.delete({ channel: "C0ENG", ts: reply.ts ?? "" });
  expect(await texts()).toEqual([]);
});

test("what others said is not ours to change or delete", async () => {
  const { messages = [] } = await slack.client.conversations.history({ channel: "C0GEN" });
  const theirs = { channel: "C0GEN", ts: messages[0]?.ts ?? "" };

  await expect(slack.client.chat.update({ ...theirs, text: "Mine" })).rejects.toThrow("cant_update_message");
  await expect(slack.client.chat.delete(theirs)).rejects.toThrow("cant_delete_message");
  await expect(slack.client.chat.update({ channel: "C0ENG", ts: "1.000000", text: "?" })).rejects.toThrow(
    "message_not_found",
  );
});

test("a permalink leads a browser to the message, and names the thread of a reply", async () => {
  const root = await post("Find me");
  const reply = await slack.client.chat.postMessage({ channel: "C0ENG", text: "Me too", thread_ts: root });

  const ofRoot = await slack.client.chat.getPermalink({ channel: "C0ENG", message_ts: root });
  const ofReply = await slack.client.chat.getPermalink({ channel: "C0ENG", message_ts: reply.ts ?? "" });

  expect(ofRoot.permalink).toBe(`${slack.url}/archives/C0ENG/p${root.replace(".", "")}`);
  expect(ofReply.permalink).toContain(`?thread_ts=${root}&cid=C0ENG`);
  expect(await page(ofRoot.permalink)).toMatch(/class="message is-target"[^]*Find me/);
  expect(await page(ofReply.permalink)).toMatch(/aria-label="Thread"[^]*class="message is-target"[^]*Me too/);
  await expect(slack.client.chat.getPermalink({ channel: "C0ENG", message_ts: "1.000000" })).rejects.toThrow(
    "message_not_found",
  );
});

test("an ephemeral message reaches one person's eyes and no history", async () => {
  await slack.client.chat.postEphemeral({ channel: "C0ENG", user: "U0MIRA", text: "Psst" });

  expect(await texts()).toEqual([]);
  expect(await page(`${slack.url}/archives/C0ENG`)).toMatch(/Only visible to Mira Lindqvist[^]*Psst/);
  await expect(slack.client.chat.postEphemeral({ channel: "C0ENG", user: "U0NOONE", text: "?" })).rejects.toThrow(
    "user_not_in_channel",
  );
});

test.each([
  ["C0NONE", "channel_not_found"],
  ["C0LEAD", "channel_not_found"],
  ["D0MIRA", "channel_not_found"],
  ["C0REL", "not_in_channel"],
  ["C0OLD", "is_archived"],
])("posting to %s fails with %s", async (channel, error) => {
  await expect(slack.client.chat.postMessage({ channel, text: "Hello" })).rejects.toThrow(error);
});

test("a restart keeps messages, metadata and channels, and timestamps go on increasing", async () => {
  const { path: folder, remove } = temporaryFolder("demo-slack");
  onTestFinished(remove);
  const state = join(folder, "data", "slack.json");
  const clock = () => new Date("2026-11-21T09:00:00Z");
  const metadata = { event_type: "update_part", event_payload: { k: "key-1" } };

  const before = await start({ state, clock });
  const said = await before.client.chat.postMessage({ channel: "C0ENG", text: "Kept", metadata });
  await before.client.conversations.join({ channel: "C0REL" });
  await before.stop();
  const after = await start({ state, clock });
  onTestFinished(() => after.stop());

  const { messages } = await after.client.conversations.history({ channel: "C0ENG", include_all_metadata: true });
  expect(messages).toMatchObject([{ ts: said.ts, text: "Kept", metadata }]);
  const next = await after.client.chat.postMessage({ channel: "C0REL", text: "Still in" });
  expect(Number(next.ts)).toBeGreaterThan(Number(said.ts));
  expect(readFileSync(state, "utf8")).not.toContain("xoxb");
});

async function start(options: DemoSlackOptions = {}) {
  const { url, stop } = await startDemoSlack({ rate: "off", ...options });
  return { url, stop, client: slackClientOf(url) };
}

async function post(text: string): Promise<string> {
  const { ts } = await slack.client.chat.postMessage({ channel: "C0ENG", text });
  return ts ?? "";
}

async function texts(span: Record<string, unknown> = {}): Promise<(string | undefined)[]> {
  const { messages = [] } = await slack.client.conversations.history({ channel: "C0ENG", ...span });
  return messages.map(({ text }) => text);
}

async function newest() {
  const { messages = [] } = await slack.client.conversations.history({ channel: "C0ENG", include_all_metadata: true });
  return messages[0];
}

async function page(url: string | undefined): Promise<string> {
  return (await fetch(url ?? "")).text();
}
