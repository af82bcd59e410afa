import { describe, expect, test } from "vitest";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { TEXT } from "../support/app.ts";
import { browseAs } from "../support/browse.ts";
import { HOUSE_POLICY, profileWithWeeks } from "../support/policy-house.ts";
import { policyPage, RULE, textOf } from "../support/policy-page.ts";

const { app, change, mira, page, profile, rulesNow, url } = policyPage();

test("one that would tell nothing is saved only by whoever saw that", async () => {
  await change({
    ...RULE,
    "test-0": "titles.none",
    "words-0": "nothing like it",
    then: "omit",
    firm: "always",
    act: "keep",
  });
  for (let up = 0; up < 7; up += 1) await change({ key: "n1", act: "up" });
  const asked = await mira(url(), {}, {});
  expect(asked.status).toBe(422);
  expect(textOf(await asked.text())).toMatch(/would tell nothing\..*Save all the same/);
  expect(await rulesNow()).toHaveLength(7);
  await mira(url(), {}, { even_if_empty: "1" });
  expect(await rulesNow()).toHaveLength(8);
});

describe("when somebody else saves meanwhile", () => {
  const theirs = { ...HOUSE_POLICY, rules: HOUSE_POLICY.rules.slice(1) };

  test("both are shown, and mine can be put onto theirs", async () => {
    await change({ ...RULE, act: "keep" });
    await savePolicy(app().deps, app().tobi, { profile_id: profile().id, base: 1, policy: theirs });
    const refused = await mira(url(), {}, {});
    expect(refused.status).toBe(409);
    const text = textOf(await refused.text());
    expect(text).toContain("Tobi Okafor saved policy 2 meanwhile.");
    expect(text).toContain("Removed: When a label is security, always tell it under Security.");
    expect(text).toContain("New: When a label is area/labels, tell it.");

    await mira(`${url()}/joining`, {}, {});
    await mira(url(), {}, {});
    const rules = await rulesNow();
    expect(rules).toHaveLength(7);
    expect(rules.at(-1)?.when).toMatchObject([{ values: ["area/labels"] }]);
  });

  test("or theirs is taken", async () => {
    await change({ ...RULE, act: "keep" });
    await savePolicy(app().deps, app().tobi, { profile_id: profile().id, base: 1, policy: theirs });
    await mira(`${url()}/discard`, {}, {});
    expect(await page()).not.toContain("meanwhile");
  });
});

test("every policy stands in the history with what came and went, and is put back as an unsaved change", async () => {
  await change({ key: "3", act: "remove" });
  await mira(url(), {}, {});
  const text = await page(`${url()}/history`);
  expect(text).toMatch(
    /Policy 2 holds now.*Mira Lindqvist.*Removed: When the paths are all under docs\/, group it\..*Policy 1/,
  );
  const back = await mira(`${url()}/history/1/restoration`, {}, {});
  expect(back.headers.get("location")).toBe(url());
  expect(await page()).toMatch(/When the paths are all under docs\/, group it\..*New, not saved/);
  expect(await rulesNow()).toHaveLength(6);
});

test("who only reads sees all of it, and no act", async () => {
  await app().db.updateTable("app.people").set({ role: "viewer" }).where("handle", "=", "tobi").execute();
  const tobi = await browseAs(app().deps, "tobi");
  const html = await (await tobi(url())).text();
  expect(textOf(html)).toContain("When a label is security, always tell it under Security.");
  expect(html).not.toMatch(/Add a rule|Save policy|class="grip|rule-form/);
  expect((await tobi(`${url()}/changes`, {}, { ...RULE, act: "keep" })).status).toBe(403);
  await app().db.updateTable("app.people").set({ role: "author" }).where("handle", "=", "tobi").execute();
});

test("a profile of which nothing was read says so, and how to begin", async () => {
  const fresh = await profileWithWeeks(app(), "Fresh", 0);
  const text = await page(`/profiles/${fresh.slug}/policy`);
  expect(text).toContain("Nothing was read for this profile yet.");
  expect(text).toContain("No rules yet.");
  expect(text).toContain("Breaking changes");
});

test("where the pipelines do not answer the rules stand there, and can be changed", async () => {
  app().pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a minute.");
  expect(await page()).toContain("The pipelines do not answer. Try again in a minute.");
  await change({ ...RULE, act: "keep" });
  app().pipelines.fails = null;
  expect(await page()).toContain("1 change not saved");
});

test("an update and its ledger lead to the policy that it was written under, and the profile to what is told", async () => {
  const update = await app().written(TEXT, { profile_id: profile().id });
  const because = "Rule 4: when the paths are all under `infra/`, never tell it";
  const ledger = update.ledger.map((line, at) => ({
    ...line,
    ...(at < 2 && {
      rule: { number: 4, then: "omit", firm: at === 0 ? "always" : "usually" },
      decided: at === 0 ? { by: "policy", because } : { by: "model", because: "It is news" },
    }),
  }));
  await app()
    .db.updateTable("app.updates")
    .set({ ledger: JSON.stringify(ledger) })
    .where("id", "=", update.id)
    .execute();
  const html = await (await mira(`/updates/${update.id}/ledger`)).text();
  const there = `${url()}/history/1`;
  expect(html).toContain(`<a href="${there}">policy 1</a>`);
  expect(html).toContain(`<a href="${there}#rule-4">Rule 4</a>`);
  expect(textOf(html)).toContain("Rule 4 would leave it out.");
  expect(await (await mira(`/updates/${update.id}`)).text()).toContain(`<a href="${there}">policy 1</a>`);
  expect(await (await mira(there)).text()).toContain('id="rule-4"');
  expect(await page(`/profiles/${profile().slug}`)).toContain("Policy 1 holds.");
});
