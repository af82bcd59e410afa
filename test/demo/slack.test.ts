import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LogLevel, WebClient, type Logger } from "@slack/web-api";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
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
  const foreign = clientOf(slack.url, "xoxb-other");

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

test("channels are listed by type, without the private ones that the bot does not know", async () => {
  const open = await slack.client.conversations.list({
    exclude_archived: true,
    types: "public_channel,private_channel",
  });
  const paged = await slack.client.conversations.list({ limit: 2 });

  expect(open.channels?.map(({ name }) => name)).toEqual([
    "eng-updates",
    "product-news",
    "general",
    "releases",
    "partners",
    "studio",
  ]);
  expect(open.channels?.map((channel) => channel.is_member)).toEqual([true, true, true, false, true, true]);
  expect(paged.channels).toHaveLength(2);
  expect(paged.response_metadata?.next_cursor).not.toBe("");
  expect((await slack.client.conversations.info({ channel: "C0OLD" })).channel).toMatchObject({ is_archived: true });
});

test("the bot can join a public channel, and post there afterwards", async () => {
  await slack.client.conversations.join({ channel: "C0REL" });

  await slack.client.chat.postMessage({ channel: "#releases", text: "Here now" });
  const { members } = await slack.client.conversations.members({ channel: "C0REL" });
  expect(members).toContain("U0PULSE");
  await expect(slack.client.conversations.join({ channel: "C0OLD" })).rejects.toThrow("is_archived");
});

test("a direct message can be opened by a person's id and posted to", async () => {
  const { user } = await slack.client.users.lookupByEmail({ email: "mira@acme.example" });
  const { channel } = await slack.client.conversations.open({ users: user?.id ?? "" });

  await slack.client.chat.postMessage({ channel: channel?.id ?? "", text: "For you" });
  await slack.client.chat.postMessage({ channel: "U0MIRA", text: "Again" });

  expect(await texts({ channel: "D0MIRA" })).toEqual(["Again", "For you"]);
  await expect(slack.client.users.lookupByEmail({ email: "x@acme.example" })).rejects.toThrow("users_not_found");
  await expect(slack.client.users.info({ user: "U0NOONE" })).rejects.toThrow("user_not_found");
  expect((await slack.client.users.list({})).members?.map(({ name }) => name)).toEqual([
    "mira",
    "tobi",
    "lena",
    "pulse",
    "sam",
    "gina",
    "deploys",
    "dora",
  ]);
});

const long = (length: number) => "x".repeat(length);
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = { type: "button", text: { type: "plain_text", text: "Go" } };

test.each([
  ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" })), "invalid_blocks"],
  ["a section of 3,001 characters", [section(long(3_001))], "invalid_blocks"],
  ["a section without a text", [{ type: "section" }], "invalid_blocks"],
  ["a header of 151", [{ type: "header", text: { type: "plain_text", text: long(151) } }], "invalid_blocks"],
  ["markdown of 12,001", [{ type: "markdown", text: long(12_001) }], "invalid_blocks"],
  ["two markdown blocks of 12,001", [6_000, 6_001].map((n) => ({ type: "markdown", text: long(n) })), "invalid_blocks"],
  ["an unknown block", [{ type: "sparkle" }], "invalid_blocks"],
  ["an alert", [{ type: "alert", text: { type: "plain_text", text: "Only in modals" } }], "invalid_blocks"],
  ["26 buttons", [{ type: "actions", elements: Array.from({ length: 26 }, () => button) }], "invalid_blocks"],
  ["two blocks of one id", [1, 2].map(() => ({ type: "divider", block_id: "same" })), "invalid_blocks"],
  [
    "13,201 characters in all",
    [...[1, 2, 3, 4].map(() => section(long(3_000))), section(long(1_201))],
    "msg_blocks_too_long",
  ],
])("a message with %s is refused and not posted", async (_what, blocks, error) => {
  await expect(slack.client.apiCall("chat.postMessage", { channel: "C0ENG", text: "f", blocks })).rejects.toThrow(
    error,
  );
  expect(await texts()).toEqual([]);
});

test.each([
  ["50 blocks", Array.from({ length: 50 }, () => ({ type: "divider" }))],
  ["13,200 characters in all", [...[1, 2, 3, 4].map(() => section(long(3_000))), section(long(1_200))]],
  ["25 buttons", [{ type: "actions", elements: Array.from({ length: 25 }, () => button) }]],
  ["markdown of 12,000", [{ type: "markdown", text: long(12_000) }]],
])("a message with %s is just allowed", async (_what, blocks) => {
  await slack.client.apiCall("chat.postMessage", { channel: "C0ENG", text: "f", blocks });
  expect(await texts()).toEqual(["f"]);
});

