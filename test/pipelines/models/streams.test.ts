import { expect, test } from "vitest";
import type { Shape } from "../../../pipelines/models/openai/shape.ts";
import {
  answers,
  asking,
  chatAt,
  completion,
  KEY,
  live,
  modelServer,
  refuses,
  says,
  shapesInMemory,
  type Reply,
} from "./harness.ts";

const EVENTS = { "content-type": "text/event-stream" };
const USAGE = { prompt_tokens: 900, completion_tokens: 90, total_tokens: 990 };
const event = (more: object) => `data: ${JSON.stringify({ model: "gpt-5-mini-2025-08-07", ...more })}\n\n`;
const delta = (piece: object, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: piece, finish_reason }] });
const said = (content: string) => delta({ content });
const END = delta({}, "stop");
const COUNTED = event({ choices: [], usage: USAGE });
const DONE = "data: [DONE]\n\n";

const streams = (...body: string[]): Reply => says(200, body.join(""), EVENTS);

/** Begins to stream, and keeps the line. */
const streamsOpen =
  (begin: string, then: (response: Parameters<Reply>[0]) => void = () => undefined): Reply =>
  (response) => {
    response.writeHead(200, EVENTS);
    response.write(begin);
    then(response);
  };

/** Asks as whoever lets people read along. */
async function hear(url: string, around: Parameters<typeof chatAt>[1] = {}, request = {}) {
  const heard: string[] = [];
  const answer = await chatAt(url, around)(asking(request), live, undefined, (soFar) => void heard.push(soFar()));
  return { answer, heard };
}

const WHOLE = "Größer, schneller: 🚀 für alle";
const inWords = WHOLE.split(/(?<= )/).map(said);

test("whoever hears an answer hears it grow, and has it whole as if it had come at once", async () => {
  const { url, sent } = await modelServer(
    streams(delta({ role: "assistant", content: "" }), ...inWords, END, COUNTED, DONE),
  );
  const { answer, heard } = await hear(url);

  expect(heard.at(-1)).toBe(WHOLE);
  expect(sent[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  const { url: other } = await modelServer(says(200, completion({ content: WHOLE }, { usage: USAGE })));
  expect(answer).toEqual(await chatAt(other)(asking(), live));
});

test("each word is heard when it comes, before the answer is at its end", async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const { url } = await modelServer(
    streamsOpen(said("Search "), (response) => void over.then(() => response.end(said("is faster") + END + DONE))),
  );
  const heard: string[] = [];
  const answer = await chatAt(url)(asking(), live, undefined, (soFar) => {
    heard.push(soFar());
    if (heard.length === 1) end();
  });
  expect(heard).toEqual(["Search ", "Search is faster"]);
  expect(answer.text).toBe("Search is faster");
});

test("where nobody hears it, no stream is asked for", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  await chatAt(url)(asking(), live);
  expect(sent[0]?.body).toMatchObject({ stream: false });
  expect(sent[0]?.body).not.toHaveProperty("stream_options");
});

