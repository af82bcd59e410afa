import { Writable } from "node:stream";
import pino from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../base/clock.ts";
import { openaiChat } from "../../../pipelines/models/openai.ts";
import {
  answers,
  asking,
  chatAt,
  completion,
  KEY,
  live,
  modelServer,
  openaiPrices,
  PATIENCE_MS,
  refuses,
  says,
  shapesInMemory,
  type Reply,
} from "./harness.ts";

const hangs: Reply = () => undefined;

/** A byte now and then, for ever. */
const drips: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
};

/** As much as goes through, for ever. */
const floods: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const piece = " ".repeat(256 * 1024);
  const more = () => {
    if (!response.destroyed) response.write(piece, more);
  };
  more();
};

test.each([
  ["does not answer", hangs],
  ["sends a stream without end", drips],
  [
    "begins an error without end",
    ((response) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.write('{"error":');
    }) satisfies Reply,
  ],
])("a server that %s is left after LLM_CALL_SECONDS, and not asked again", async (_what, reply) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { url, host, sent, arrived, left } = await modelServer(reply);
  const asked = chatAt(url, { callMs: 90_000 })(asking(), live);
  await arrived;
  vi.advanceTimersByTime(90_000);

  const answer = await asked;

  expect(answer.problem).toEqual({
    code: "timed_out",
    kind: "timed_out",
    message: `${host} did not finish its answer within 90 seconds.`,
    remedy: "Try again, choose a faster model, or raise LLM_CALL_SECONDS.",
  });
  expect(answer).toMatchObject({ retries: [], cost_usd: null, usage: { estimated: true } });
  expect(sent).toHaveLength(1);
  await left;
});

test("one second is told as one", async () => {
  const { url, host } = await modelServer(hangs);
  const { problem } = await chatAt(url, { callMs: 1_000 })(asking(), live);
  expect(problem?.message).toBe(`${host} did not finish its answer within 1 second.`);
});

test("a flood is not read to its end", async () => {
  const { url, host, left } = await modelServer(floods);

  const { problem } = await chatAt(url)(asking(), live);

  expect(problem).toMatchObject({ code: "too_large", kind: "too_large" });
  expect(problem?.message).toBe(`${host} sent an answer of more than 4 MiB; it was not read further.`);
  await left;
});

test("an answer of 2 MB is read", async () => {
  const { url } = await modelServer(answers("x".repeat(2_000_000)));
  expect((await chatAt(url)(asking(), live)).text).toHaveLength(2_000_000);
});

test.each([
  ["while the server is silent", hangs],
  ["while the answer drips in", drips],
  ["while a retry is waited for", refuses(429, { message: "Slow down" }, { "retry-after": "50" })],
])("a stop %s throws the reason of whoever stops, at once", async (_what, reply) => {
  const { url, sent, arrived } = await modelServer(reply);
  const stop = new AbortController();
  const asked = chatAt(url)(asking(), stop.signal);
  const reason = new Error("the person changed her mind");
  await arrived;
  stop.abort(reason);

  await expect(asked).rejects.toBe(reason);
  expect(sent).toHaveLength(1);
});

test("who has stopped already asks nobody", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  await expect(chatAt(url)(asking(), AbortSignal.abort("stopped"))).rejects.toBe("stopped");
  expect(sent).toHaveLength(0);
});

test("the key is in the header of a request and nowhere else: no answer, no sentence, no line of the log", async () => {
  const tool_calls = [{ id: `id-${KEY}`, function: { name: "read_issue", arguments: `{"issue":"${KEY}"}` } }];
  const { url, sent } = await modelServer(
    refuses(500, { message: `Bearer ${KEY}` }),
    says(200, completion({ content: `You sent ${KEY}.` })),
    says(200, completion({ content: null, tool_calls })),
    says(200, completion({ refusal: KEY })),
    refuses(400, { message: `bad header Bearer ${KEY}`, code: KEY }),
    says(200, { ...completion({}), model: KEY }),
    refuses(401, { message: `Incorrect API key provided: ${KEY}` }),
    says(200, `<html>${KEY}`),
    refuses(400, { message: KEY, code: "content_filter" }),
  );
  let written = "";
  const log = pino(
    { level: "trace" },
    new Writable({ write: (line, _, done) => done(void (written += String(line))) }),
  );
  const chat = openaiChat(
    { server: url, key: KEY, callMs: PATIENCE_MS, firstWaitMs: 1 },
    { prices: openaiPrices, clock: systemClock, log, shapes: shapesInMemory() },
  );

  const all = [];
  while (sent.length < 9) all.push(await chat(asking(), live));

  expect(sent.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
  expect(all[0]).toMatchObject({ text: "You sent [secret]." });
  expect(JSON.stringify(all)).not.toContain(KEY);
  expect(written).toContain("model asked");
  expect(written).not.toContain(KEY);
});

test("a key that is a common word is no secret, and texts keep it", async () => {
  const { url } = await modelServer(answers("Support for ollama shipped."));
  expect((await chatAt(url, { key: "ollama" })(asking(), live)).text).toBe("Support for ollama shipped.");
});

test("the log tells how a call ended, and none of its words", async () => {
  const { url } = await modelServer(answers("A secret plan."), refuses(400, { message: "A secret complaint." }));
  let written = "";
  const log = pino(
    { level: "debug" },
    new Writable({ write: (line, _, done) => done(void (written += String(line))) }),
  );
  const server = { server: url, key: null, callMs: PATIENCE_MS, firstWaitMs: 1 };
  const chat = openaiChat(server, { prices: openaiPrices, clock: systemClock, log, shapes: shapesInMemory() });
  await chat(asking(), live);
  await chat(asking(), live);

  const lines = written
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { msg: "model asked", model: "gpt-5-mini", outcome: "answered", retries: 0 },
    { msg: "model asked", model: "gpt-5-mini", outcome: "failed", kind: "refused_request" },
  ]);
  expect(written).not.toMatch(/secret|what shipped/i);
});
