import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { listPolicies } from "../../db/app/policies.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { TestApp } from "../support/app.ts";
import { openChromium } from "../support/chromium.ts";
import { type InBrowser, LOOKS, startInBrowser } from "../support/in-browser.ts";
import { HOUSE_POLICY, profileWithWeeks, withRealPreviews } from "../support/policy-house.ts";

const browser = await openChromium();
let pulse: InBrowser;
let app: TestApp;
let url: string;
let profile: Profile;

beforeAll(async () => {
  pulse = await startInBrowser(browser);
  ({ app, url } = pulse);
  withRealPreviews(app);
  profile = await profileWithWeeks(app, "Engineering weekly", 4);
  await savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 0, policy: HOUSE_POLICY });
});
afterAll(() => pulse?.stop());

describe.skipIf(!browser)("what is told", { timeout: 120_000 }, () => {
  test.for(LOOKS)("looks well at $width px, $theme, script: $script", async (look) => {
    const { page, see, complaints, close } = await pulse.open(look);
    await page.goto(`${url}/profiles/${profile.slug}/policy`);
    await see("policy");
    await page.getByRole("link", { name: "Change rule 3" }).click();
    await page.locator(".rule-form").waitFor();
    await see("policy-form");
    await page.getByRole("radio", { name: "Tell" }).check({ force: true });
    await page.getByRole("button", { name: "Keep" }).last().click();
    await page.getByText("1 change").waitFor();
    await see("policy-changed");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.locator("#discard-box").getByRole("button", { name: "Discard" }).click();
    await page.getByText("Your changes are gone").waitFor();
    expect(complaints).toEqual([]);
    await close();
    expect(await listPolicies(app.db, profile.id)).toHaveLength(1);
  });
});
