import { afterEach, beforeEach, expect, test } from "vitest";
import { anotherWording } from "../../../app/updates/another-wording.ts";
import { wordingPrice } from "../../../app/updates/wording-price.ts";
import { OWN_LIMITS } from "../../../app/limits.ts";
import { listAudit } from "../../../db/app/audit.ts";
import type { Update } from "../../../db/app/tables.ts";
import { newId } from "../../../webhooks/contract/ids.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
let update: Update;
beforeEach(async () => {
  app = await startTestApp();
  update = await app.written();
});
afterEach(() => app?.stop());

const ITEM = { text: "Search answers in half the time", prs: ["acme/harbor#12"] };
const ask = (item: object = {}, who = app.tobi) => anotherWording(app.deps, who, update.id, { ...ITEM, ...item });
const price = () => wordingPrice(app.deps, app.tobi, update.id);
const told = async () => (await listAudit(app.db, update.id)).filter(({ action }) => action === "wording.asked");

test("an item comes in other words, the text stays what it was, and history says who asked and what it cost", async () => {
  const { text, cost_usd } = await ask({ tried: ["one", "two", "three", "four", "five", "six"], wish: "shorter" });

  expect([text, cost_usd]).toEqual(["Search takes half the time that it took", 0.0041]);
  expect(app.pipelines.reworded).toMatchObject([
    { run_id: app.pipelines.triggered[0]?.run_id, asked: { ...ITEM, wish: "shorter" } },
  ]);
  expect(app.pipelines.reworded[0]!.asked.tried).toEqual(["two", "three", "four", "five", "six"]);
  expect(await app.now(update)).toMatchObject({ revision: 1, working_copy: null, state: "in_review" });
  expect(await told()).toMatchObject([
    { actor_id: app.tobi.id, detail: { cost_usd: 0.0041, tokens: 900, model_calls: 1 } },
  ]);
  expect(JSON.stringify(await told())).not.toContain(text);
});

test("what stands in front of an item stays there, and the model is told plain words", async () => {
  const text = "**Search \\& more**: `ask\\_all` answers in \\*half\\* the time";
  const tried = ["**Search \\& more**: Half the time"];
  const worded = await ask({ text, tried });

  expect(app.pipelines.reworded[0]!.asked).toMatchObject({
    text: "`ask_all` answers in *half* the time",
    tried: ["Half the time"],
  });
  expect(worded.text).toBe("**Search \\& more**: Search takes half the time that it took");
});

test("the price is known before, with how many are left and what they came to", async () => {
  expect(await price()).toEqual({
    price: "$0.004",
    refused: null,
    left: OWN_LIMITS.wordings,
    so_far: { asked: 0, tokens: 0, cost_usd: 0, unpriced: 0 },
  });
  await ask();
  app.pipelines.worded = { ...app.pipelines.worded, cost_usd: null };
  await ask();

  app.pipelines.wordingTakes = { ...app.pipelines.wordingTakes, cost_usd: null };
  expect(await price()).toMatchObject({
    price: null,
    left: OWN_LIMITS.wordings - 2,
    so_far: { asked: 2, tokens: 1_800, cost_usd: 0.0041, unpriced: 1 },
  });
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
  expect(await price()).toMatchObject({ price: null, refused: { message: "The pipelines do not answer." } });
});

test("the same request sent twice asks by one key, and is written down once", async () => {
  const id = newId();
  const [one, other] = [await ask({ id }), await ask({ id })];
  expect(other).toEqual(one);
  expect(new Set(app.pipelines.reworded.map(({ key }) => key)).size).toBe(1);
  expect([(await told()).length, (await price()).so_far.asked]).toEqual([1, 1]);
});

test("one that is wrong is paid for, and its reason is told", async () => {
  const problem = { code: "upstream" as const, message: "The model had no other words.", remedy: "Write it by hand." };
  app.pipelines.worded = { ...app.pipelines.worded, text: null, problem };
  await expect(ask()).rejects.toMatchObject(problem);
  expect((await price()).so_far).toMatchObject({ asked: 1, cost_usd: 0.0041 });
  expect(await told()).toHaveLength(1);
});

test("where pipelines refuse nothing was asked; where they do not answer nobody knows what it cost", async () => {
  app.pipelines.fails = new Problem("unavailable", "This update's budget of $0.20 is used up.", "Write it by hand.");
  await expect(ask()).rejects.toMatchObject({ message: "This update's budget of $0.20 is used up." });
  expect([(await price()).so_far.asked, await told()]).toEqual([0, []]);

  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Again.", { cause: new Error() });
  await expect(ask()).rejects.toMatchObject({ message: "The pipelines do not answer." });
  expect((await price()).so_far).toMatchObject({ asked: 1, unpriced: 1 });
  expect(await told()).toMatchObject([{ detail: { cost_usd: null } }]);
});

test("fifty times for one update are enough, also for many who ask at once", async () => {
  for (let times = 0; times < OWN_LIMITS.wordings - 1; times += 1) await ask();
  const last = await Promise.allSettled([ask(), ask(), ask()]);

  expect(last.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  await expect(ask()).rejects.toMatchObject({
    code: "conflict",
    message: "Other words were asked for 50 times in this update, as often as may be.",
  });
  expect([app.pipelines.reworded.length, (await price()).left]).toEqual([OWN_LIMITS.wordings, 0]);
});

test("an item without pull requests, one that is too long, and a wish that is a page are refused with what to do", async () => {
  await expect(ask({ prs: [] })).rejects.toMatchObject({
    message: "This item names no pull request, so there is nothing to write it from.",
    remedy: "Write it by hand, or name the pull request that it tells of.",
  });
  await expect(ask({ text: "x".repeat(2_001) })).rejects.toMatchObject({
    message: "The item is not right: text: has more than 2000 characters",
  });
  await expect(ask({ wish: "x".repeat(241) })).rejects.toMatchObject({ code: "invalid" });
  expect(app.pipelines.reworded).toEqual([]);
});

test("nobody asks where no text is edited, without the right, or with an account that is switched off", async () => {
  for (const state of ["approved", "posting", "generating", "cancelled"] as const) {
    await app.put(update.id, state);
    await expect(ask()).rejects.toMatchObject({ code: "conflict" });
  }
  await app.put(update.id, "in_review");
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.mira.id!).execute();
  await expect(ask({}, app.mira)).rejects.toMatchObject({ code: "forbidden" });
  await app.db.updateTable("app.people").set({ deactivated_at: new Date() }).where("id", "=", app.tobi.id!).execute();
  await expect(ask()).rejects.toMatchObject({ message: "Your account is switched off." });

  expect(app.pipelines.reworded).toEqual([]);
  expect(await app.actions(update)).toContain("edit.refused");
});