const MANY = [
  event({
    choices: [
      { index: 1, delta: { content: "The other " } },
      { index: 0, delta: { content: "Not this" } },
    ],
  }),
  event({ choices: [{ index: 1, delta: { content: "answer" }, finish_reason: "stop" }] }),
];
test.each([
  ["lines that end as on Windows", inWords.join("") + END + COUNTED + DONE, "\r\n", WHOLE],
  ["lines that end as on old Macs", inWords.join("") + END + COUNTED + DONE, "\r", WHOLE],
  ["no [DONE]", inWords.join("") + END + COUNTED, "\n", WHOLE],
  ["no last line end", inWords.join("") + END + COUNTED.trimEnd(), "\n", WHOLE],
  ["no empty lines", (inWords.join("") + END + COUNTED + DONE).replaceAll("\n\n", "\n"), "\n", WHOLE],
  [
    "comments, names and ids",
    `: hi\nretry: 3\nid: 7\nevent: message\n${inWords.join("id: 8\n")}${END}${COUNTED}`,
    "\n",
    WHOLE,
  ],
  [
    "empty deltas and nulls",
    said("") + delta({ content: null }) + inWords.join("") + delta({}) + END + COUNTED,
    "\n",
    WHOLE,
  ],
  [
    "the answer in messages",
    event({ choices: [{ message: { content: WHOLE }, finish_reason: "stop" }] }) + COUNTED,
    "\n",
    WHOLE,
  ],
  ["parts", delta({ content: [{ type: "text", text: WHOLE }] }) + END + COUNTED, "\n", WHOLE],
  ["several answers at once", MANY.join("") + COUNTED + DONE, "\n", "The other answer"],
])("a stream with %s is read, one byte at a time", async (_what, body, lineEnd, text) => {
  const bytes = Buffer.from(body.replaceAll("\n", lineEnd));
  const { url } = await modelServer(async (response) => {
    response.writeHead(200, EVENTS);
    for (const byte of bytes) await new Promise((sent) => response.write(Buffer.of(byte), sent));
    response.end();
  });
  const { answer, heard } = await hear(url);
  expect(answer).toMatchObject({ outcome: "answered", text, usage: { input_tokens: 900, output_tokens: 90 } });
  expect(heard.every((soFar) => text.startsWith(soFar))).toBe(true);
});

test("an answer that comes at once is read, however it was asked for", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  expect(await hear(url)).toMatchObject({ answer: { outcome: "answered", text: "Here.", retries: [] }, heard: [] });
  expect(sent).toHaveLength(1);
});

test("thoughts and calls are not heard", async () => {
  const call = { index: 0, id: "a", function: { name: "read_issue", arguments: '{"issue":"#1"}' } };
  const { url } = await modelServer(
    streams(
      delta({ reasoning_content: "Hm, " }),
      delta({ reasoning: "well." }),
      delta({ tool_calls: [call] }),
      END,
      DONE,
    ),
  );
  expect((await hear(url)).heard).toEqual([]);
});

test("what a server does not count is estimated, and that is said", async () => {
  const { url } = await modelServer(streams(...inWords, END, DONE));
  const { answer } = await hear(url);
  expect(answer.usage).toMatchObject({ estimated: true, output_tokens: expect.any(Number) });
  expect(answer.cost_usd).toBeGreaterThan(0);
});

const piece = (index: number | null, id: string | null, name: string | null, args: string | null) =>
  delta({
    tool_calls: [{ ...(index !== null && { index }), ...(id !== null && { id }), function: { name, arguments: args } }],
  });
