import { beforeAll, describe, expect, test } from "vitest";
import { findProposals } from "../../app/policies/find-proposals.ts";
import { letReadChannel } from "../../app/policies/let-read-channel.ts";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { approve } from "../../app/updates/approve.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { PolicyProposal } from "../../webhooks/contract/policy-proposals.ts";
import { approving, TEXT } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS } from "../support/looks.ts";
import { HOUSE_POLICY, profileWithWeeks, withRealPreviews } from "../support/policy-house.ts";

const pulse = await inBrowser();
let profile: Profile;

const pulls = (numbers: number[]) =>
  numbers.map((number) => ({
    pr: `acme/harbor#${number}`,
    title: "Bump undici",
    url: `https://github.com/acme/harbor/pull/${number}`,
  }));
const PROPOSALS: PolicyProposal[] = [
  {
    key: "0000000000000001",
    change: { what: "default", of: "dependencies", to: "cite" },
    text: "Tell dependency updates.",
    because: "You announced 47 of 51 dependency updates.",
    evidence: {
      fits: 51,
      agree: 47,
      windows: 9,
      told: pulls([1171, 1168, 1160]),
      not_told: pulls([1149, 1136]),
      elsewhere: [],
    },
    moves: 14,
    moved: pulls([1171, 1168]),
  },
  {
    key: "0000000000000002",
    change: {
      what: "rule",
      rule: { when: [{ what: "labels", how: "any", values: ["area/labels"] }], then: "omit", firm: "usually" },
    },
    text: "When a label is area/labels, leave it out.",
    because: ".github/release.yml of acme/harbor says so.",
    evidence: null,
    moves: null,
    moved: [],
  },
];

beforeAll(async () => {
  const { app } = pulse;
  withRealPreviews(app);
  profile = await profileWithWeeks(app, "Engineering asked", 4);
  await savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 0, policy: HOUSE_POLICY });
  const update = await app.written(TEXT, { profile_id: profile.id });
  await approve(app.deps, app.tobi, update.id, approving(TEXT));
  app.pipelines.policyProposals = { proposals: PROPOSALS, missing: [], notes: [] };
  await letReadChannel(app.deps, app.tobi, profile.id);
});

describe.skipIf(!pulse.browser)("proposals", () => {
  test.for(FIVE_LOOKS)("are read, accepted and refused at $width px, $theme, script: $script", async (look) => {
    await pulse.app.db.deleteFrom("app.policy_proposals").execute();
    await pulse.app.db.deleteFrom("app.policy_drafts").execute();
    await findProposals(pulse.app.deps, pulse.app.mira, profile.id);
    const { page, see, complaints, close } = await pulse.open(look);
    await page.goto(`${pulse.url}/profiles/${profile.slug}/policy`);
    await page.getByText("You announced 47 of 51 dependency updates.").waitFor();
    await see("proposals");
    await page.getByLabel("Count the open proposals in").check();
    if (look.script === false) await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("if accepted").first().waitFor();
    await see("proposals-counted");
    await page.getByText("Which were told, and which were not").click();
    await page.getByText("Learn from past posts").click();
    await see("proposals-open");
    await page.getByRole("button", { name: /^Accept.*Tell dependency updates/ }).click();
    await page.locator("#save-bar").getByText("not saved").first().waitFor();
    await page.getByRole("button", { name: /^Refuse/ }).click();
    await page.getByText("2 answered").click();
    await page.getByText(/refused by Mira/).waitFor();
    await see("proposals-answered");
    expect(complaints).toEqual([]);
    await close();
  });
});
