import { describe, expect, test } from "vitest";
import { keepProposals } from "../../db/app/proposals.ts";
import { inTransaction } from "../../db/connect.ts";
import type { PolicyProposal } from "../../webhooks/contract/policy-proposals.ts";
import type { ProposedChange } from "../../webhooks/contract/proposed-change.ts";
import { policyPage, textOf } from "../support/policy-page.ts";

const { app, change, mira, newest, page, profile, url } = policyPage();

const KEY = "0000000000000001";
const asks = (change: ProposedChange, key = KEY): PolicyProposal => {
  const text = "Tell <b>of</b> what is under docs/.";
  return { key, change, text, because: "You did.", evidence: null, moves: null, moved: [] };
};
const GUIDES: ProposedChange = {
  what: "another_rule",
  was: { when: [{ what: "paths", how: "all", values: ["docs/"] }], then: "group", firm: "usually" },
  rule: { when: [{ what: "paths", how: "all", values: ["docs/"] }], then: "cite", firm: "usually" },
};
const proposed = (...proposals: PolicyProposal[]) =>
  inTransaction(app().db, (tx) => {
    const { id: profile_id, team_id } = profile();
    return keepProposals(tx, { profile_id, team_id, proposals, now: new Date(), policy: 1 });
  });

const counted = async (on: boolean) => mira(`${url()}?asks_open=1${on ? "&open=1" : ""}`);

describe("counting the open proposals in, without a script", () => {
  test("what they would move says by which of them, and nothing is saved", async () => {
    await proposed(asks(GUIDES));
    expect(await page()).not.toContain("if accepted");
    const html = await (await counted(true)).text();
    expect(html).toContain(`href="#proposal-${KEY}"`);
    expect(html).not.toContain("<b>of</b>");
    expect(textOf(html)).toMatch(/grouped\s+now\s+told\s+if accepted\s+By the proposal: Tell &lt;b&gt;of&lt;\/b&gt;/);
    expect(textOf(html)).not.toMatch(/\d changes? not saved/);
    expect((await newest())?.rules).toHaveLength(7);
  });

  test("it stays so while the policy is changed, whose own moves are told apart, until it is unticked", async () => {
    await proposed(asks(GUIDES));
    const cookie = (await counted(true)).headers.getSetCookie()[0]?.split(";")[0] ?? "";
    await change({ key: "2", act: "remove" });
    const text = textOf(await (await mira(url(), { cookie })).text());
    expect(text).toContain("if accepted");
    expect(text).toMatch(/1 change not saved\s+6 now grouped/);
    expect((await counted(false)).headers.getSetCookie()[0]).toMatch(/=0;/);
    expect(textOf(await (await counted(false)).text())).not.toContain("if accepted");
  });

  test("one with which the policy could not be kept is named", async () => {
    const [of] = [GUIDES.rule.when];
    await proposed(asks({ what: "rule", rule: { when: of, then: "omit", firm: "usually" } }));
    expect(textOf(await (await counted(true)).text())).toContain(
      "Not counted, because the policy could not be kept with it",
    );
  });

  test("where nothing is open there is nothing to tick", async () => {
    expect(await page()).not.toContain("Count the open proposals in");
  });
});
