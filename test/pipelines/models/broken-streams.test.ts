import { expect, test } from "vitest";
import { asking, chatAt, KEY, modelServer, type Reply } from "./harness.ts";
import { COUNTED, delta, DONE, END, EVENTS, hear, inWords, said, streams, streamsOpen, WHOLE } from "./streamed.ts";

test.each([
  ["as data", 'data: {"error":{"message":"overloaded","code":429}}\n\n'],
  ["by the name of the event", 'event: error\ndata: {"message":"overloaded","code":429}\n\n'],
  ["as older servers of llama.cpp do", 'error: {"message":"overloaded","code":429}\n\n'],
])("an error in the middle of a stream, said %s, is the reason", async (_what, failure) => {
  const { url, host } = await modelServer(streams(...inWords, failure));
  const { answer } = await hear(url);
  expect(answer.problem?.message).toBe(`${host} gets more requests than it allows.`);
  expect(answer).toMatchObject({ outcome: "failed", usage: { estimated: true } });
});

test("a stream whose connection breaks is asked for again, and heard from its beginning", async () => {
  const breaks = streamsOpen(said("Sear"), (response) => void setImmediate(() => response.destroy()));
  const { url, sent } = await modelServer(breaks, streams(...inWords, END, DONE));
  const { answer, heard } = await hear(url);
  expect(answer).toMatchObject({ outcome: "answered", text: WHOLE, retries: [{ status: null }] });
  expect(heard.at(-1)).toBe(WHOLE);
  expect(sent.every(({ body }) => body["stream"] === true)).toBe(true);
});

const drips =
  (begin: string, drop: string): Reply =>
  (response) => {
    response.writeHead(200, EVENTS);
    response.write(begin);
    const timer = setInterval(() => response.write(drop), 10);
    response.on("close", () => clearInterval(timer));
  };
test.each([
  ["comments", ": still here\n\n"],
  ["empty deltas", delta({})],
  ["empty texts", said("")],
  ["blanks", said(" \n")],
  ["half a line", "data: "],
  ["its role", delta({ role: "assistant" })],
])("a server that has begun and then drips %s is left, with the true reason", async (_what, drop) => {
  const { url, host, sent, left } = await modelServer(drips(said("Search "), drop));
  const { answer } = await hear(url, { silentMs: 200 });
  expect(answer.problem).toEqual({
    code: "timed_out",
    kind: "timed_out",
    message: `${host} stopped in the middle of its answer: no new word came for 0.2 seconds.`,
    remedy: "Try again in a moment, or choose another model.",
  });
  expect(answer).toMatchObject({ outcome: "failed", cost_usd: null, retries: [] });
  expect(sent).toHaveLength(1);
  await left;
});

test.each([
  ["before its first word", ": working\n\n"],
  ["in its thoughts", delta({ reasoning_content: "Hm, " })],
])("how long a model takes %s is its own affair, up to the time of a call", async (_what, drop) => {
  const { url, host } = await modelServer(drips("", drop));
  const { answer } = await hear(url, { silentMs: 1, callMs: 1_000 });
  expect(answer.problem?.message).toBe(`${host} did not finish its answer within 1 second.`);
});

test("words that come one by one end with the time of the call", async () => {
  const { url, host } = await modelServer(drips("", said("more ")));
  const { answer } = await hear(url, { callMs: 1_000 });
  expect(answer.problem?.message).toBe(`${host} did not finish its answer within 1 second.`);
});

test.each([
  ["[DONE]", END + COUNTED + DONE, 15_000],
  ["its end, and then drips", END + COUNTED, 200],
])("a server that says %s, and keeps the line, has answered", async (_what, end, silentMs) => {
  const { url, left } = await modelServer(drips(inWords.join("") + end, ": still here\n\n"));
  const { answer } = await hear(url, { silentMs });
  expect(answer).toMatchObject({ outcome: "answered", text: WHOLE, usage: { input_tokens: 900 } });
  await left;
});

test("who stops in the middle of a stream has left the server", async () => {
  const { url, left } = await modelServer(streamsOpen(said("Search ")));
  const stop = new AbortController();
  const reason = new Error("the person changed her mind");
  const asked = chatAt(url)(asking(), stop.signal, undefined, () => stop.abort(reason));
  await expect(asked).rejects.toBe(reason);
  await left;
});

test("a key that a server sends back is not heard", async () => {
  const { url } = await modelServer(streams(said("You sent "), said(KEY), said("."), END, DONE));
  const { heard } = await hear(url);
  expect(heard.at(-1)).toBe("You sent [secret].");
});

test("a stream of more than 4 MiB of text is not read to its end", async () => {
  const line = said("x".repeat(64 * 1024));
  const { url, host, left } = await modelServer((response) => {
    response.writeHead(200, EVENTS);
    const more = () => {
      if (!response.destroyed) response.write(line, more);
    };
    more();
  });
  const { answer } = await hear(url);
  expect(answer.problem?.message).toBe(`${host} sent an answer of more than 4 MiB; it was not read further.`);
  await left;
});
