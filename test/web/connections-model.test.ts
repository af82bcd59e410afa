import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allowModels } from "../../app/models/allow-models.ts";
import { clearLostCalls } from "../../app/models/clear-lost-calls.ts";
import { stopModels } from "../../app/models/stop-models.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { NOTHING_SPENT, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { DEMO, REAL, spent, STOPPED } from "../support/offered-models.ts";
import { knownModel, testDone } from "../support/tested-models.ts";

let app: TestApp;
let browse: Browse;
let asBegun: Partial<TestApp["pipelines"]>;
const DOWN = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
const REASON = "The bill is higher than it should be.";

beforeAll(async () => {
  app = await startTestApp();
  asBegun = { ...app.pipelines };
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());

beforeEach(() => {
  Object.assign(app.pipelines, asBegun, { fails: null, offered: REAL, known: [], spending: NOTHING_SPENT });
  app.deps.settings.demoModelUrl = null;
});

/** The card of the model, as a person reads it. */
function card(page: string): string {
  const [, part = ""] = /id="conn-model">(.*?)(?:id="conn-slack"|$)/s.exec(page) ?? [];
  return part
    .replace(/<svg.*?<\/svg>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

const connections = async () => (await browse("/connections")).text();
const stop = (reason: string) => browse("/connections/model/stop", {}, { reason });
const allow = () => browse("/connections/model/permission", {}, {});

/** What was written down about models since the last look, oldest first. */
let seen = 0;
async function newEvents() {
  const events = await app.db
    .selectFrom("app.audit_events")
    .select(["action", "actor_id", "surface", "detail"])
    .where("action", "like", "models.%")
    .orderBy("id")
    .execute();
  const fresh = events.slice(seen);
  seen = events.length;
  return fresh;
}

describe("the card", () => {
  test("names the models with their prices, the server, and what was spent of what may be", async () => {
    app.pipelines.spending = spent(
      { spent_usd: 3.2, cap_usd: 20, tokens: 812_000, unpriced_calls: 1 },
      { spent_usd: 0.41, cap_usd: 5 },
    );
    const words = card(await connections());
    for (const expected of [
      "Model Connected",
      "gpt-5-mini default $0.25 in · $2.00 out per million tokens",
      "qwen3:8b price not known",
      "https://llm.test/v1",
      "This month $3.20 of $20.00",
      "Today $0.41 of $5.00",
      "Of unknown price 1 call",
    ]) {
      expect(words).toContain(expected);
    }
  });

  test("does not call a model connected that nobody has asked yet", async () => {
    expect(card(await connections())).toContain("Model Set up");
  });

  test("leads to the stand-in, and to a real model", async () => {
    app.pipelines.offered = DEMO;
    app.deps.settings.demoModelUrl = "http://127.0.0.1:4100";
    const page = await connections();
    expect(card(page)).toContain("Model Demo");
    expect(card(page)).toContain("demo-writer default a stand-in on this machine, free");
    expect(card(page)).toContain("set OPENAI_API_KEY, or OPENAI_BASE_URL and LLM_MODELS");
    expect(page).toContain('href="http://127.0.0.1:4100"');
    expect(page).toMatch(/GitHub, Slack and the model\s+are stand-ins/);
  });

  test("says what to set where only rules write, and has nothing to stop", async () => {
    Object.assign(app.pipelines, { offered: { ...REAL, default: "rules", models: REAL.models.slice(0, 1) } });
    const words = card(await connections());
    expect(words).toContain("Model Rules only");
    expect(words).toContain("For a model, set OPENAI_API_KEY");
    expect(words).not.toContain("Stop all model use");
  });

  test("is drawn while the pipelines do not answer, or hang", async () => {
    app.pipelines.fails = DOWN;
    expect(card(await connections())).toContain("Model Not known The pipelines do not answer.");
    app.pipelines.fails = null;
    app.pipelines.budget = () => new Promise(() => {});
    expect(card(await connections())).toContain("Model Not known");
  });
});

describe("calls that never came back", () => {
  const clear = () => browse("/connections/model/clearance", {}, {});
  beforeEach(async () => {
    const open = { calls: 1, usd: 0.8, tokens: 8_000, until: "2026-11-20T09:20:00.000Z" };
    app.pipelines.spending = { ...spent({ spent_usd: 3.2 }), open, lost: { calls: 3, usd: 0.84, tokens: 90_000 } };
    await newEvents();
  });

  test("are said with the estimate in their place, and those that are open with the time until which", async () => {
    const words = card(await connections());
    expect(words).toMatch(/1 call under way, or lost: \$0\.80 set aside until .*20 Nov.* at the latest\./);
    expect(words).toContain("3 calls never came back this month. An estimate stands in their place: $0.84, the most");
    expect(words).toContain("Count them as free");
  });

  test("are told in tokens where the price is not known, and not at all where there are none", async () => {
    const lost = { calls: 1, usd: 0, tokens: 90_000 };
    app.pipelines.spending = { ...NOTHING_SPENT, lost };
    expect(card(await connections())).toContain("in their place: 90,000 tokens, the most");
    app.pipelines.spending = NOTHING_SPENT;
    expect(card(await connections())).not.toMatch(/never came back|or lost/);
  });

  test("are cleared by an admin, which is written down", async () => {
    const cleared = await clear();
    expect(cleared.headers.get("location")).toBe("/connections#conn-model");
    expect(card(await connections())).not.toContain("never came back");
    const by = { actor_id: app.mira.id, surface: "web" };
    expect(await newEvents()).toMatchObject([
      { action: "models.clear_asked", ...by },
      { action: "models.cleared", ...by },
    ]);
  });

  test("stay where the pipelines do not answer, and the page says so beside them", async () => {
    app.pipelines.clearLostCalls = () => Promise.reject(DOWN);
    const refused = await clear();
    expect(refused.status).toBe(DOWN.status);
    expect(card(await refused.text())).toMatch(
      /The pipelines do not answer\. Try again in a moment\. 3 calls never came back/,
    );
    expect(await newEvents()).toMatchObject([
      { action: "models.clear_asked" },
      { action: "models.clear_failed", detail: { problem: DOWN.message } },
    ]);
  });

  test("are cleared by nobody else: an operator is told who may", async () => {
    await expect(clearLostCalls(app.deps, { ...app.tobi })).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("a model whose price is not known says what becomes of a budget in dollars", async () => {
  const budget_note = "The price of qwen3:8b is not known, so BUDGET_RUN_USD cannot be kept.";
  const models = REAL.models.map((one) => (one.id === "qwen3:8b" ? { ...one, budget_note } : one));
  app.pipelines.offered = { ...REAL, models };
  expect(card(await connections())).toContain(`qwen3:8b ${budget_note}`);
});

describe("what the newest test of the default model says", () => {
  const tested = (more: Parameters<typeof testDone>[0] = {}) => {
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone(more) })];
  };

  test("stands on the card, and a model that wrote is connected", async () => {
    tested();
    expect(card(await connections())).toContain("Model Connected");
    expect(card(await connections())).toContain("Writes well: tools, schema, opening.");
  });

  test("says of a stand-in that it works", async () => {
    app.pipelines.offered = DEMO;
    app.pipelines.known = [knownModel("demo-writer", { server: "http://127.0.0.1:4100/v1", test: testDone() })];
    expect(card(await connections())).toContain("Model Demo, works");
  });

  test("shows why no text came of it, and the next step", async () => {
    const remedy = "Put a valid key into OPENAI_API_KEY and start the pipelines again.";
    const problem = { code: "upstream" as const, message: "llm.test does not accept the key.", remedy };
    tested({ writes: false, sentence: problem.message, problem });
    expect(card(await connections())).toContain("Model Broken");
    expect(card(await connections())).toContain(`${problem.message} ${remedy}`);
  });

  test("calls no model broken that nobody may ask", async () => {
    const message = "The budget of today, $5.00, is used up: $5.00 spent, $0.00 set aside.";
    const remedy = "It opens again at 00:00 UTC; or raise BUDGET_DAY_USD.";
    tested({ writes: false, sentence: message, problem: { code: "unavailable", message, remedy } });
    expect(card(await connections())).toContain("Model Set up");
    expect(card(await connections())).toContain(message);
  });

  test("is of no other server's model of the same name", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", { server: "https://other.test/v1", test: testDone() })];
    expect(card(await connections())).not.toContain("Writes well");
  });
});

describe("the kill switch", () => {
  test("stops all model use, tells everyone who and why, and is written down before and after", async () => {
    await newEvents();
    const answer = await stop(`  ${REASON}  `);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/connections#conn-model"]);
    expect(app.pipelines.spending.stopped).toMatchObject({ reason: REASON, by: "Mira Lindqvist" });
    const words = card(await connections());
    expect(words).toContain("All model use is stopped. Mira Lindqvist, 20 Nov, 09:05");
    expect(words).toContain("“The bill is higher than it should be”. Until models are allowed again, the rules write.");
    expect(words).toContain("Allow models again");
    expect(words).not.toContain("Reason");
    const by = { actor_id: app.mira.id, surface: "web", detail: { reason: REASON } };
    expect(await newEvents()).toEqual([
      { action: "models.stop_asked", ...by },
      { action: "models.stopped", ...by },
    ]);
  });

  test("lets models write again, and writes that down", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    await newEvents();
    expect((await allow()).status).toBe(303);
    expect(app.pipelines.spending.stopped).toBeNull();
    expect(card(await connections())).toContain("Stop all model use");
    expect((await newEvents()).map(({ action }) => action)).toEqual(["models.allow_asked", "models.allowed"]);
  });

  test("asks for a reason, of a length that people read, and touches nothing before", async () => {
    await newEvents();
    const [missing, novel] = [await stop("   "), await stop("x".repeat(301))];
    expect([missing.status, novel.status]).toEqual([422, 422]);
    expect(card(await missing.text())).toContain(
      "A reason is missing. Say in a few words why: whoever composes reads it.",
    );
    expect(card(await novel.text())).toContain("The reason is longer than 300 characters.");
    expect(app.pipelines.spending.stopped).toBeNull();
    expect(await newEvents()).toEqual([]);
  });

  test("says so when the pipelines do not answer, keeps what was typed, and keeps the attempt", async () => {
    await newEvents();
    app.pipelines.stopModels = () => Promise.reject(DOWN);
    const answer = await stop(REASON);
    expect(answer.status).toBe(503);
    const page = await answer.text();
    expect(card(page)).toContain("The pipelines do not answer. Try again in a moment.");
    expect(page).toMatch(/<details class="switch" open>/);
    expect(page).toContain(`>${REASON}</textarea>`);
    expect(await newEvents()).toMatchObject([
      { action: "models.stop_asked", actor_id: app.mira.id },
      { action: "models.stop_failed", detail: { reason: REASON, problem: "The pipelines do not answer." } },
    ]);
  });

  test("stays on when the pipelines do not hear the permission", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    await newEvents();
    app.pipelines.allowModels = () => Promise.reject(DOWN);
    const answer = await allow();
    expect(answer.status).toBe(503);
    expect(card(await answer.text())).toMatch(/do not answer\. Try again.*All model use is stopped/);
    expect((await newEvents()).map(({ action }) => action)).toEqual(["models.allow_asked", "models.allow_failed"]);
  });

  test("passes a failure of our own on, after it was written down", async () => {
    await newEvents();
    app.pipelines.stopModels = () => Promise.reject(new TypeError("a shape that nobody knows"));
    await expect(stopModels(app.deps, app.mira, { reason: REASON })).rejects.toThrow("a shape");
    expect((await newEvents()).at(-1)).toMatchObject({
      action: "models.stop_failed",
      detail: { problem: "unexpected" },
    });
  });

  test("never sends a name that is longer than the pipelines take", async () => {
    const named: string[] = [];
    app.pipelines.allowModels = async (by) => {
      named.push(by);
      return NOTHING_SPENT;
    };
    await allowModels(app.deps, { ...app.mira, name: "ä".repeat(300) });
    expect(named).toEqual(["ä".repeat(100)]);
  });
});
