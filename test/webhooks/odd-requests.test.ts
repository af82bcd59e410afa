import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpTransport } from "../../app/slack/transport/http.ts";
import { HangUp } from "../../base/read-body.ts";
import { signedHeaders } from "../../demo/slack/dispatch/signed.ts";
import { receiver, type ReceiptStore } from "../../webhooks/receive.ts";
import { tokenDigest } from "../../webhooks/token.ts";
import fc from "../support/chance.ts";
import { silent } from "../support/database.ts";
import { hostileText } from "../support/from-schema.ts";
import { SECRET } from "../support/signed-slack.ts";
import { until } from "../support/until.ts";
import { cancelledEvent, nowS, sign } from "../support/independent-client.ts";

const KEY = randomBytes(32).toString("base64");
const TOKEN = randomBytes(32).toString("base64url");
const REQUEST = "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10";
const BODY = JSON.stringify(cancelledEvent(REQUEST));
const LATER = new Date(Date.now() + 3_600_000);

/** One receipt, which nothing settles: what is tried here is the way to it. */
const store: ReceiptStore = {
  find: async (digest) =>
    digest === tokenDigest(TOKEN)
      ? { request_id: REQUEST, generation: 1, state: "open", expires_at: LATER, body_sha256: null }
      : undefined,
  settle: async () => true,
};
/** What no room of ours put into words. */
const thrown: unknown[] = [];
const slack = httpTransport({ signingSecret: SECRET, log: silent, clock: () => new Date() });
const app = new Hono()
  .route("/hook", receiver({ store, signingKeys: [KEY], now: () => new Date() }))
  .route("/slack", slack.routes)
  .onError((error, c) => {
    // The app has one answer for them all; see app/start.ts.
    if (error instanceof HangUp) return c.body(null, 400);
    thrown.push(error);
    return c.body(null, 500);
  });
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
let port = 0;
beforeAll(async () => {
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => new Promise((closed) => void server.close(closed)));

type Sent = { path?: string; method?: string; headers: Record<string, string>; body?: string };

async function send({ path = "/hook", method = "POST", headers, body = BODY }: Sent): Promise<number> {
  const asked = request({ hostname: "127.0.0.1", port, path, method, headers, agent: false });
  asked.end(method === "POST" ? body : undefined);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

function right(at = nowS()): Record<string, string> {
  return {
    "webhook-id": "msg_1",
    "webhook-timestamp": String(at),
    "webhook-signature": sign(KEY, "msg_1", at, BODY),
    authorization: `Bearer ${TOKEN}`,
    "content-type": "application/json",
  };
}

test("the right headers are taken, with a token in either place", async () => {
  const { authorization: _bearer, ...bare } = right();

  expect(await send({ headers: right() })).toBe(200);
  expect(await send({ headers: bare, path: `/hook?token=${TOKEN}` })).toBe(200);
});

const inHeader = hostileText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "").slice(0, 4_000));

test("a header of any other kind is refused, and never breaks anything", async () => {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature", "authorization"];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), inHeader, async (name, value) => {
      expect(await send({ headers: { ...right(), [name]: value } })).toBe(401);
    }),
    { numRuns: 150 },
  );
  const [at, { "webhook-signature": signature = "" }] = [nowS(), right()];
  const others: Record<string, string>[] = [
    { "webhook-timestamp": `${at}abc` },
    { "webhook-timestamp": ` ${at}.5` },
    { "webhook-timestamp": "1e9" },
    { "webhook-timestamp": `-${at}` },
    { "webhook-timestamp": "9".repeat(400) },
    { "webhook-signature": "v1" },
    { "webhook-signature": "v1," },
    { "webhook-signature": signature.replace("v1", "v2") },
    { "webhook-id": "" },
    { "webhook-signature": `${"v1,A= ".repeat(1_500)}${signature}` },
    { authorization: `Bearer ${TOKEN} x` },
  ];
  for (const odd of others) {
    expect(await send({ headers: { ...right(at), ...odd } }), JSON.stringify(odd).slice(0, 80)).toBe(401);
  }
  expect(thrown).toEqual([]);
});

test("a token in the address of any other kind is refused, too", async () => {
  const { authorization: _bearer, ...bare } = right();
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      const token = encodeURIComponent(text.toWellFormed()).slice(0, 6_000);
      expect(await send({ headers: bare, path: `/hook?token=${token}` })).toBe(401);
    }),
    { numRuns: 80 },
  );
  for (const query of [
    "?token",
    "?token=%zz",
    "?token=%ff",
    `?token=&token=${TOKEN}x`,
    `?token[]=${TOKEN}`,
    "?=",
    "?%00",
  ]) {
    expect(await send({ headers: bare, path: `/hook${query}` }), query).toBe(401);
  }
  expect(thrown).toEqual([]);
});

test("Slack's headers and signed bodies of any kind are refused or let be, and never break anything", async () => {
  slack.init({ processEvent: async () => undefined } as never);
  const signed = (body: string, type: string) => ({ ...signedHeaders(SECRET, body, new Date()), "content-type": type });
  const names = [
    "x-slack-request-timestamp",
    "x-slack-signature",
    "x-slack-retry-num",
    "x-slack-retry-reason",
    "content-type",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), inHeader, fc.nat(), async (name, value, salt) => {
      const body = `command=%2Fpulse&salt=${salt}${Math.random()}`;
      const headers = { ...signed(body, "application/x-www-form-urlencoded"), [name]: value };
      expect(await send({ path: "/slack", headers, body })).toBeLessThan(500);
    }),
    { numRuns: 120 },
  );
  const types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""];
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        hostileText,
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      fc.constantFrom(...types),
      async (text, type) => {
        expect(await send({ path: "/slack", headers: signed(text, type), body: text })).toBeLessThan(500);
      },
    ),
    { numRuns: 120 },
  );
  expect(thrown).toEqual([]);
});

test("whoever hangs up before the body is whole breaks nothing", async () => {
  let ended = 0;
  server.on("connection", (socket: import("node:net").Socket) => void socket.once("close", () => (ended += 1)));
  for (const path of ["/hook", "/slack"]) {
    for (const size of ["Content-Length: 5000", "Transfer-Encoding: chunked"]) {
      const socket = connect(port, "127.0.0.1");
      const head = [`POST ${path} HTTP/1.1`, "Host: x", "Content-Type: application/json", size, "", ""].join("\r\n");
      await new Promise<void>((written) => socket.write(`${head}5\r\n{"typ`, () => written()));
      expect(await send({ headers: right() })).toBe(200);
      socket.destroy();
    }
  }
  await until("end of the connections", async () => ended >= 8);

  expect(await send({ headers: right() })).toBe(200);
  expect(thrown).toEqual([]);
});

test.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])("%s is no way to bring anything", async (method) => {
  expect(await send({ method, headers: right() })).toBe(400);
  expect(await send({ method, path: "/slack", headers: {} })).toBe(405);
});
