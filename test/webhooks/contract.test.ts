import { afterAll, beforeAll, expect, test } from "vitest";
import { cancel } from "../../app/updates/cancel.ts";
import { excessOf } from "../../base/bounded-json.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { EVENT_BOUNDS } from "../../webhooks/contract/read-json.ts";
import { completed, line } from "../support/app.ts";
import { cancelledEvent, nothingEvent } from "../support/independent-client.ts";
import { type ReceiverInTest, startReceiver } from "../support/receiver.ts";

/** Seconds of computing for one body, its sender in the same process included. */
const MOST_CPU_S = 1.5;

let here: ReceiverInTest;

beforeAll(async () => void (here = await startReceiver()));
afterAll(() => here.stop());

test.each([
  ["200,000 keys", (head: string) => `${head}${[...Array(200_000).keys()].map((n) => `,"k${n}":${n}`).join("")}}`],
  ["200,000 values", (head: string) => `${head},"results":[${"0,".repeat(200_000)}0]}`],
  ["20,000 levels", (head: string) => `${head},"results":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
])("an authentic body of %s is refused before it is read into shapes", async (_what, make) => {
  const { update, deliver, body } = await here.asked();
  const before = process.cpuUsage();
  const answer = await deliver(make(body.slice(0, -1)));
  expect(answer).toMatchObject({ status: 413, body: { code: "too_large", remedy: "Send less at once." } });
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(MOST_CPU_S);
  expect((await here.app.now(update)).state).toBe("generating");
});

test("a list of wrong lines is not read to its end, and its answer names some of them", async () => {
  const { update, deliver } = await here.asked();
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
  const { update, deliver, body } = await here.asked();

  expect(await deliver(body)).toMatchObject({ status: 200, body: { accepted: true, effect: true } });
  const after = await here.app.now(update);
  expect(after.state).toBe("nothing_to_report");
  expect(await deliver(body, { id: "msg_2" })).toMatchObject({ status: 200, body: { accepted: true, effect: false } });
  expect(await here.app.now(update)).toEqual(after);
});

test("the same bytes twice at once have one effect, and both are welcome", async () => {
  const { deliver, body } = await here.asked();

  const replies = await Promise.all(Array.from({ length: 6 }, () => deliver(body)));

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(replies.filter((reply) => reply.body["effect"])).toHaveLength(1);
});

test("of two different results at once one has an effect, and the other is told 409", async () => {
  const { update, deliver, body } = await here.asked();
  const other = JSON.stringify(cancelledEvent(update.id));

  const replies = await Promise.all([deliver(body), deliver(other)]);

  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  const won = replies[0]?.status === 200 ? "nothing_to_report" : "cancelled";
  expect((await here.app.now(update)).state).toBe(won);
});

test("another result after the first is refused with 409 and changes nothing", async () => {
  const { update, deliver, body } = await here.asked();
  await deliver(body);

  const late = await deliver(JSON.stringify(cancelledEvent(update.id)));

  expect(late).toMatchObject({ status: 409, type: "application/problem+json", body: { code: "conflict" } });
  expect((await here.app.now(update)).state).toBe("nothing_to_report");
});

test("a result that nobody waits for any more is answered with 410", async () => {
  const { update, deliver, body } = await here.asked();
  await cancel(here.app.deps, here.app.mira, update.id);

  expect(await deliver(body)).toMatchObject({ status: 410, body: { code: "gone" } });
  expect((await here.app.now(update)).state).toBe("cancelled");
});

test.each(["", "{", "no json", "\ufeff{}"])("a body that is not JSON is answered with 422: %j", async (body) => {
  const { deliver } = await here.asked();

  expect(await deliver(body)).toMatchObject({
    status: 422,
    body: { code: "invalid", detail: "The body is not JSON." },
  });
});

test("a body that is not of the schema is answered with 422, each field by name, and may be sent again mended", async () => {
  const { update, deliver, body } = await here.asked();
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
  const { update, deliver } = await here.asked();
  const event = { ...cancelledEvent(update.id), type: "run.failed" };
  const problem = { code: "failed", message: "It broke\0 \ud800here.", remedy: "Try again." };

  expect(await deliver(JSON.stringify({ ...event, problem }))).toMatchObject({ status: 200, body: { effect: true } });
  expect((await here.app.now(update)).problem).toMatchObject({ message: "It broke \ufffdhere." });
});

test("a type that the contract does not know is answered with 422", async () => {
  const { update, deliver } = await here.asked();
  const body = JSON.stringify({ ...nothingEvent(update.id), type: "run.exploded" });

  expect(await deliver(body)).toMatchObject({ status: 422 });
});

test("a member that the contract does not know yet is no fault", async () => {
  const { update, deliver } = await here.asked();

  expect(await deliver(JSON.stringify({ ...nothingEvent(update.id), mood: "good" }))).toMatchObject({ status: 200 });
});
