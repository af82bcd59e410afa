import { serve } from "@hono/node-server";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slackClient } from "../../../app/delivery/slack.ts";
import type { Slack } from "../../../app/ports/slack.ts";
import { silent } from "../../support/database.ts";

/*
 * A Slack whose history says what a test puts there: with the mark on our message, with half of it, or without. It takes the
 * arguments that Slack takes, and answers a page at a time.
 */
const ME = { bot_id: "B0PULSE", user_id: "U0PULSE" };
const OURS = { bot_id: ME.bot_id, user: ME.user_id, text: "# Shipped" };
const KEY = "key-1";
const marked = (k: string) => ({ metadata: { event_type: "pulse_update_part", event_payload: { k, d: "d", p: 1 } } });

let pages: { messages?: object[]; has_more?: boolean }[] = [];
let asked: Record<string, string>[] = [];
let slack: Slack;
let stop: () => void;

beforeAll(async () => {
  const app = new Hono()
    .post("/api/auth.test", (c) => c.json({ ok: true, ...ME }))
    .post("/api/:method", async (c) => {
      const form = (await c.req.parseBody()) as Record<string, string>;
      asked.push(form);
      const at = Number(form["cursor"] ?? 0);
      const next_cursor = at + 1 < pages.length ? String(at + 1) : "";
      return c.json({ ok: true, ...(pages[at] ?? { messages: [] }), response_metadata: { next_cursor } });
    });
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await once(server, "listening");
  // Safe: it listens on a port.
  const { port } = server.address() as AddressInfo;
  slack = slackClient({ log: silent, token: "xoxb-1", apiUrl: `http://127.0.0.1:${port}/api/` });
  stop = () => void server.close();
});
afterAll(() => stop());

function look(messages: object[][], more: { known?: string[]; thread_ts?: string; after?: string } = {}) {
  pages = messages.map((one) => ({ messages: one }));
  asked = [];
  const { known = [], thread_ts = null, after = "1700000000.000100" } = more;
  const target = { channel: { id: "C1", name: "eng" }, thread_ts, key: KEY, delivery_id: "d", part: 1, marked: true };
  return slack.findByKey(target, { after, known: new Set(known) });
}

const at = (ts: number) => ({ ts: `${1_700_000_000 + ts}.000100` });
const stranger = (ts: number) => ({ ...at(ts), user: "U0TOBI", text: "hi" });

test.each([
  ["no metadata at all", {}],
  ["the event's type alone", { metadata: { event_type: "pulse_update_part" } }],
  ["an empty payload", { metadata: { event_type: "pulse_update_part", event_payload: {} } }],
  ["a payload that is no object", { metadata: { event_type: "pulse_update_part", event_payload: "k" } }],
  ["no metadata, as a bot's message", { subtype: "bot_message" }],
  ["no metadata and no bot", { bot_id: undefined }],
])("a message of ours with %s could be the one: nobody but a person can tell", async (_what, more) => {
  expect(await look([[stranger(9), { ...OURS, ...at(5), ...more }]])).toEqual({ kind: "unreadable" });
});

test("it is found on any page, whatever else of ours cannot be read", async () => {
  const unreadable = { ...OURS, ...at(8) };
  const found = await look([[unreadable], [stranger(6)], [{ ...OURS, ...at(5), ...marked(KEY) }]]);
  expect(found).toEqual({ kind: "found", ts: at(5).ts });
});

test("messages of ours that are known, that say what they are, or that Slack says of us, are not it", async () => {
  const joined = { ...at(9), user: ME.user_id, subtype: "channel_join", text: "<@U0PULSE> has joined the channel" };
  const other = { ...OURS, ...at(7), ...marked("another") };
  const known = { ...OURS, ...at(6) };
  expect(await look([[joined, other, known]], { known: [at(6).ts] })).toEqual({ kind: "missing" });
  expect(await look([[{ ...OURS, ...at(1) }, stranger(2)]], { thread_ts: at(1).ts })).toEqual({ kind: "missing" });
});

test("a message of somebody else's with our key is not ours, and one without is no reason to ask", async () => {
  expect(await look([[{ ...stranger(5), ...marked(KEY) }, stranger(4)]])).toEqual({ kind: "missing" });
});

test("history that has more, and does not say where, is not read to its end", async () => {
  pages = [{ messages: [stranger(5)], has_more: true }];
  const target = {
    channel: { id: "C1", name: "eng" },
    thread_ts: null,
    key: KEY,
    delivery_id: "d",
    part: 1,
    marked: true,
  };
  expect(await slack.findByKey(target, { after: "0", known: new Set() })).toEqual({ kind: "unreadable" });
});

test("an answer without a list does not say that our message is missing, nor that there are no channels", async () => {
  await look([[stranger(5)]]);
  pages = [{}];
  const target = {
    channel: { id: "C1", name: "eng" },
    thread_ts: null,
    key: KEY,
    delivery_id: "d",
    part: 1,
    marked: true,
  };

  expect(await slack.findByKey(target, { after: "0", known: new Set() })).toEqual({ kind: "unreadable" });
  await expect(slack.channels()).rejects.toThrow();
});

test("no clock of ours says where to look: a thread from its root on, a channel from what was newest before", async () => {
  await look([[]], { after: "1700000500.000100" });
  expect(asked[0]).toMatchObject({ oldest: "1700000380", inclusive: "true", include_all_metadata: "true" });
  await look([[]], { thread_ts: at(1).ts, after: "1900000000.000000" });
  expect(asked[0]).toMatchObject({ oldest: at(1).ts, ts: at(1).ts });
  await look([[]], { after: "0" });
  expect(asked[0]).toMatchObject({ oldest: "0" });
});

test("what is newest in a channel is what Slack says; where it says nothing, all of it may be after", async () => {
  pages = [{ messages: [stranger(77)] }];
  expect(await slack.newest("C1")).toBe(at(77).ts);
  pages = [{ messages: [] }];
  expect(await slack.newest("C1")).toBe("0");
});
