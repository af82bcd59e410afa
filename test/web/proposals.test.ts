import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { approve } from "../../app/updates/approve.ts";
import { listPolicies } from "../../db/app/policies.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { PolicyProposal } from "../../webhooks/contract/policy-proposals.ts";
import { approving, BRIEF, CHANNEL, NO_PREVIEW, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { browseAs, browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let mira: Browse;
let profile: Profile;
let url: string;
let made = 0;

const KEY = "0123456789abcdef";
const shown = (number: number, title = "Bump <script>alert(1)</script>") => {
  return { pr: `acme/harbor#${number}`, title, url: `https://github.com/acme/harbor/pull/${number}` };
};
const PROPOSAL: PolicyProposal = {
  key: KEY,
  change: {
    what: "rule",
    rule: { when: [{ what: "paths", how: "all", values: ["<b>agents/</b>"] }], then: "group", firm: "usually" },
  },
  text: "When the paths are all under <b>agents/</b>, group it.",
  because: "You left out 12 of 13 changes with all paths under <b>agents/</b>.",
  evidence: {
    fits: 13,
    agree: 12,
    windows: 3,
    told: [{ ...shown(7), url: "javascript:alert(1)" }],
    not_told: [shown(8)],
    elsewhere: [],
  },
  moves: 1,
  moved: [shown(8)],
};

beforeAll(async () => {
  app = await startTestApp();
  mira = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());
beforeEach(async () => {
  app.pipelines.policyPreview = NO_PREVIEW;
  app.pipelines.policyProposals = {
    proposals: [PROPOSAL],
    missing: [],
    notes: ["Not followed in a file: autolabeler."],
  };
  const input = { name: `Asks ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  url = `/profiles/${profile.slug}/policy`;
  const update = await app.written(TEXT, { profile_id: profile.id });
  await approve(app.deps, app.tobi, update.id, approving(TEXT));
});

const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");
const page = async (browse = mira) => textOf(await (await browse(url)).text());
const look = () => mira(`${url}/proposals`, {}, {});
const answer = (how: "accept" | "refuse", browse = mira) => browse(`${url}/proposals/${KEY}`, {}, { answer: how });

describe("proposals, without a script", () => {
  test("each is a sentence with what people did, which pull requests, and what it would move; all of it is text", async () => {
    const html = await (await look()).text();
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<b>agents/</b>");
    const text = textOf(html);
    expect(text).toContain("When the paths are all under &lt;b&gt;agents/&lt;/b&gt;, group it.");
    expect(text).toContain("You left out 12 of 13 changes");
    expect(text).toContain("It would have moved one pull request. #8");
    expect(html).toContain(`href="https://github.com/acme/harbor/pull/8"`);
    expect(html).not.toContain("javascript:");
    expect(text).toContain("Not followed in a file: autolabeler.");
  });

  test("one that is accepted is an unsaved change that says whose idea it was, and Save writes it", async () => {
    await look();
    const answered = await answer("accept");
    expect([answered.status, answered.headers.get("location")]).toEqual([303, `${url}#proposals`]);
    expect(await page()).toMatch(/1 change not saved/);
    expect(await page()).toMatch(/One answered.*accepted by Mira/);
    expect(await listPolicies(app.db, profile.id)).toEqual([]);
    await mira(url, {}, {});
    const [saved] = await listPolicies(app.db, profile.id);
    expect(saved?.policy.rules).toEqual([PROPOSAL.change.what === "rule" && PROPOSAL.change.rule]);
  });

  test("one that says where names what stood elsewhere, and accepting it makes the section", async () => {
    const rule = {
      when: [{ what: "paths" as const, how: "any" as const, values: ["docs/"] }],
      then: "cite" as const,
      section: "Guides",
      firm: "usually" as const,
    };
    const sections = [
      { name: "New", kinds: ["feature" as const] },
      { name: "Guides", kinds: [] },
    ];
    const evidence = { ...PROPOSAL.evidence!, told: [shown(7), shown(9)], not_told: [], elsewhere: [shown(9)] };
    const one = { ...PROPOSAL, change: { what: "rule" as const, rule, sections }, evidence };
    app.pipelines.policyProposals = { proposals: [one], missing: [], notes: [] };
    const text = textOf(await (await look()).text());
    expect(text).toContain("Which stood there, and which did not");
    expect(text).toMatch(/Told: #7 .*Told under another heading: #9 /);
    await answer("accept");
    await mira(url, {}, {});
    expect((await listPolicies(app.db, profile.id))[0]?.policy).toEqual({ rules: [rule], sections });
  });

  test("one that is refused changes nothing, and whoever answers later is told who it was", async () => {
    await look();
    await answer("refuse");
    const late = await answer("accept", await browseAs(app.deps, "tobi"));
    expect(late.status).toBe(409);
    expect(textOf(await late.text())).toMatch(
      /Mira [A-Z]\w+ refused this on \d+ \w+ \d{4}, \d\d:\d\d UTC\. Look at the policy/,
    );
    expect(await page()).not.toMatch(/\d changes? not saved/);
  });

  test("posts that cite nothing are refused beside the form, and those that do are counted", async () => {
    const nothing = await mira(`${url}/posts`, {}, { posts: "A good <b>week</b>!" });
    expect(nothing.status).toBe(422);
    const html = await nothing.text();
    expect(textOf(html)).toContain("Nothing here cites a pull request of acme/harbor.");
    expect(html).toMatch(
      /<details class="prop-more" open>[^]*<textarea[^>]*>A good &lt;b&gt;week&lt;\/b&gt;!<\/textarea>/,
    );
    expect((await mira(`${url}/posts`, {}, { posts: "Shipped: #12 and #14" })).status).toBe(303);
    expect(await page()).toContain("2 pull requests are known from posts.");
  });

  test("whoever may only look sees what is proposed, and no acts", async () => {
    await look();
    await app.db.updateTable("app.people").set({ role: "viewer" }).where("handle", "=", "tobi").execute();
    const viewer = await browseAs(app.deps, "tobi");
    const html = await (await viewer(url)).text();
    expect(textOf(html)).toContain("You left out 12 of 13");
    expect(html).not.toContain(`action="${url}/proposals`);
    expect((await answer("accept", viewer)).status).toBe(403);
    await app.db.updateTable("app.people").set({ role: "approver" }).where("handle", "=", "tobi").execute();
  });
});
