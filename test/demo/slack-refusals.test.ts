import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { slackClientOf } from "../support/slack-client.ts";

let slack: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  slack = await start();
});
afterEach(() => slack.stop());

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
  const client = fault.startsWith("hang") ? slackClientOf(slack.url, "xoxb-demo", 1_500) : slack.client;
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

/** Turns one of demo Slack's own switches. */
async function ask(what: "faults" | "channels", body: Record<string, unknown>): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${slack.url}/_demo/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(await answer.json()).toMatchObject({ ok: true });
}
