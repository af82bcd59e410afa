import { expect, test } from "vitest";
import type { ChatRequest } from "../../../pipelines/models/chat.ts";
import { asking, chatAt, completion, live, modelServer, refuses, says } from "./harness.ts";

/** As servers say it. */
test.each<[string, object, number | undefined]>([
  ["vLLM", { message: "This model's maximum context length is 4096 tokens. However, you requested 9000." }, 4_096],
  ["llama.cpp", { message: "request (9000 tokens) exceeds the available context size (4096 tokens)" }, 4_096],
  [
    "llama.cpp beside its words",
    {
      message: "the request exceeds the available context size, try increasing it",
      n_prompt_tokens: 9_000,
      n_ctx: 2_048,
    },
    2_048,
  ],
  ["Anthropic", { message: "prompt is too long: 215000 tokens > 200000 maximum" }, 200_000],
  [
    "Gemini",
    {
      message:
        "The input token count (1,200,000) exceeds the maximum number of tokens allowed (1,048,576): too many tokens",
    },
    1_048_576,
  ],
  [
    "Mistral",
    { message: "Prompt contains 40000 tokens: too many tokens for model with 32768 maximum context length" },
    32_768,
  ],
  ["who does not say", { message: "The prompt is too long." }, undefined],
  ["who says nonsense", { message: "maximum context length is 16 tokens" }, undefined],
])("the window that a refusal names is read: %s", async (_who, error, window) => {
  const { url } = await modelServer(refuses(400, error));
  const { problem } = await chatAt(url)(asking(), live);
  expect(problem?.kind).toBe("too_long");
  expect(problem?.window).toBe(window);
});

const schema: ChatRequest["format"] = { kind: "json_schema", name: "share", schema: { type: "object" } };

test.each<[string, ChatRequest["format"], string, string | undefined]>([
  [
    "a word of the schema",
    schema,
    "Invalid schema for response_format 'share': 'maxLength' is not permitted",
    "json_schema",
  ],
  ["a grammar that it cannot build", schema, "failed to parse grammar", "json_schema"],
  ["schemas", schema, "response_format json_schema is not supported", "json_object"],
  ["any form", schema, "Unknown parameter: 'response_format'.", "text"],
  ["objects", { kind: "json_object" }, "response_format json_object is not supported", "text"],
])("a server that refuses %s says what it may take instead", async (_what, format, message, takes) => {
  const { url } = await modelServer(refuses(400, { message, param: "response_format" }));
  const { problem } = await chatAt(url)(asking({ format }), live);
  expect(problem).toMatchObject({ kind: "unsupported", takes });
});

test("a server that leaves out what is beyond its window, without a word, is found out by what it counts", async () => {
  const content = "word ".repeat(6_000);
  const usage = { prompt_tokens: 4_096, completion_tokens: 20, total_tokens: 4_116 };
  const { url } = await modelServer(says(200, completion({ content: '{"items":[]}' }, { usage })));
  const { outcome, problem } = await chatAt(url)(asking({ messages: [{ role: "user", content }] }), live);
  expect(outcome).toBe("cut");
  expect(problem).toMatchObject({ kind: "too_long", window: 4_096 });
});
