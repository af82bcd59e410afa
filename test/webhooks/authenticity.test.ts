import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tableDump } from "../support/table-dump.ts";
import { nothingEvent, nowS, send, sign, type Sending } from "../support/independent-client.ts";
import { type ReceiverInTest, KEY, OLD_KEY, startReceiver } from "../support/receiver.ts";

const MIB = 1024 * 1024;

let here: ReceiverInTest;

beforeAll(async () => void (here = await startReceiver()));
afterAll(() => here.stop());

const UNAUTHORIZED = {
  type: "urn:pulse:problem:unauthorized",
  title: "unauthorized",
  status: 401,
  code: "unauthorized",
  detail: "The webhook is not authentic.",
  remedy: "Check token, signing key and clock.",
};

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
  const { update, token, deliver, body } = await here.asked();

  const reply = await deliver(body, wrong(body, token));

  expect(reply).toEqual({ status: 401, type: "application/problem+json", body: UNAUTHORIZED });
  expect((await here.app.now(update)).state).toBe("generating");
});

test.each([-295, 295])("a time %i s off is fresh enough", async (offset) => {
  const { deliver, body } = await here.asked();

  expect(await deliver(body, { at: nowS() + offset })).toMatchObject({ status: 200 });
});

test("the token of one request opens no other: the answer is the same 401", async () => {
  const [mine, other] = [await here.asked(), await here.asked()];

  const reply = await mine.deliver(other.body);

  expect(reply).toEqual({ status: 401, type: "application/problem+json", body: UNAUTHORIZED });
  expect((await here.app.now(other.update)).state).toBe("generating");
});

test("an unsigned delivery with a settled token is not told that it was settled", async () => {
  const { deliver, body } = await here.asked();
  await deliver(body);

  expect((await deliver(body, { signature: null })).body).toEqual(UNAUTHORIZED);
});

test("a token in the address is accepted instead of the header", async () => {
  const { token, deliver, body } = await here.asked();

  expect(await deliver(body, { token: "", query: `?token=${token}` })).toMatchObject({ status: 200 });
});

test("while a key is rotated the old one is still good, also beside a new signature", async () => {
  const [first, second] = [await here.asked(), await here.asked()];
  const at = nowS();
  const both = `${sign(OTHER_KEY, "msg_1", at, second.body)} ${sign(OLD_KEY, "msg_1", at, second.body)}`;

  expect(await first.deliver(first.body, { key: OLD_KEY })).toMatchObject({ status: 200 });
  expect(await second.deliver(second.body, { at, signature: both })).toMatchObject({ status: 200 });
});

test.each([false, true])("more than 4 MiB is answered with 413 (chunked: %s)", async (chunked) => {
  const { update, deliver } = await here.asked();
  const body = JSON.stringify({ ...nothingEvent(update.id), more: "x".repeat(4 * MIB) });

  expect(await deliver(body, { chunked })).toMatchObject({ status: 413, body: { code: "too_large" } });
});

test("size comes before signature: 4 MiB from a stranger is 401, one byte more is 413", async () => {
  const body = "x".repeat(4 * MIB);

  expect(await send(here.address, body, { key: OTHER_KEY })).toMatchObject({ status: 401 });
  expect(await send(here.address, `${body}x`, { key: OTHER_KEY })).toMatchObject({ status: 413 });
});

test("a report of 3 MiB is taken", async () => {
  const { update, deliver } = await here.asked();
  const body = JSON.stringify({ ...nothingEvent(update.id), more: "x".repeat(3 * MIB) });

  expect(await deliver(body)).toMatchObject({ status: 200, body: { effect: true } });
});

test.each(["GET", "PUT", "DELETE"])("%s is answered with 400", async (method) => {
  expect(await send(here.address, "", { key: KEY, method })).toMatchObject({
    status: 400,
    body: { code: "bad_request" },
  });
});

test("a token expires: a week later it is one that nobody knows", async () => {
  const late = await here.asked();
  here.app.passTime(8 * 24 * 3600 * 1000);

  expect((await late.deliver(late.body)).body).toEqual(UNAUTHORIZED);
  here.app.passTime(-8 * 24 * 3600 * 1000);
});

test("tokens stand in no table, neither ours nor the queue's", async () => {
  const { token, deliver, body, update } = await here.asked();
  await deliver(body);

  const dump = await tableDump(here.app.database.url());

  expect(dump).toContain(update.id);
  expect(dump).not.toContain(token);
});
