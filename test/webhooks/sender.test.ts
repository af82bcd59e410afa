import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { AddressInfo } from "node:net";
import { sendWebhook, verdictOf, waitBefore } from "../../webhooks/send.ts";
import { isAuthentic } from "../../webhooks/signature.ts";
import { nowS, sign } from "../support/independent-client.ts";
import { KEY, type ReceiverInTest, startReceiver } from "../support/receiver.ts";

const MIB = 1024 * 1024;

let here: ReceiverInTest;

beforeAll(async () => void (here = await startReceiver()));
afterAll(() => here.stop());

const README = readFileSync(join(import.meta.dirname, "../../webhooks/contract/README.md"), "utf8");
const cell = (name: string) =>
  new RegExp(`^\\| ${name} \\| \`(.+)\` \\|$`, "m").exec(README.split("### A test vector")[1]!)?.[1]!;
const vector = {
  key: cell("signing key, base64"),
  id: cell("`webhook-id`"),
  at: Number(cell("`webhook-timestamp`")),
  body: cell("body"),
  signature: cell("`webhook-signature`"),
};

test("our sender's signature is the one that OpenSSL computed for the README", async () => {
  const now = new Date(vector.at * 1000);
  let headers = new Headers();
  const overheard = ((_url: string, init: RequestInit) => {
    headers = new Headers(init.headers);
    return Promise.resolve(new Response());
  }) as typeof fetch;

  await sendWebhook(
    { url: "http://x", id: vector.id, body: vector.body, token: "t", signingKey: vector.key, now },
    overheard,
  );

  expect(headers.get("webhook-signature")).toBe(vector.signature);
  expect(headers.get("webhook-id")).toBe(vector.id);
  expect(headers.get("webhook-timestamp")).toBe(String(vector.at));
});

test("the independent client computes the README's signature too", () => {
  expect(sign(vector.key, vector.id, vector.at, vector.body)).toBe(vector.signature);
});

test("our check accepts a signature that another program computed, and no changed byte", () => {
  const at = nowS();
  const headers = new Headers({
    "webhook-id": vector.id,
    "webhook-timestamp": String(at),
    "webhook-signature": sign(vector.key, vector.id, at, vector.body),
  });

  expect(isAuthentic(headers, vector.body, [vector.key])).toBe(true);
  expect(isAuthentic(headers, `${vector.body}\n`, [vector.key])).toBe(false);
});

const servers: (() => void)[] = [];
afterEach(() => servers.splice(0).forEach((close) => close()));

test("our sender and our receiver understand each other", async () => {
  const { token, body } = await here.asked();

  const heard = await sendWebhook({ url: here.address, id: "msg_1", body, token, signingKey: KEY, now: new Date() });

  expect(heard).toEqual({ status: 200, retryAfterS: null });
});

test("our sender hears that its report is too large instead of a broken connection", async () => {
  const { token } = await here.asked();
  const body = "x".repeat(6 * MIB);

  const heard = await sendWebhook({ url: here.address, id: "msg_1", body, token, signingKey: KEY, now: new Date() });

  expect(heard).toMatchObject({ status: 413 });
});

test("our sender follows no redirect: it would carry the token elsewhere", async () => {
  let asked = 0;
  const url = await answering((path) => {
    asked += 1;
    return path === "/" ? [307, { location: "/elsewhere" }] : [200, {}];
  });

  const heard = await sendWebhook({ url, id: "i", body: "{}", token: "t", signingKey: KEY, now: new Date() });

  expect([heard, asked]).toEqual([{ status: 307, retryAfterS: null }, 1]);
});

test("our sender passes on how long it was asked to wait, and says why nothing was heard", async () => {
  const url = await answering(() => [503, { "retry-after": "7" }]);
  const delivery = { id: "i", body: "{}", token: "t", signingKey: KEY, now: new Date() };

  expect(await sendWebhook({ url, ...delivery })).toEqual({ status: 503, retryAfterS: 7 });
  expect(await sendWebhook({ url: "http://127.0.0.1:9", ...delivery })).toMatchObject({ status: null });
});

test.each([
  [200, "delivered"] as const,
  [204, "delivered"] as const,
  [409, "over"] as const,
  [410, "over"] as const,
  [401, "dead"] as const,
  [413, "dead"] as const,
  [422, "dead"] as const,
  [null, "again"] as const,
  [307, "again"] as const,
  [404, "again"] as const,
  [429, "again"] as const,
  [500, "again"] as const,
])("an answer of %s means %s", (status, verdict) => {
  expect(verdictOf(status)).toBe(verdict);
});

test("waits double from 1 s to 5 minutes, 20 % more or less", () => {
  expect([1, 2, 3, 9, 10, 40].map((attempt) => waitBefore(attempt, 0.5))).toEqual([1, 2, 4, 256, 300, 300]);
  expect([waitBefore(1, 0), waitBefore(1, 1)]).toEqual([0.8, expect.closeTo(1.2)]);
});

async function answering(answer: (path: string) => [number, Record<string, string>]): Promise<string> {
  const server = createServer((request, response) => {
    const [status, headers] = answer(request.url ?? "");
    request.resume().on("end", () => response.writeHead(status, headers).end());
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  servers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
