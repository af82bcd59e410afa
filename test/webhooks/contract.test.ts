import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { cancel } from "../../app/updates/cancel.ts";
import { receiptStore } from "../../app/updates/receive-result.ts";
import { excessOf } from "../../base/bounded-json.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { EVENT_BOUNDS } from "../../webhooks/contract/read-json.ts";
import { receiver } from "../../webhooks/receive.ts";
import { sendWebhook, verdictOf, waitBefore } from "../../webhooks/send.ts";
import { isAuthentic } from "../../webhooks/signature.ts";
import { completed, line, startTestApp, type TestApp } from "../support/app.ts";
import { tableDump } from "../support/table-dump.ts";
import { cancelledEvent, nothingEvent, nowS, send, sign, type Sending } from "../support/independent-client.ts";

const KEY = randomBytes(32).toString("base64");
const OLD_KEY = randomBytes(32).toString("base64");
const MIB = 1024 * 1024;
/** Seconds of computing for one body, its sender in the same process included. */
const MOST_CPU_S = 1.5;

let app: TestApp;
let address: string;
let closeServer: () => Promise<void>;

beforeAll(async () => {
  app = await startTestApp();
  const { deps } = app;
  const routes = receiver({ store: receiptStore(deps), signingKeys: [KEY, OLD_KEY], now: deps.clock });
  const server = serve({ fetch: new Hono().route("/hook", routes).fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((up) => server.once("listening", up));
  // Safe: a server that listens on a port has such an address.
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  closeServer = () => new Promise((closed) => void server.close(() => closed()));
});
afterAll(async () => {
  await closeServer();
  await app.stop();
});

const UNAUTHORIZED = {
  type: "urn:pulse:problem:unauthorized",
  title: "unauthorized",
  status: 401,
  code: "unauthorized",
  detail: "The webhook is not authentic.",
  remedy: "Check token, signing key and clock.",
};

async function asked() {
  const update = await app.composed();
  const { token } = await app.triggered(update);
  const deliver = (body: string, more: Partial<Sending> = {}) => send(address, body, { key: KEY, token, ...more });
  return { update, token, deliver, body: JSON.stringify(nothingEvent(update.id)) };
}

test.each([
  ["200,000 keys", (head: string) => `${head}${[...Array(200_000).keys()].map((n) => `,"k${n}":${n}`).join("")}}`],
  ["200,000 values", (head: string) => `${head},"results":[${"0,".repeat(200_000)}0]}`],
  ["20,000 levels", (head: string) => `${head},"results":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
])("an authentic body of %s is refused before it is read into shapes", async (_what, make) => {
  const { update, deliver, body } = await asked();
  const before = process.cpuUsage();
  const answer = await deliver(make(body.slice(0, -1)));
  expect(answer).toMatchObject({ status: 413, body: { code: "too_large", remedy: "Send less at once." } });
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(MOST_CPU_S);
  expect((await app.now(update)).state).toBe("generating");
});

test("a list of wrong lines is not read to its end, and its answer names some of them", async () => {
  const { update, deliver } = await asked();
  const event = completed(update.id, "018f0000-0000-7000-8000-000000000000", "text");
  const wrong = { ...event, results: { ...event.results, ledger: Array.from({ length: 70_000 }, () => ({})) } };
  const before = process.cpuUsage();
  const { status, body } = await deliver(JSON.stringify(wrong));
  expect(status).toBe(422);
  expect(body["details"]).toHaveLength(20);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(MOST_CPU_S);
});

test("a report of 1,000 pull requests is far from every bound", () => {
  const ledger = Array.from({ length: 1_000 }, (_, n) => line(`some-owner/some-repository#${n + 1}`));
  const omitted = ledger.map(({ pr }) => ({ pr, reason: "ci" }));
  const event = completed(newId(), newId(), "x".repeat(40_000), { ledger });
  const text = JSON.stringify({ ...event, results: { ...event.results, report: { omitted } } });
  const tenth = { depth: 10, values: EVENT_BOUNDS.values / 10, members: EVENT_BOUNDS.members / 10 };
  expect(excessOf(text, tenth)).toBeNull();
});

test("a result is taken once: the same bytes again change nothing, even much later", async () => {
  const { update, deliver, body } = await asked();

  expect(await deliver(body)).toMatchObject({ status: 200, body: { accepted: true, effect: true } });
  const after = await app.now(update);
  expect(after.state).toBe("nothing_to_report");
  expect(await deliver(body, { id: "msg_2" })).toMatchObject({ status: 200, body: { accepted: true, effect: false } });
  expect(await app.now(update)).toEqual(after);
});

test("the same bytes twice at once have one effect, and both are welcome", async () => {
  const { deliver, body } = await asked();

  const replies = await Promise.all(Array.from({ length: 6 }, () => deliver(body)));

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(replies.filter((reply) => reply.body["effect"])).toHaveLength(1);
});

test("of two different results at once one has an effect, and the other is told 409", async () => {
  const { update, deliver, body } = await asked();
  const other = JSON.stringify(cancelledEvent(update.id));

  const replies = await Promise.all([deliver(body), deliver(other)]);

  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  const won = replies[0]?.status === 200 ? "nothing_to_report" : "cancelled";
  expect((await app.now(update)).state).toBe(won);
});

test("another result after the first is refused with 409 and changes nothing", async () => {
  const { update, deliver, body } = await asked();
  await deliver(body);

  const late = await deliver(JSON.stringify(cancelledEvent(update.id)));

  expect(late).toMatchObject({ status: 409, type: "application/problem+json", body: { code: "conflict" } });
  expect((await app.now(update)).state).toBe("nothing_to_report");
});

test("a result that nobody waits for any more is answered with 410", async () => {
  const { update, deliver, body } = await asked();
  await cancel(app.deps, app.mira, update.id);

  expect(await deliver(body)).toMatchObject({ status: 410, body: { code: "gone" } });
  expect((await app.now(update)).state).toBe("cancelled");
});

const OTHER_KEY = randomBytes(32).toString("base64");
test.each<[string, (body: string, token: string) => Partial<Sending>]>([
  ["no signature", () => ({ signature: null })],
  ["a garbled signature", (body) => ({ signature: sign(KEY, "msg_1", nowS(), body).slice(0, -4) + "AAA=" })],
  ["a signature without its version", (body) => ({ signature: sign(KEY, "msg_1", nowS(), body).slice(3) })],
  ["a signature of other bytes", (body) => ({ signature: sign(KEY, "msg_1", nowS(), `${body} `) })],
  ["a signature for another id", (body) => ({ signature: sign(KEY, "msg_2", nowS(), body) })],
  ["a signature for another time", (body) => ({ signature: sign(KEY, "msg_1", nowS() - 60, body) })],
  ["a foreign key", () => ({ key: OTHER_KEY })],
  ["a time more than 5 minutes ago", () => ({ at: nowS() - 302 })],
  ["a time more than 5 minutes ahead", () => ({ at: nowS() + 302 })],
  ["no token", () => ({ token: "" })],
  ["an unknown token", () => ({ token: randomBytes(32).toString("base64url") })],
  ["a token with something after it", (_body, token) => ({ token: `${token}A` })],
])("%s is answered with 401, which never says which", async (_what, wrong) => {
  const { update, token, deliver, body } = await asked();

  const reply = await deliver(body, wrong(body, token));

  expect(reply).toEqual({ status: 401, type: "application/problem+json", body: UNAUTHORIZED });
  expect((await app.now(update)).state).toBe("generating");
});

test.each([-295, 295])("a time %i s off is fresh enough", async (offset) => {
  const { deliver, body } = await asked();

  expect(await deliver(body, { at: nowS() + offset })).toMatchObject({ status: 200 });
});

test("the token of one request opens no other: the answer is the same 401", async () => {
  const [mine, other] = [await asked(), await asked()];

  const reply = await mine.deliver(other.body);

  expect(reply).toEqual({ status: 401, type: "application/problem+json", body: UNAUTHORIZED });
  expect((await app.now(other.update)).state).toBe("generating");
});

test("an unsigned delivery with a settled token is not told that it was settled", async () => {
  const { deliver, body } = await asked();
  await deliver(body);

  expect((await deliver(body, { signature: null })).body).toEqual(UNAUTHORIZED);
});

test("a token in the address is accepted instead of the header", async () => {
  const { token, deliver, body } = await asked();

  expect(await deliver(body, { token: "", query: `?token=${token}` })).toMatchObject({ status: 200 });
});

test("while a key is rotated the old one is still good, also beside a new signature", async () => {
  const [first, second] = [await asked(), await asked()];
  const at = nowS();
  const both = `${sign(OTHER_KEY, "msg_1", at, second.body)} ${sign(OLD_KEY, "msg_1", at, second.body)}`;

  expect(await first.deliver(first.body, { key: OLD_KEY })).toMatchObject({ status: 200 });
  expect(await second.deliver(second.body, { at, signature: both })).toMatchObject({ status: 200 });
});

test.each([false, true])("more than 4 MiB is answered with 413 (chunked: %s)", async (chunked) => {
  const { update, deliver } = await asked();
  const body = JSON.stringify({ ...nothingEvent(update.id), more: "x".repeat(4 * MIB) });

  expect(await deliver(body, { chunked })).toMatchObject({ status: 413, body: { code: "too_large" } });
});

test("size comes before signature: 4 MiB from a stranger is 401, one byte more is 413", async () => {
  const body = "x".repeat(4 * MIB);

  expect(await send(address, body, { key: OTHER_KEY })).toMatchObject({ status: 401 });
  expect(await send(address, `${body}x`, { key: OTHER_KEY })).toMatchObject({ status: 413 });
});

test("a report of 3 MiB is taken", async () => {
  const { update, deliver } = await asked();
  const body = JSON.stringify({ ...nothingEvent(update.id), more: "x".repeat(3 * MIB) });

  expect(await deliver(body)).toMatchObject({ status: 200, body: { effect: true } });
});

test.each(["", "{", "no json", "\ufeff{}"])("a body that is not JSON is answered with 422: %j", async (body) => {
  const { deliver } = await asked();

  expect(await deliver(body)).toMatchObject({
    status: 422,
    body: { code: "invalid", detail: "The body is not JSON." },
  });
});

test("a body that is not of the schema is answered with 422, each field by name, and may be sent again mended", async () => {
  const { update, deliver, body } = await asked();
  const wrong = { ...nothingEvent(update.id), pipeline_run_id: "seven", results: { reason: "tired" } };

  const reply = await deliver(JSON.stringify(wrong));

  expect(reply).toMatchObject({ status: 422, body: { code: "invalid" } });
  const details = reply.body["details"] as { path: string; code: string; message: string; fix: string }[];
  expect(details.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["pipeline_run_id", "results.reason", "results.metrics", "results.timeframe"]),
  );
  expect(details.every(({ code, message, fix }) => code && message && fix)).toBe(true);
  expect(await deliver(body)).toMatchObject({ status: 200, body: { effect: true } });
});

test("characters that a database cannot keep do a report no harm", async () => {
  const { update, deliver } = await asked();
  const event = { ...cancelledEvent(update.id), type: "run.failed" };
  const problem = { code: "failed", message: "It broke\0 \ud800here.", remedy: "Try again." };

  expect(await deliver(JSON.stringify({ ...event, problem }))).toMatchObject({ status: 200, body: { effect: true } });
  expect((await app.now(update)).problem).toMatchObject({ message: "It broke \ufffdhere." });
});

test("a type that the contract does not know is answered with 422", async () => {
  const { update, deliver } = await asked();
  const body = JSON.stringify({ ...nothingEvent(update.id), type: "run.exploded" });

  expect(await deliver(body)).toMatchObject({ status: 422 });
});

test("a member that the contract does not know yet is no fault", async () => {
  const { update, deliver } = await asked();

  expect(await deliver(JSON.stringify({ ...nothingEvent(update.id), mood: "good" }))).toMatchObject({ status: 200 });
});

test.each(["GET", "PUT", "DELETE"])("%s is answered with 400", async (method) => {
  expect(await send(address, "", { key: KEY, method })).toMatchObject({ status: 400, body: { code: "bad_request" } });
});

test("a token expires: a week later it is one that nobody knows", async () => {
  const late = await asked();
  app.passTime(8 * 24 * 3600 * 1000);

  expect((await late.deliver(late.body)).body).toEqual(UNAUTHORIZED);
  app.passTime(-8 * 24 * 3600 * 1000);
});

test("tokens stand in no table, neither ours nor the queue's", async () => {
  const { token, deliver, body, update } = await asked();
  await deliver(body);

  const dump = await tableDump(app.database.url());

  expect(dump).toContain(update.id);
  expect(dump).not.toContain(token);
});

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
  const { token, body } = await asked();

  const heard = await sendWebhook({ url: address, id: "msg_1", body, token, signingKey: KEY, now: new Date() });

  expect(heard).toEqual({ status: 200, retryAfterS: null });
});

test("our sender hears that its report is too large instead of a broken connection", async () => {
  const { token } = await asked();
  const body = "x".repeat(6 * MIB);

  const heard = await sendWebhook({ url: address, id: "msg_1", body, token, signingKey: KEY, now: new Date() });

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
