import { afterAll, beforeAll, beforeEach } from "vitest";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { listPolicies } from "../../db/app/policies.ts";
import type { Profile } from "../../db/app/tables.ts";
import { startTestApp, type TestApp } from "./app.ts";
import { browseAsMira, type Browse } from "./browse.ts";
import { HOUSE_POLICY, profileWithWeeks, withRealPreviews } from "./policy-house.ts";

export const UNSAVED = /\d changes? not saved/;
export const RULE = { rule: "new", "test-0": "labels.any", "words-0": "area/labels", then: "cite", firm: "usually" };
export const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");

/** What is told of a profile that is new for each test, in the house’s policy, as Mira sees it without a script. */
export function policyPage() {
  let app: TestApp;
  let mira: Browse;
  let profile: Profile;
  let url: string;
  let made = 0;

  beforeAll(async () => {
    app = await startTestApp();
    withRealPreviews(app);
    mira = await browseAsMira(app.deps);
  });
  afterAll(() => app?.stop());
  beforeEach(async () => {
    app.pipelines.fails = null;
    profile = await profileWithWeeks(app, `Told ${(made += 1)}`, 2);
    url = `/profiles/${profile.slug}/policy`;
    await savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 0, policy: HOUSE_POLICY });
  });

  const ask: Browse = (...asked) => mira(...asked);
  return {
    app: () => app,
    mira: ask,
    profile: () => profile,
    url: () => url,
    newest: async () => (await listPolicies(app.db, profile.id))[0]?.policy,
    rulesNow: async () => (await listPolicies(app.db, profile.id))[0]?.policy.rules ?? [],
    page: async (path = url) => textOf(await (await mira(path)).text()),
    change: (fields: Record<string, string> | [string, string][]) => mira(`${url}/changes`, {}, fields),
  };
}
