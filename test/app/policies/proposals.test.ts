import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answerProposal } from "../../../app/policies/answer-proposal.ts";
import { findProposals } from "../../../app/policies/find-proposals.ts";
import { notePosts, rowsOf } from "../../../app/policies/note-posts.ts";
import { policyOf } from "../../../app/policies/policy-of.ts";
import { savePolicy } from "../../../app/policies/save-policy.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { approve } from "../../../app/updates/approve.ts";
import { insertAnnounced, listAnnounced } from "../../../db/app/announced.ts";
import { listProposals } from "../../../db/app/proposals.ts";
import type { Profile, Update } from "../../../db/app/tables.ts";
import { inTransaction } from "../../../db/connect.ts";
import type { PolicyProposal } from "../../../webhooks/contract/policy-proposals.ts";
import { approving, BRIEF, CHANNEL, NO_PREVIEW, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

let app: TestApp;
let profile: Profile;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  const input = { name: `Learns ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  app.pipelines.policyPreview = NO_PREVIEW;
  app.pipelines.policyProposals = { proposals: [], missing: [], notes: [] };
  app.pipelines.taught.length = 0;
});

const KEY = "0123456789abcdef";
const proposal = (fits = 12): PolicyProposal => ({
  key: KEY,
  change: { what: "default", of: "dependencies", to: "cite" },
  text: "Tell dependency updates.",
  because: `You announced ${fits} of ${fits} dependency updates.`,
  evidence: { fits, windows: 3, agree: fits, told: [], not_told: [], elsewhere: [] },
  moves: fits,
  moved: [],
});

async function approved(markdown: string): Promise<Update> {
  const update = await app.written(TEXT, { profile_id: profile.id });
  await approve(app.deps, app.tobi, update.id, approving(markdown));
  return app.now(update);
}

async function found(...proposals: PolicyProposal[]) {
  if (app.pipelines.taught.length === 0) await approved(TEXT);
  app.pipelines.policyProposals = { proposals, missing: [], notes: [] };
  return findProposals(app.deps, app.mira, profile.id);
}

const runOf = () => app.pipelines.triggered.at(-1)?.run_id;
const states = async () => (await listProposals(app.db, profile.id)).map(({ key, state }) => [key, state]);
const answer = (by: TestApp["mira"], how: "accepted" | "refused") =>
  answerProposal(app.deps, by, { profile_id: profile.id, key: KEY, answer: how });
const trail = async () =>
  app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("profile_id", "=", profile.id)
    .where("action", "like", "profile.p%")
    .orderBy("at")
    .execute();

describe("what is learned from", () => {
  test("an approved text says what was told, and what people took out of the agent's", async () => {
    await approved("# Faster\n\n## New\n\n- Search is faster (#12)\n- And signing out (#77)\n");
    await findProposals(app.deps, app.mira, profile.id);
    const told = [
      { pr: "acme/harbor#12", section: "New" },
      { pr: "acme/harbor#77", section: "New" },
    ];
    expect(app.pipelines.taught).toEqual([
      { windows: [{ run: runOf(), told, taken_out: ["acme/harbor#13"] }], policy: {}, sources: BRIEF.sources },
    ]);
  });

  test("past posts speak for windows of which nothing was approved", async () => {
    await app.written(TEXT, { profile_id: profile.id });
    const text = "*Shipped*\n• <https://github.com/acme/harbor/pull/12|#12> Faster\nAnd acme/other#4\n";
    expect(await notePosts(app.deps, app.mira, { profile_id: profile.id, text })).toEqual({ told: 1, added: 1 });
    expect(await notePosts(app.deps, app.mira, { profile_id: profile.id, text })).toEqual({ told: 1, added: 0 });
    await findProposals(app.deps, app.mira, profile.id);
    expect(app.pipelines.taught).toEqual([
      {
        windows: [{ run: runOf(), told: [{ pr: "acme/harbor#12", section: "Shipped" }] }],
        policy: {},
        sources: BRIEF.sources,
      },
    ]);
  });

  test("more than a statement takes is kept all the same, by two at once", async () => {
    const told = Array.from({ length: 9_000 }, (_, at) => ({ pr: `acme/harbor#${at + 1}`, section: null }));
    const keep = (some: typeof told) => {
      const rows = rowsOf(profile, app.mira, { told: some, now: new Date(), found_in: "channel" });
      return inTransaction(app.db, (tx) => insertAnnounced(tx, rows));
    };
    const added = await Promise.all([keep(told), keep(told.toReversed())]);
    expect(added.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([0, 9_000]);
  });

  test("a profile without any history says what it takes", async () => {
    await expect(findProposals(app.deps, app.mira, profile.id)).rejects.toMatchObject({
      code: "conflict",
      message: "There is nothing to learn from yet: no text of this profile was approved.",
    });
    expect(app.pipelines.taught).toEqual([{ windows: [], policy: {}, sources: BRIEF.sources }]);
  });

  test.each([
    ["what cites nothing", "We shipped a lot this week!", "Nothing here cites a pull request of acme/harbor."],
    ["what cites others alone", "See other/repo#12", "Nothing here cites a pull request of acme/harbor."],
    ["1 MB", "#12 ".repeat(262_144), "That is 1,048,576 characters; 40,000 are read at once."],
    ["one that is a little too long", "#12 ".repeat(10_001), "That is 40,004 characters; 40,000 are read at once."],
    ["what nests without an end", `${"> ".repeat(5_000)}#12`, "Nothing here cites a pull request of acme/harbor."],
  ])("%s is refused in words, and nothing is kept", async (_, text, message) => {
    const pasted = notePosts(app.deps, app.mira, { profile_id: profile.id, text });
    await expect(pasted).rejects.toMatchObject({ code: "invalid", message });
    expect(await listAnnounced(app.db, profile.id)).toEqual([]);
  });
});