test("refused blocks come with a pointer to the fault", async () => {
  const blocks = [{ type: "divider" }, { type: "actions", elements: [{ ...button, value: long(2_001) }] }];

  const answer = slack.client.apiCall("chat.postMessage", { channel: "C0ENG", text: "f", blocks });

  await expect(answer).rejects.toMatchObject({
    data: { errors: ["must be less than 2001 characters [json-pointer:/blocks/1/elements/0/value]"] },
  });
});

test.each([
  ["nothing in it", {}, "no_text"],
  ["blocks that are not JSON", { text: "f", blocks: "[{" }, "invalid_blocks_format"],
  ["metadata without a payload", { text: "f", metadata: { event_type: "x" } }, "invalid_metadata_format"],
  ["metadata that is a list", { text: "f", metadata: [] }, "invalid_metadata_format"],
  ["markdown_text beside text", { text: "f", markdown_text: "g" }, "markdown_text_conflict"],
])("a message with %s is refused", async (_what, content, error) => {
  await expect(slack.client.apiCall("chat.postMessage", { channel: "C0ENG", ...content })).rejects.toThrow(error);
});

test("a text above 40,000 characters is cut, with a warning", async () => {
  const answer = await slack.client.chat.postMessage({ channel: "C0ENG", text: long(40_001) });

  expect(answer).toMatchObject({ warning: "message_truncated" });
  expect((await texts())[0]).toHaveLength(40_000);
});

test("six messages at once are one too many, and a second later there is room again", async () => {
  let now = Date.parse("2026-11-21T09:00:00Z");
  const strict = await start({ rate: "on", clock: () => new Date(now) });
  onTestFinished(() => strict.stop());
  const say = (channel: string) => strict.client.chat.postMessage({ channel, text: "Hello" });
  for (let i = 0; i < 5; i++) await say("C0ENG");

  await expect(say("C0ENG")).rejects.toMatchObject({ code: "slack_webapi_rate_limited_error", retryAfter: 1 });
  await say("C0PROD");
  now += 1_000;
  await say("C0ENG");
});

test.each([
  ["429", 0, { code: "slack_webapi_rate_limited_error", retryAfter: 7 }],
  ["500-before", 0, { statusCode: 500 }],
  ["500-after", 1, { statusCode: 500 }],
  ["drop-before", 0, { code: "slack_webapi_request_error" }],
  ["drop-after", 1, { code: "slack_webapi_request_error" }],
  ["hang-before", 0, { code: "slack_webapi_request_error" }],
  ["hang-after", 1, { code: "slack_webapi_request_error" }],
  ["html", 0, { data: { error: expect.stringContaining("<!doctype html>") } }],
  ["truncate", 1, { message: "terminated" }],
  ["error", 0, { data: { ok: false, error: "fatal_error" } }],
])("the fault %s strikes once and leaves %i messages behind", async (fault, left, error) => {
  await ask("faults", { method: "chat.postMessage", fault, error: "fatal_error", retry_after_s: 7 });

  // Only one that waits for an answer that never comes may not be patient.
  const client = fault.startsWith("hang") ? clientOf(slack.url, "xoxb-demo", 1_500) : slack.client;
  await expect(client.chat.postMessage({ channel: "C0ENG", text: "Fragile" })).rejects.toMatchObject(error);
  expect(await texts()).toHaveLength(left);
  await post("Fine again");
});

test("a fault waits for its method, its channel and its turn, and can be called off", async () => {
  await ask("faults", { method: "chat.postMessage", channel: "C0ENG", fault: "error", skip: 1, times: 2 });

  await slack.client.chat.postMessage({ channel: "C0PROD", text: "Elsewhere" });
  await post("Skipped");
  await expect(post("Struck")).rejects.toThrow("internal_error");
  await fetch(`${slack.url}/_demo/faults`, { method: "DELETE" });
  await post("Called off");

  expect(await texts()).toEqual(["Called off", "Skipped"]);
});

test("the calls are noted with what became of them, and never with a token", async () => {
  await ask("faults", { method: "chat.postMessage", fault: "500-after" });
  await post("Lost").catch(() => undefined);
  await expect(slack.client.chat.postMessage({ channel: "C0REL", text: "No" })).rejects.toThrow();

  const noted = await (await fetch(`${slack.url}/_demo/calls`)).text();

  expect(JSON.parse(noted).calls).toMatchObject([
    { method: "chat.postMessage", channel: "C0ENG", outcome: "ok, fault 500-after" },
    { method: "chat.postMessage", channel: "C0REL", outcome: "not_in_channel" },
  ]);
  expect(noted).not.toContain("xoxb");
});

