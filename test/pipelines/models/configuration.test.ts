import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CLOSING_MS } from "../../../base/child.ts";
import { stopGraceMs } from "../../../base/stop-grace.ts";
import { readConfig } from "../../../pipelines/config.ts";
import { capsOf, modelSettings, whatModelsMiss } from "../../../pipelines/models/settings.ts";
import { pipelinesEnv } from "../../support/pipelines.ts";

const where = { databaseUrl: "postgresql://localhost/pulse", githubUrl: "http://127.0.0.1:1" };
const read = (env: Record<string, string>) => readConfig(pipelinesEnv({ ...where, env }));

test.each([
  ["a key and a model", { OPENAI_API_KEY: "sk-1", LLM_MODELS: "gpt-5-mini, gpt-5 gpt-5" }, ["gpt-5-mini", "gpt-5"]],
  [
    "a server of one's own and no key",
    { OPENAI_BASE_URL: "http://localhost:11434/v1/", LLM_MODELS: "qwen3:8b" },
    ["qwen3:8b"],
  ],
  [
    "names with blanks, slashes and colons as JSON",
    { OPENAI_BASE_URL: "http://localhost:1234/v1", LLM_MODELS: ' ["My Model, large", "acme/writer:1"]' },
    ["My Model, large", "acme/writer:1"],
  ],
  ["a model, but no key for OpenAI", { LLM_MODELS: "gpt-5-mini" }, undefined],
  ["a key alone", { OPENAI_API_KEY: "sk-1" }, ["gpt-5-mini"]],
  ["a server of one's own, but no model", { OPENAI_BASE_URL: "http://localhost:11434/v1" }, undefined],
  ["nothing", {}, undefined],
])("with %s the models are what may be chosen", (_what, env, ids) => {
  expect(modelSettings(read(env))?.ids).toEqual(ids);
});

test.each([
  ["a key", { LLM_MODELS: "gpt-5-mini" }, "OPENAI_API_KEY is missing"],
  ["a model", { OPENAI_BASE_URL: "http://localhost:11434/v1" }, "LLM_MODELS none of its models"],
])("%s that is missing is named, with what to do", (_what, env, said) => {
  expect(whatModelsMiss(read(env))).toContain(said);
});

test("nothing is missing where all is set up, or nothing was begun", () => {
  const own = { OPENAI_BASE_URL: "http://localhost:11434/v1", LLM_MODELS: "qwen3:8b" };
  const all: Record<string, string>[] = [{}, { OPENAI_API_KEY: "sk-1" }, own];
  expect(all.map((env) => whatModelsMiss(read(env)))).toEqual([null, null, null]);
});

test("the server's address has no slash at its end, and a stand-in is marked", () => {
  const env = { OPENAI_BASE_URL: "http://localhost:11434/v1//", LLM_MODELS: "demo", LLM_STAND_IN: "true" };
  expect(modelSettings(read(env))).toEqual({ server: "http://localhost:11434/v1", ids: ["demo"], standIn: true });
});

test("without a word on budgets only the tokens of a run are bounded", () => {
  expect(capsOf(read({ BUDGET_DAY_USD: "" }))).toEqual({
    run: { usd: null, tokens: 400_000 },
    day: { usd: null, tokens: null },
    month: { usd: null, tokens: null },
  });
  expect(capsOf(read({ BUDGET_DAY_USD: "0", BUDGET_MONTH_TOKENS: "5000000" }))).toMatchObject({
    day: { usd: 0, tokens: null },
    month: { usd: null, tokens: 5_000_000 },
  });
});

test.each([
  ["OPENAI_API_KEY", "sk 1", "must be one word of plain characters"],
  ["OPENAI_BASE_URL", "localhost:11434", "must be an address, https://…/v1"],
  ["OPENAI_BASE_URL", "https://me:secret@models.example/v1", "must hold no name and no password: the key belongs into"],
  ["LLM_MODELS", '["gpt-5"', "must be ids with blanks between them, or JSON such as"],
  ["LLM_MODELS", '[5, ""]', "must be ids with blanks between them, or JSON such as"],
  ["LLM_MODELS", '["rules"]', "must hold ids of models with at most 100 characters"],
  ["LLM_MODELS", "gpt-5 rules", "must hold ids of models with at most 100 characters"],
  ["LLM_PRICES", '{"gpt-5": 3}', 'must be JSON such as {"qwen3:8b": {"input": 0.1, "output": 0.4}}'],
  ["LLM_PRICES", "secret", "must be JSON such as"],
  ["LLM_CONTEXT_TOKENS", "512", "Too small"],
])("a wrong %s is refused at the start, without its value", (name, value, said) => {
  expect(() => read({ [name]: value })).toThrow(`  ${name}: ${said}`);
  try {
    read({ [name]: value });
  } catch (error) {
    expect(String(error)).not.toContain("secret");
  }
});

test("Fly waits as long for pipelines that it stops as an answer that is paid for may take", () => {
  const toml = readFileSync(new URL("../../../pipelines/fly.toml", import.meta.url), "utf8");
  const [, seconds] = /^kill_timeout = "(\d+)s"$/m.exec(toml) ?? [];
  const needed = (stopGraceMs(read({}).LLM_CALL_SECONDS) + CLOSING_MS) / 1_000;

  expect(Number(seconds)).toBeGreaterThanOrEqual(needed);
  expect(toml).toMatch(/^kill_signal = "SIGTERM"$/m);
});
