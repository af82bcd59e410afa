import { expect, test } from "vitest";
import { isOtherModel } from "../../webhooks/contract/served-model.ts";

test.each([
  ["gpt-5-mini", "gpt-5-mini-2025-08-07"],
  ["openai/gpt-5-mini", "gpt-5-mini"],
  ["qwen3", "qwen3:latest"],
  ["Qwen3:8b", "qwen3:8b"],
  ["small-1b", "/models/small-1b.gguf"],
  ["gemini-pro", "gemini-pro-002"],
  ["claude-large", "claude-large@20260101"],
  ["a model", "a model"],
])("%s that answers as %s is no other model", (asked, served) => {
  expect(isOtherModel(asked, served)).toBe(false);
  expect(isOtherModel(served, asked)).toBe(false);
});

test.each([
  ["gpt-5", "gpt-5-mini"],
  ["gpt-5", "gpt-5.1"],
  ["gpt-5-mini-2025-08-07", "gpt-5-2025-08-07"],
  ["qwen3:8b", "qwen3:1b"],
  ["my-deployment", "gpt-4o"],
  ["a", "ab"],
])("%s that answers as %s is another one", (asked, served) => {
  expect(isOtherModel(asked, served)).toBe(true);
});
