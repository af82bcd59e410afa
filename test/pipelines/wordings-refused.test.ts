import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../base/clock.ts";
import type { Deps } from "../../pipelines/deps.ts";
import { openaiChat } from "../../pipelines/models/openai.ts";
import { modelPrices } from "../../pipelines/models/prices.ts";
import type { Caps } from "../../pipelines/models/settings.ts";
import { askWording } from "../../pipelines/wordings/ask-wording.ts";
import { estimateWording } from "../../pipelines/wordings/estimate-wording.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import { wordingRequest, type WordingEstimate, type WordingInput } from "../../webhooks/contract/wordings.ts";
import { silent } from "../support/database.ts";
import { inForm } from "../support/model-server.ts";
import { API_KEY } from "../support/pipelines.ts";
import { until } from "../support/until.ts";
import {
  OTHER_WORDS,
  WORDED_ITEM,
  WORDED_REPO,
  WORDING_PRICES,
  wordingHouse,
  type WordingHouse,
} from "../support/wording-house.ts";

let here: WordingHouse;
beforeAll(async () => {
  here = await wordingHouse();
});
afterAll(() => here?.close());
beforeEach(() => void (here.house.model.questions.length = 0));

test.each([
  ["the rules wrote it", () => here.runs.rules, {}, 409, "The rules wrote this update, so there is no model to ask."],
  [
    "it names no pull request",
    () => here.runs.model,
    { prs: [] },
    422,
    "The request is not right: prs: needs at least one pull request",
  ],
  [
    "it was not written from that",
    () => here.runs.model,
    { prs: [`${WORDED_REPO}#99`] },
    422,
    "#99 is not among what this update was written from.",
  ],
  [
    "what was read is gone",
    () => here.runs.gone,
    {},
    410,
    "What this run had read is gone, so a model has nothing to write from.",
  ],
  ["there is no such run", () => randomUUID(), {}, 404, "There is no such run."],
] as [string, () => string, Partial<WordingInput>, number, string][])(
  "nobody is asked where %s",
  async (_name, run, item, status, detail) => {
    const { status: answered, body } = await here.ask<ProblemDetails>([OTHER_WORDS], item, { run: run() });
    expect([answered, body.detail, here.house.model.questions]).toEqual([status, detail, []]);
  },
);
test("nobody is asked while models are switched off, and afterwards the same key may be used", async () => {
  const key = randomUUID();
  await here.house.pipelines.post("/budget/stop", { reason: "Enough", by: "Mira" });
  const off = await here.ask<ProblemDetails>([OTHER_WORDS], {}, { key });
  await here.house.pipelines.post("/budget/allow", { by: "Mira" });

  expect([off.status, off.body.detail]).toMatchObject([503, expect.stringMatching(/^Models are switched off since/)]);
  expect(here.house.model.questions).toEqual([]);
  expect((await here.ask([OTHER_WORDS], {}, { key })).body.text).toBe(OTHER_WORDS);
});

test("whoever hangs up ends the call, and what it may have cost is counted", async () => {
  const before = await here.spent();
  let gone = false;
  here.house.model.model = () => ({ raw: (response) => void response.on("close", () => (gone = true)) });
  const hangUp = new AbortController();
  const key = randomUUID();
  const asked = fetch(`${here.house.pipelines.url}/api/v1/runs/${here.runs.model}/wordings`, {
    method: "POST",
    signal: hangUp.signal,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(WORDED_ITEM),
  });
  await until("question", () => here.house.model.questions.length === 1);
  hangUp.abort();
  await expect(asked).rejects.toThrow("aborted");

  // Before its own time is over.
  await until("end of the model's call", () => gone, (LIMITS.wording.seconds * 1_000) / 2);
  await until("cost", async () => (await here.spent()) > before);
  await until(
    "another chance by the same key",
    async () => (await here.ask([OTHER_WORDS], {}, { key })).status === 200,
  );
});

/** In this process, where a test decides what may be spent and how long it may take. */
function hereWith(caps: Partial<Caps> = {}): Deps {
  const prices = modelPrices({ provider: null, overrides: JSON.parse(WORDING_PRICES) });
  const server = { server: here.house.model.url, key: null, callMs: 60_000 };
  const models = { server: server.server, ids: ["test-writer"], standIn: false };
  const shapes = { known: async () => ({}), found: async () => undefined };
  const chat = openaiChat(server, { prices, clock: systemClock, log: silent, shapes });
  const none = { usd: null, tokens: null };
  const settings = { models, callGraceMs: 1_000, caps: { run: none, day: none, month: none, ...caps } };
  // Safe: no more is asked of them here.
  return {
    db: here.connection.db,
    clock: systemClock,
    log: silent,
    prices,
    chat,
    askWindow: null,
    settings,
  } as unknown as Deps;
}
const asked = (deps: Deps, limitMs?: number) =>
  askWording(deps, here.runs.model, wordingRequest.parse(WORDED_ITEM), {
    key: randomUUID(),
    signal: new AbortController().signal,
    ...(limitMs && { limitMs }),
  });

test("what a run may cost holds for its wordings, too, and the estimate says so before", async () => {
  const spentCap = { run: { usd: 0.0001, tokens: null } };
  await expect(asked(hereWith(spentCap))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/^This update's budget of \$0\.0001 is used up: \$0\.\d+ spent/),
    remedy: "Write it by hand, or raise BUDGET_RUN_USD.",
  });
  expect(here.house.model.questions).toEqual([]);
  const { estimate } = await estimateWording(hereWith(spentCap), here.runs.model);
  expect(estimate.refused?.message).toMatch(/^This update's budget/);
  here.house.model.model = (question) => inForm(question, { text: OTHER_WORDS });
  expect((await asked(hereWith({ run: { usd: 5, tokens: null } }))).text).toBe(OTHER_WORDS);
});

test("a model that takes longer than it may is broken off, and its cost is not known", async () => {
  here.house.model.model = () => ({ raw: () => undefined });
  expect(await asked(hereWith(), 300)).toMatchObject({
    text: null,
    cost_usd: null,
    model_calls: 1,
    problem: { code: "timed_out", message: "test-writer did not find other words within 0.3 seconds." },
  });
});

test("an estimate says what an item takes, and why none would be written", async () => {
  const { body } = await here.house.pipelines.get<WordingEstimate>(`/runs/${here.runs.model}/wordings/estimate`);
  const { body: paid } = await here.ask([OTHER_WORDS]);
  expect(body.estimate).toMatchObject({
    model_calls: { likely: 1, most: 2 },
    refused: null,
    priced_by: "LLM_PRICES, test-writer",
  });
  expect(body.estimate.cost_usd!.likely).toBeGreaterThan(paid.cost_usd! / 3);
  expect(body.estimate.cost_usd!.likely).toBeLessThan(paid.cost_usd! * 3);

  const rules = await here.house.pipelines.get<WordingEstimate>(`/runs/${here.runs.rules}/wordings/estimate`);
  expect(rules.body.estimate).toMatchObject({ cost_usd: null, refused: { code: "conflict" } });
});