const ONE = { name: "read_issue", arguments: '{"issue":"#7"}' };
const TWO = { name: "read_diff", arguments: '{"pr":"#8"}' };
test.each([
  [
    "as the protocol has it",
    [piece(0, "a", "read_issue", ""), piece(0, null, null, '{"issue":'), piece(0, null, null, '"#7"}')],
    [ONE],
  ],
  ["with another id each time", [piece(0, "a", "read_issue", '{"issue":'), piece(0, "b", null, '"#7"}')], [ONE]],
  [
    "with their names again each time",
    [piece(0, "a", "read_issue", '{"issue":'), piece(0, "a", "read_issue", '"#7"}')],
    [ONE],
  ],
  [
    "all at the first place",
    [piece(0, "a", "read_issue", ONE.arguments), piece(0, "b", "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  [
    "all at the first place, without ids",
    [piece(0, null, "read_issue", ONE.arguments), piece(0, null, "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  [
    "at no place, whole",
    [piece(null, null, "read_issue", ONE.arguments), piece(null, null, "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  [
    "at no place, in pieces",
    [
      piece(null, "a", "read_issue", ""),
      piece(null, null, null, ONE.arguments),
      piece(null, "b", "read_diff", TWO.arguments),
    ],
    [ONE, TWO],
  ],
  [
    "twice the same, at no place",
    [piece(null, null, "read_issue", ONE.arguments), piece(null, null, "read_issue", ONE.arguments)],
    [ONE, ONE],
  ],
  [
    "in turns",
    [
      piece(0, "a", "read_issue", '{"issue":'),
      piece(1, "b", "read_diff", '{"pr":'),
      piece(0, null, null, '"#7"}'),
      piece(1, null, null, '"#8"}'),
    ],
    [ONE, TWO],
  ],
  [
    "with one id for all",
    [piece(0, "a", "read_issue", ONE.arguments), piece(1, "a", "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  ["at a place from which none is missing", [piece(3, "a", "read_issue", ONE.arguments)], [ONE]],
])("tool calls that a server streams unasked, %s, are read", async (_what, pieces, expected) => {
  const { url } = await modelServer(streams(...pieces, delta({}, "tool_calls"), DONE));
  const tools = ["read_issue", "read_diff"].map((name) => ({ name, description: "", parameters: {} }));
  const { tool_calls } = await chatAt(url)(asking({ tools }), live);
  expect(tool_calls.map(({ name, arguments: asked }) => ({ name, arguments: asked }))).toEqual(expected);
  expect(new Set(tool_calls.map(({ id }) => id)).size).toBe(expected.length);
});

/** Takes no request in which this stands. */
const without =
  (name: "stream" | "stream_options", refusal: Reply): Reply =>
  (response, sent) => {
    const isThere = name === "stream" ? sent.body["stream"] === true : name in sent.body;
    const streamed = sent.body["stream"] === true ? streams(...inWords, END, DONE) : answers(WHOLE);
    (isThere ? refusal : streamed)(response, sent);
  };
const UNVERIFIED = "Your organization must be verified to stream this model.";
test.each<[string, "stream" | "stream_options", Reply, Shape]>([
  [
    "does not stream for this account",
    "stream",
    refuses(400, { message: UNVERIFIED, param: "stream" }),
    { stream: "never" },
  ],
  ["has no streaming yet", "stream", refuses(501, { message: "Streaming is not implemented" }), { stream: "never" }],
  [
    "does not stream answers in a form",
    "stream",
    refuses(400, { message: "response_format is not supported with stream" }),
    { stream: "never" },
  ],
  ["refuses without a word", "stream", says(422, ""), { stream: "never" }],
  ["streams half a line", "stream", streams(...inWords, 'data: {"choices":[{"del'), { stream: "never" }],
  ["streams no end", "stream", streams(...inWords), { stream: "never" }],
  ["streams something else", "stream", streams("data: hello\n\n", DONE), { stream: "never" }],
  [
    "knows no stream_options",
    "stream_options",
    refuses(400, { message: "Unrecognized argument: stream_options" }),
    { stream: "uncounted" },
  ],
  [
    "allows no include_usage",
    "stream_options",
    says(422, { detail: "include_usage: Extra inputs are not permitted" }),
    { stream: "uncounted" },
  ],
])("a server that %s is found once, and remembered", async (_what, name, refusal, shape) => {
  const kept = new Map<string, Shape>();
  const { url, sent } = await modelServer(without(name, refusal));
  const around = { shapes: shapesInMemory(kept) };
  const format = { kind: "json_schema" as const, name: "share", schema: { type: "object" } };

  const first = await hear(url, around, { format });
  expect(first.answer).toMatchObject({ outcome: "answered", text: WHOLE });
  expect(first.answer.retries).toHaveLength(1);
  expect(kept.get("gpt-5-mini")).toEqual(shape);

  const next = await hear(url, around, { format });
  expect(next.answer).toMatchObject({ outcome: "answered", text: WHOLE, retries: [] });
  expect(sent).toHaveLength(3);
  expect(next.heard.at(-1)).toBe(shape.stream === "never" ? undefined : WHOLE);
});

test("a server that is no better without streaming is not remembered for it", async () => {
  const kept = new Map<string, Shape>();
  const { url, sent } = await modelServer(refuses(400, { message: "No stream today, whatever you say" }));
  const { answer } = await hear(url, { shapes: shapesInMemory(kept) });
  expect(answer).toMatchObject({ outcome: "failed", problem: { kind: "refused_request" } });
  expect([sent.length, kept.size]).toEqual([2, 0]);
});

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
