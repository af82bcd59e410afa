import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clearLostCalls } from "../../app/models/clear-lost-calls.ts";
import { NOTHING_SPENT, type TestApp } from "../support/app.ts";
import { DOWN, modelCard, startModelPages, type ModelPages } from "../support/model-pages.ts";
import type { Browse } from "../support/browse.ts";
import { spent } from "../support/offered-models.ts";

let here: ModelPages;
let app: TestApp;
let browse: Browse;
beforeAll(async () => void ({ app, browse } = here = await startModelPages()));
afterAll(() => here?.stop());
beforeEach(() => here.clear());

describe("calls that never came back", () => {
  const clear = () => browse("/connections/model/clearance", {}, {});
  beforeEach(async () => {
    const open = { calls: 1, usd: 0.8, tokens: 8_000, until: "2026-11-20T09:20:00.000Z" };
    app.pipelines.spending = { ...spent({ spent_usd: 3.2 }), open, lost: { calls: 3, usd: 0.84, tokens: 90_000 } };
    await here.newEvents();
  });

  test("are said with the estimate in their place, and those that are open with the time until which", async () => {
    const words = modelCard(await here.connections());
    expect(words).toMatch(/1 call under way, or lost: \$0\.80 set aside until .*20 Nov.* at the latest\./);
    expect(words).toContain("3 calls never came back this month. An estimate stands in their place: $0.84, the most");
    expect(words).toContain("Count them as free");
  });

  test("are told in tokens where the price is not known, and not at all where there are none", async () => {
    const lost = { calls: 1, usd: 0, tokens: 90_000 };
    app.pipelines.spending = { ...NOTHING_SPENT, lost };
    expect(modelCard(await here.connections())).toContain("in their place: 90,000 tokens, the most");
    app.pipelines.spending = NOTHING_SPENT;
    expect(modelCard(await here.connections())).not.toMatch(/never came back|or lost/);
  });

  test("are cleared by an admin, which is written down", async () => {
    const cleared = await clear();
    expect(cleared.headers.get("location")).toBe("/connections#conn-model");
    expect(modelCard(await here.connections())).not.toContain("never came back");
    const by = { actor_id: app.mira.id, surface: "web" };
    expect(await here.newEvents()).toMatchObject([
      { action: "models.clear_asked", ...by },
      { action: "models.cleared", ...by },
    ]);
  });

  test("stay where the pipelines do not answer, and the page says so beside them", async () => {
    app.pipelines.clearLostCalls = () => Promise.reject(DOWN);
    const refused = await clear();
    expect(refused.status).toBe(DOWN.status);
    expect(modelCard(await refused.text())).toMatch(
      /The pipelines do not answer\. Try again in a moment\. 3 calls never came back/,
    );
    expect(await here.newEvents()).toMatchObject([
      { action: "models.clear_asked" },
      { action: "models.clear_failed", detail: { problem: DOWN.message } },
    ]);
  });

  test("are cleared by nobody else: an operator is told who may", async () => {
    await expect(clearLostCalls(app.deps, { ...app.tobi })).rejects.toMatchObject({ code: "forbidden" });
  });
});
