import { beforeAll, describe, expect, test } from "vitest";
import { changePolicy } from "../../app/policies/change-policy.ts";
import { withRule } from "../../app/policies/draft.ts";
import { removeRule } from "../../app/policies/rule-changes.ts";
import { savePolicy } from "../../app/policies/save-policy.ts";
import type { Profile, Role } from "../../db/app/tables.ts";
import { policyRule } from "../../webhooks/contract/policy.ts";
import type { TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS } from "../support/looks.ts";
import { HOUSE_POLICY, profileWithWeeks, withRealPreviews } from "../support/policy-house.ts";

const pulse = await inBrowser();
let app: TestApp;
/** As it was saved; with changes of Mira's; that would tell nothing; that Tobi saved meanwhile; of which nothing was read. */
const profiles: Record<string, Profile> = {};
const STATES = ["saved", "changed", "emptied", "newer"];

const tells = policyRule.parse({ when: [{ what: "kinds", how: "any", values: ["dependency"] }], then: "cite" });
const nothing = policyRule.parse({
  when: [{ what: "titles", how: "none", values: ["nothing like it"] }],
  then: "omit",
  firm: "always",
});

beforeAll(async () => {
  ({ app } = pulse);
  withRealPreviews(app);
  for (const name of STATES) {
    profiles[name] = await profileWithWeeks(app, `Engineering ${name}`, 4);
    await save(name, 0, HOUSE_POLICY);
  }
  profiles["fresh"] = await profileWithWeeks(app, "Engineering fresh", 0);
  await change("changed", removeRule("2"));
  await change("changed", withRule(tells, { because: "from your posts", first: true }));
  await change("emptied", withRule(nothing, { first: true }));
  await change("newer", withRule(tells, { first: true }));
  await save("newer", 1, { ...HOUSE_POLICY, rules: HOUSE_POLICY.rules.slice(1) });
});

const idOf = (name: string) => ({ profile_id: profiles[name]?.id ?? "" });
const save = (name: string, base: number, policy: object) =>
  savePolicy(app.deps, app.tobi, { ...idOf(name), base, policy });
const change = (name: string, one: Parameters<typeof changePolicy>[2]["change"]) =>
  changePolicy(app.deps, app.mira, { ...idOf(name), change: one });
const at = (name: string, more = "") => `${pulse.url}/profiles/engineering-${name}/policy${more}`;
const becomes = (role: Role) => app.db.updateTable("app.people").set({ role }).where("handle", "=", "mira").execute();

describe.skipIf(!pulse.browser)("what is told", () => {
  test.for(FIVE_LOOKS)("is read and changed at $width px, $theme, script: $script", async (look) => {
    const { page, see, complaints, close } = await pulse.open(look);
    await page.goto(at("saved"));
    await page.getByText("Contradicts rule 1").waitFor();
    await see("policy");
    await page.goto(at("saved", "?rule=3"));
    await page.locator(".rule-form").scrollIntoViewIfNeeded();
    await see("policy-form");
    await page.goto(at("changed"));
    await page.getByText("from your posts").waitFor();
    await see("policy-changed");
    await page.goto(at("fresh"));
    await page.getByText("Nothing was read for this profile yet.").waitFor();
    await see("policy-fresh");
    expect(complaints).toEqual([]);
    await close();
  });

  test.for(FIVE_LOOKS)(
    "asks once more, shows both sides, and keeps every policy at $width px, $theme, script: $script",
    async (look) => {
      const { page, see, close } = await pulse.open(look);
      await page.goto(at("emptied"));
      await page.getByRole("button", { name: "Save policy" }).click();
      await page.getByRole("button", { name: "Save all the same" }).waitFor();
      await see("policy-empties");
      await page.goto(at("newer"));
      await page.getByText("Tobi Okafor saved policy 2 meanwhile.").waitFor();
      await see("policy-newer");
      await page.goto(at("newer", "/history"));
      await see("policy-history");
      await page.getByRole("link", { name: "Policy 1" }).click();
      await page.getByRole("heading", { name: "Policy 1", level: 1 }).waitFor();
      await see("policy-past");
      await becomes("viewer");
      await page.goto(at("saved"));
      await see("policy-read-only");
      expect(await page.getByRole("link", { name: "Add a rule" }).count()).toBe(0);
      await becomes("author");
      await close();
    },
  );
});