test("a channel can be archived, renamed and left from outside, as in a real workspace", async () => {
  await ask("channels", { id: "C0ENG", change: "kick" });
  await expect(post("Out")).rejects.toThrow("not_in_channel");
  await ask("channels", { id: "C0ENG", change: "invite" });
  await ask("channels", { id: "C0ENG", change: "rename", name: "engineering" });
  expect((await slack.client.conversations.info({ channel: "C0ENG" })).channel).toMatchObject({
    name: "engineering",
    previous_names: ["eng-updates"],
  });
  await ask("channels", { id: "C0ENG", change: "archive" });
  await expect(post("Late")).rejects.toThrow("is_archived");
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

test("the page shows markdown as Slack would: lists, tables, code, emoji and links", async () => {
  await show(
    "**Shipped** :rocket:\n\n- one ([#12](https://example.com/12))\n- [x] `two`\n\n| a | b |\n|---|---|\n| 1 | 2 |",
  );

  const seen = await page(`${slack.url}/archives/C0ENG`);

  expect(seen).toContain("<strong>Shipped</strong>");
  expect(seen).toContain("🚀");
  expect(seen).toContain('href="https://example.com/12"');
  expect(seen).toContain("☑ <code>two</code>");
  expect(seen).toContain("<td>1</td>");
});

test("the page escapes everything and refuses links that are not to the web", async () => {
  const evil = `<img src=x onerror=alert(1)> [x](javascript:alert(1))`;
  await show(evil);
  await slack.client.chat.postMessage({
    channel: "C0ENG",
    text: evil,
    blocks: [
      {
        type: "section",
        text: { type: "mrkdwn", text: `${evil} <javascript:alert(1)|ok> <https://x/"onclick="a|"l>` },
      },
      { type: "header", text: { type: "plain_text", text: evil } },
      { type: "actions", elements: [{ ...button, url: "javascript:alert(1)" }] },
      { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: evil }] }] },
    ],
  } as never);

  const seen = await page(`${slack.url}/archives/C0ENG`);

  expect(seen).toContain("&lt;img src=x");
  expect(seen).not.toContain("<img");
  expect(seen).not.toMatch(/href="javascript/i);
  expect(seen).not.toMatch(/"\s*onclick=/);
});

test("an unescaped <!channel> in markdown is shown as the ping it would be, an escaped one as text", async () => {
  await show("Hello <!channel> and <@U0TOBI>");
  expect(await page(`${slack.url}/archives/C0ENG`)).toMatch(/class="ping">@channel<[^]*class="ping">@Tobi Okafor</);

  await slack.client.chat.delete({ channel: "C0ENG", ts: (await newest())?.ts ?? "" });
  await show("Hello &lt;!channel&gt; and `<!here>`");
  const seen = await page(`${slack.url}/archives/C0ENG`);
  expect(seen).toContain("Hello &lt;!channel&gt; and <code>&lt;!here&gt;</code>");
  expect(seen).not.toContain('class="ping"');
});

test("mrkdwn shows emphasis, links, mentions, channels, dates and emoji", async () => {
  const text =
    "*bold* _soft_ `code` <https://example.com|a link> <@U0MIRA> <#C0PROD> <!date^0^{date_num}|x> :tada: a_b_c 2*3*4";
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "f", blocks: [section(text)] } as never);

  const seen = await page(`${slack.url}/archives/C0ENG`);

  expect(seen).toContain("<strong>bold</strong> <em>soft</em> <code>code</code>");
  expect(seen).toMatch(/href="https:\/\/example\.com"[^>]*>a link</);
  expect(seen).toContain('<span class="ping">@Mira Lindqvist</span>');
  expect(seen).toMatch(/href="\/archives\/C0PROD">#product-news</);
  expect(seen).toContain('<time datetime="1970-01-01T00:00:00.000Z">01/01/1970</time>');
  expect(seen).toContain("🎉</span> a_b_c 2*3*4");
});

test("the page says that it is a stand-in, and runs nothing but its own files", async () => {
  const answer = await fetch(slack.url);

  expect(answer.url).toBe(`${slack.url}/archives/C0ENG`);
  expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(await answer.text()).toMatch(/Demo Slack:<\/b> a stand-in, nothing leaves this machine/);
  for (const file of ["demo-slack.css", "refresh.js", "icon.svg", "lato-900.woff2"]) {
    expect((await fetch(`${slack.url}/static/${file}`)).status).toBe(200);
  }
  expect((await fetch(`${slack.url}/archives/C0NONE`)).status).toBe(404);
});

async function start(options: DemoSlackOptions = {}) {
  const { url, stop } = await startDemoSlack({ rate: "off", ...options });
  return { url, stop, client: clientOf(url, "xoxb-demo") };
}

/** The client would print each refusal that a test provokes. */
const nothing = () => undefined;
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

function clientOf(url: string, token: string, timeout = 0): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logger: silent,
  });
}

async function post(text: string): Promise<string> {
  const { ts } = await slack.client.chat.postMessage({ channel: "C0ENG", text });
  return ts ?? "";
}

async function show(text: string): Promise<void> {
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "f", blocks: [{ type: "markdown", text }] });
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

/** Turns one of demo Slack's own switches. */
async function ask(what: "faults" | "channels", body: Record<string, unknown>): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${slack.url}/_demo/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(await answer.json()).toMatchObject({ ok: true });
}
