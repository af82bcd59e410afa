import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Db } from "../../../db/pipelines/tables.ts";
import { spending, switchModelsOff } from "../../../pipelines/models/budget.ts";
import { settleLost, sweepReservations } from "../../../pipelines/models/budget/lost-calls.ts";
import type { Chat } from "../../../pipelines/models/chat.ts";
import { chatForRun } from "../../../pipelines/models/chat-for-run.ts";
import type { Caps } from "../../../pipelines/models/settings.ts";
import { budgetDeps, budgetTest, DEAR, emptyBudget, madeRun, NOON, PRICES, type BudgetTest } from "./budget-harness.ts";
import { until } from "../../support/until.ts";
import { answers, asking, chatAt, live, modelServer, PATIENCE_MS, refuses, type Reply } from "./harness.ts";

let here: BudgetTest;
let db: Db;
let run: string;
beforeAll(async () => {
  here = await budgetTest();
  db = here.connections[0].db;
  run = await madeRun(db);
});
afterAll(() => here.close());
beforeEach(() => emptyBudget(db));

const dear = asking({ model: DEAR, max_output_tokens: 1_000 });
/** The input of `dear`, as it is guessed before the call, and its answer at most. */
const GUESSED = 17 + 1_000;
const aside = 0.000017 + 0.01;

async function asked(reply: Reply, caps?: Partial<Caps>, callMs = PATIENCE_MS) {
  const server = await modelServer(reply);
  const deps = budgetDeps(db, { chat: chatAt(server.url, { prices: PRICES, callMs }), caps });
  return { deps, server, chat: chatForRun(deps, run) };
}

test("a call is set aside before it is made, and booked with what it did cost", async () => {
  let during: unknown;
  const { deps, chat } = await asked((response, sent) => {
    void spending(deps).then((now) => {
      during = now.day;
      answers("Here.")(response, sent);
    });
  });

  expect(await chat(dear, live)).toMatchObject({
    outcome: "answered",
    cost_usd: 0.0003,
    priced_by: "LLM_PRICES, dear",
  });

  expect(during).toMatchObject({ spent_usd: 0, reserved_usd: aside, tokens: GUESSED });
  expect((await spending(deps)).day).toMatchObject({ spent_usd: 0.0003, reserved_usd: 0, tokens: 120 });
});

test("a refused call reaches no server and is an answer that says why", async () => {
  const { deps, server, chat } = await asked(answers("Here."), { run: { usd: null, tokens: 1_000 } });

  expect(await chat(dear, live)).toEqual({
    outcome: "failed",
    text: "",
    tool_calls: [],
    served_by: DEAR,
    retries: [],
    cost_usd: 0,
    priced_by: null,
    usage: { input_tokens: 0, cached_tokens: 0, output_tokens: 0, estimated: false },
    problem: {
      code: "unavailable",
      kind: "budget",
      remedy: "Raise BUDGET_RUN_TOKENS.",
      message:
        "This run’s budget of 1,000 tokens is too small for the next call: 0 spent, 0 set aside, and it may take 1,017 tokens.",
    },
  });
  await switchModelsOff(deps, { reason: "Enough", by: "Mira" });
  expect((await chat(dear, live)).problem).toMatchObject({ kind: "switched_off" });
  expect(server.sent).toEqual([]);
});

test("a call that reached no model gives back what was set aside", async () => {
  const { deps, chat } = await asked(refuses(401, { message: "no" }));
  expect(await chat(dear, live)).toMatchObject({ problem: { kind: "unauthorized" } });
  expect((await spending(deps)).day).toMatchObject({ spent_usd: 0, reserved_usd: 0, tokens: 0, unpriced_calls: 0 });
});

test("a call that timed out counts with what was set aside: a model may have worked for it", async () => {
  const { deps, chat } = await asked(() => undefined, {}, 100);
  expect(await chat(dear, live)).toMatchObject({ problem: { kind: "timed_out" } });
  expect((await spending(deps)).day).toMatchObject({ spent_usd: aside, reserved_usd: 0, tokens: GUESSED });
});

test("a call that was stopped after it was sent counts with what was set aside, one stopped before sets nothing aside", async () => {
  const stop = new AbortController();
  const { deps, chat } = await asked(() => stop.abort("stopped"));
  await expect(chat(dear, stop.signal)).rejects.toBe("stopped");
  await expect(chat(dear, stop.signal)).rejects.toBe("stopped");

  expect((await spending(deps)).day).toMatchObject({ spent_usd: aside, reserved_usd: 0, tokens: GUESSED });
});

test("a call whose process is gone counts with what was set aside as soon as its run is taken again, or after a while", async () => {
  const deps = budgetDeps(db, { chat: () => new Promise(() => undefined) });
  const lose = async (of: string | null) => {
    void chatForRun(deps, of)(dear, live);
    await until("reservation", async () => (await spending(deps)).day.reserved_usd > 0);
  };
  await lose(run);

  await settleLost(deps, run);

  expect((await spending(deps)).day).toMatchObject({ spent_usd: aside, reserved_usd: 0, tokens: GUESSED });
  await emptyBudget(db);
  await lose(null);
  const after = (minutes: number) => ({ ...deps, clock: () => new Date(NOON.getTime() + minutes * 60_000) });
  await sweepReservations(after(10));
  expect((await spending(deps)).day).toMatchObject({ spent_usd: 0, reserved_usd: aside });
  await sweepReservations(after(13));
  expect((await spending(deps)).day).toMatchObject({ spent_usd: aside, reserved_usd: 0 });
});

test("where no model is set up a run is told so", async () => {
  const chat = chatForRun(budgetDeps(db), run);
  expect((await chat(dear, live)).problem).toEqual({
    code: "unavailable",
    kind: "switched_off",
    message: "No model is set up here.",
    remedy: "Put the id of one into LLM_MODELS, its server into OPENAI_BASE_URL and its key into OPENAI_API_KEY.",
  });
});

test("what is set aside grows with the conversation, its tools and its schema", async () => {
  const seen: number[] = [];
  const chat: Chat = async (request, signal) => {
    seen.push((await spending(deps)).day.tokens);
    return inner(request, signal);
  };
  const { deps: inside } = await asked(answers("Here."));
  const inner = inside.chat!;
  const deps = budgetDeps(db, { chat });
  const tool = { name: "read_issue", description: "x".repeat(4_000), parameters: {} };
  const format = { kind: "json_schema" as const, name: "share", schema: { description: "y".repeat(4_000) } };
  for (const more of [
    { tools: [tool] },
    { format },
    { messages: [{ role: "user" as const, content: "ü".repeat(2_000) }] },
  ]) {
    await emptyBudget(db);
    await chatForRun(deps, run)({ ...dear, ...more }, live);
  }

  for (const tokens of seen) expect(tokens).toBeGreaterThan(2_100);
});