describe("a proposal", () => {
  test("that is found waits for an answer, and the policy stays as it is", async () => {
    expect(await found(proposal())).toEqual({ found: 1, windows: 1, notes: [] });
    expect(await states()).toEqual([[KEY, "open"]]);
    expect(await policyOf(app.db, profile.id)).toEqual({ number: 0, policy: {} });
  });

  test("that is accepted gives the policy to save, and saves nothing", async () => {
    await found(proposal());
    const { policy, base } = await answer(app.tobi, "accepted");
    expect({ policy, base }).toEqual({ policy: { dependencies: "cite" }, base: 0 });
    expect(await policyOf(app.db, profile.id)).toEqual({ number: 0, policy: {} });
    expect((await trail()).at(-1)).toMatchObject({
      action: "profile.proposal_accepted",
      actor_id: app.tobi.id,
      detail: { proposal: "Tell dependency updates.", because: "You announced 12 of 12 dependency updates." },
    });
  });

  test("that two answer at once is decided by the first, and the other is told who it was", async () => {
    await found(proposal());
    const both = await Promise.allSettled([answer(app.mira, "accepted"), answer(app.tobi, "refused")]);
    const [refused] = both.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    const [, state] = (await states())[0] ?? [];
    const who = state === "accepted" ? app.mira.name : app.tobi.name;
    expect(refused).toMatchObject({
      code: "conflict",
      message: expect.stringMatching(new RegExp(`^${who} ${state} this on \\d+ \\w+ \\d{4}, \\d\\d:\\d\\d UTC\\.$`)),
    });
    expect((await trail()).filter(({ action }) => action.startsWith("profile.proposal_"))).toHaveLength(1);
  });

  test("that was refused comes back only when it is true of twice as many", async () => {
    await found(proposal(12));
    await answer(app.mira, "refused");
    await found(proposal(23));
    expect(await states()).toEqual([[KEY, "refused"]]);
    await found(proposal(24));
    expect(await states()).toEqual([[KEY, "open"]]);
  });

  test("that was accepted comes back when a newer policy was saved without it", async () => {
    await found(proposal());
    await answer(app.mira, "accepted");
    await found(proposal());
    expect(await states()).toEqual([[KEY, "accepted"]]);
    await savePolicy(app.deps, app.mira, { profile_id: profile.id, base: 0, policy: { docs: "cite" } });
    await found(proposal());
    expect(await states()).toEqual([[KEY, "open"]]);
  });

  test("that nobody answered goes when it is not found any more, and cannot be answered then", async () => {
    await found(proposal());
    await found();
    expect(await states()).toEqual([]);
    await expect(answer(app.mira, "accepted")).rejects.toMatchObject({ code: "not_found" });
  });
});
