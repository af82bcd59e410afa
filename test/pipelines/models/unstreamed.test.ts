import { expect, test } from "vitest";
import type { Shape } from "../../../pipelines/models/openai/shape.ts";
import { answers, modelServer, refuses, says, shapesInMemory, type Reply } from "./harness.ts";
import { DONE, END, hear, inWords, streams, WHOLE } from "./streamed.ts";

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
