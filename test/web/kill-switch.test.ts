import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allowModels } from "../../app/models/allow-models.ts";
import { stopModels } from "../../app/models/stop-models.ts";
import { NOTHING_SPENT, type TestApp } from "../support/app.ts";
import { DOWN, modelCard, startModelPages, type ModelPages } from "../support/model-pages.ts";
import type { Browse } from "../support/browse.ts";
import { spent, STOPPED } from "../support/offered-models.ts";

const REASON = "The bill is higher than it should be.";

let here: ModelPages;
let app: TestApp;
let browse: Browse;
beforeAll(async () => void ({ app, browse } = here = await startModelPages()));
afterAll(() => here?.stop());
beforeEach(() => here.clear());

const stop = (reason: string) => browse("/connections/model/stop", {}, { reason });
const allow = () => browse("/connections/model/permission", {}, {});

describe("the kill switch", () => {
  test("stops all model use, tells everyone who and why, and is written down before and after", async () => {
    await here.newEvents();
    const answer = await stop(`  ${REASON}  `);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/connections#conn-model"]);
    expect(app.pipelines.spending.stopped).toMatchObject({ reason: REASON, by: "Mira Lindqvist" });
    const words = modelCard(await here.connections());
    expect(words).toContain("All model use is stopped. Mira Lindqvist, 20 Nov, 09:05");
    expect(words).toContain("“The bill is higher than it should be”. Until models are allowed again, the rules write.");
    expect(words).toContain("Allow models again");
    expect(words).not.toContain("Reason");
    const by = { actor_id: app.mira.id, surface: "web", detail: { reason: REASON } };
    expect(await here.newEvents()).toEqual([
      { action: "models.stop_asked", ...by },
      { action: "models.stopped", ...by },
    ]);
  });

  test("lets models write again, and writes that down", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    await here.newEvents();
    expect((await allow()).status).toBe(303);
    expect(app.pipelines.spending.stopped).toBeNull();
    expect(modelCard(await here.connections())).toContain("Stop all model use");
    expect((await here.newEvents()).map(({ action }) => action)).toEqual(["models.allow_asked", "models.allowed"]);
  });

  test("asks for a reason, of a length that people read, and touches nothing before", async () => {
    await here.newEvents();
    const [missing, novel] = [await stop("   "), await stop("x".repeat(301))];
    expect([missing.status, novel.status]).toEqual([422, 422]);
    expect(modelCard(await missing.text())).toContain(
      "A reason is missing. Say in a few words why: whoever composes reads it.",
    );
    expect(modelCard(await novel.text())).toContain("The reason is longer than 300 characters.");
    expect(app.pipelines.spending.stopped).toBeNull();
    expect(await here.newEvents()).toEqual([]);
  });

  test("says so when the pipelines do not answer, keeps what was typed, and keeps the attempt", async () => {
    await here.newEvents();
    app.pipelines.stopModels = () => Promise.reject(DOWN);
    const answer = await stop(REASON);
    expect(answer.status).toBe(503);
    const page = await answer.text();
    expect(modelCard(page)).toContain("The pipelines do not answer. Try again in a moment.");
    expect(page).toMatch(/<details class="switch" open>/);
    expect(page).toContain(`>${REASON}</textarea>`);
    expect(await here.newEvents()).toMatchObject([
      { action: "models.stop_asked", actor_id: app.mira.id },
      { action: "models.stop_failed", detail: { reason: REASON, problem: "The pipelines do not answer." } },
    ]);
  });

  test("stays on when the pipelines do not hear the permission", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    await here.newEvents();
    app.pipelines.allowModels = () => Promise.reject(DOWN);
    const answer = await allow();
    expect(answer.status).toBe(503);
    expect(modelCard(await answer.text())).toMatch(/do not answer\. Try again.*All model use is stopped/);
    expect((await here.newEvents()).map(({ action }) => action)).toEqual(["models.allow_asked", "models.allow_failed"]);
  });

  test("passes a failure of our own on, after it was written down", async () => {
    await here.newEvents();
    app.pipelines.stopModels = () => Promise.reject(new TypeError("a shape that nobody knows"));
    await expect(stopModels(app.deps, app.mira, { reason: REASON })).rejects.toThrow("a shape");
    expect((await here.newEvents()).at(-1)).toMatchObject({
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
