import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { approve } from "../../app/updates/approve.ts";
import { correct } from "../../app/updates/correct.ts";
import { notForAll } from "../../app/updates/not-for-all.ts";
import { postElsewhere } from "../../app/updates/post-elsewhere.ts";
import { retryPost } from "../../app/updates/retry-post.ts";
import type { Update } from "../../db/app/tables.ts";
import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import { BRIEF, CHANNEL, TEXT } from "../support/app.ts";
import { browseAsMira } from "../support/browse.ts";
import { startAudienceDesk, AGENCY, PRIVATE, PARTNERS } from "../support/audience-desk.ts";

const INTERNAL: ShownSource = { repo: "acme/tools", visibility: "internal" };
const UNTOLD: ShownSource = { repo: "acme/odd", visibility: null };
const PUBLIC: ShownSource = { repo: "acme/harbor", visibility: "public" };

describe("what is not for all who read a channel", () => {
  const ALL = [PRIVATE, INTERNAL, UNTOLD, PUBLIC];
  const COLLEAGUES = { other_companies: false, guests: false };
  test.each<[string, Parameters<typeof notForAll>[1], string[], string[]]>([
    ["colleagues alone", COLLEAGUES, [], []],
    ["nobody knows whether guests", { other_companies: false, guests: null }, [], []],
    ["guests", { other_companies: false, guests: true }, [], ["acme/vault", "acme/tools", "acme/odd"]],
    ["other companies", { other_companies: true, guests: null }, [], ["acme/vault", "acme/tools", "acme/odd"]],
    ["guests, where a profile names one", { ...COLLEAGUES, guests: true }, ["Acme/Vault"], ["acme/tools", "acme/odd"]],
    [
      "other companies, where a profile names all",
      { other_companies: true, guests: null },
      ["acme/vault", "acme/tools", "acme/odd"],
      [],
    ],
  ])("of a channel that is read by %s", (_whom, readers, named, held) => {
    expect(notForAll(ALL, readers, named).map(({ repo }) => repo)).toEqual(held);
  });
});

let desk: Awaited<ReturnType<typeof startAudienceDesk>>;
beforeAll(async () => void (desk = await startAudienceDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

/** An app whose Slack is the demo one. */
const deps = () => desk.posting;

const approval = { markdown: TEXT, base_revision: 1, override_reason: null };
const state = async (update: Update) => (await desk.app.now(update)).state;

describe("approving", () => {
  test.each<[string, ShownSource[] | null, typeof PARTNERS, RegExp]>([
    [
      "a private source, to other companies",
      [PRIVATE],
      PARTNERS,
      /^acme\/vault is private on GitHub, and people of other companies read #partners\.$/,
    ],
    [
      "an internal source, to guests",
      [INTERNAL],
      AGENCY,
      /^acme\/tools is internal on GitHub, and guests read #studio\.$/,
    ],
    [
      "two of three",
      [PRIVATE, PUBLIC, INTERNAL],
      PARTNERS,
      /^acme\/vault and acme\/tools are not public on GitHub, and/,
    ],
    ["what GitHub did not say", null, PARTNERS, /^GitHub did not say whether acme\/harbor is public, and/],
  ])("stops %s, and says the next step", async (_what, sources, channel, words) => {
    const update = await desk.drafted(sources, channel);

    await expect(approve(deps(), desk.app.mira, update.id, approval)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(words),
      remedy: "Send it to another channel, or write it from a profile that names this source.",
    });
    expect(await state(update)).toBe("in_review");
  });

  test.each<[string, ShownSource[], typeof PARTNERS]>([
    ["a public source to other companies", [PUBLIC], PARTNERS],
    ["a private source to colleagues", [PRIVATE], CHANNEL],
  ])("lets %s", async (_what, sources, channel) => {
    const update = await desk.drafted(sources, channel);
    expect((await approve(deps(), desk.app.mira, update.id, approval)).state).toBe("approved");
  });

  test("asks nobody where all sources are public", async () => {
    const update = await desk.drafted([PUBLIC]);
    const slack = { ...deps().slack, whoReads: () => Promise.reject(new Error("asked")) };
    expect((await approve({ ...deps(), slack }, desk.app.mira, update.id, approval)).state).toBe("approved");
  });

  test("says so where Slack cannot be asked, and posts nothing", async () => {
    const update = await desk.drafted([PRIVATE], CHANNEL);
    await desk.demo.fault({ method: "conversations.info", fault: "500-before", times: 5 });

    await expect(approve(deps(), desk.app.mira, update.id, approval)).rejects.toMatchObject({
      code: "unavailable",
      message: "Slack does not say at the moment who reads #eng-updates.",
    });
    expect(await state(update)).toBe("in_review");
  });

  test("stops where Pulse may not see who reads it", async () => {
    const update = await desk.drafted([PRIVATE], CHANNEL);
    await desk.demo.fault({ method: "conversations.members", fault: "error", error: "missing_scope" });

    await expect(approve(deps(), desk.app.mira, update.id, approval)).rejects.toMatchObject({
      message: expect.stringContaining("Slack does not let Pulse see who reads #eng-updates: Pulse lacks a scope"),
    });
  });

  test("a copy carries what its sources may show", async () => {
    const update = await desk.drafted([PRIVATE], CHANNEL);
    await desk.app.put(update.id, "posted");

    const copy = await postElsewhere(deps(), desk.app.mira, update.id, { channel: PARTNERS });

    expect(copy.sources_shown).toEqual([PRIVATE]);
    await expect(approve(deps(), desk.app.mira, copy.id, approval)).rejects.toMatchObject({ code: "conflict" });
  });

  test("from a card in Slack, whoever clicks hears it", async () => {
    const update = await desk.drafted([PRIVATE]);
    await desk.give(update, ["mira"]);
    await desk.click("U0MIRA", update, "approve");
    await desk.hears("U0MIRA", "acme/vault is private on GitHub, and people of other companies read #partners.");
    expect(await state(update)).toBe("in_review");
  });

  test("in the browser, the page says it and keeps the text", async () => {
    const update = await desk.drafted([PRIVATE]);
    const browse = await browseAsMira(deps());
    const answer = await browse(`/updates/${update.id}/approval`, {}, { markdown: TEXT, base_revision: "1" });
    expect([answer.status, await answer.text()]).toEqual([
      409,
      expect.stringContaining("acme/vault is private on GitHub, and people of other companies read #partners."),
    ]);
    expect(await state(update)).toBe("in_review");
  });

  test("a correction is held against those who read it now", async () => {
    const update = await desk.drafted([PRIVATE]);
    await desk.app.put(update.id, "posted");
    await expect(correct(deps(), desk.app.mira, update.id, approval)).rejects.toMatchObject({
      message: expect.stringContaining("people of other companies read #partners"),
    });
  });

  test("posting again asks anew", async () => {
    const update = await desk.drafted([PRIVATE]);
    await desk.app.put(update.id, "post_failed");
    await expect(retryPost(deps(), desk.app.mira, update.id)).rejects.toMatchObject({
      message: expect.stringContaining("people of other companies read #partners"),
    });
  });
});

describe("a profile that names the pair", () => {
  const brief = { ...BRIEF, sources: [{ repo: "acme/vault", base_branch: "main" }] };
  const profile = { time_zone: "UTC", channel: PARTNERS, brief };
  const rules = { approvers: "anyone", author_may_approve: true, deadline_hours: null, post_nothing: false } as const;
  const wider = { channel_id: PARTNERS.id, repos: ["acme/vault"] };

  test("lets that source into that channel, is written down, and ends when the channel changes", async () => {
    const { mira, db } = desk.app;
    const made = await saveProfile(deps(), mira, { ...profile, name: "Partners", approval: { ...rules, wider } });
    const update = await desk.drafted([PRIVATE], PARTNERS, made.id);
    expect((await approve(deps(), mira, update.id, approval)).state).toBe("approved");

    const moved = await saveProfile(deps(), mira, { ...profile, id: made.id, name: "Partners", channel: AGENCY });
    expect(moved.approval.wider).toBeNull();
    const back = await saveProfile(deps(), mira, { ...profile, id: made.id, name: "Partners" });
    expect(back.approval.wider).toBeNull();
    const other = await desk.drafted([PRIVATE], PARTNERS, made.id);
    await expect(approve(deps(), mira, other.id, approval)).rejects.toMatchObject({
      remedy: expect.stringMatching(
        /^Send it to another channel, or let .* say in the profile “Partners” that it may go there\.$/,
      ),
    });
    const noted = await db.selectFrom("app.audit_events").select("detail").where("profile_id", "=", made.id).execute();
    expect(noted.map(({ detail }) => detail["wider"])).toEqual([wider, null, undefined]);
  });

  test("names nothing but its own sources, and only for whoever may change its rules", async () => {
    const { mira, db } = desk.app;
    const repos = ["acme/vault", "acme/other"];
    const approvals = { ...rules, wider: { channel_id: PARTNERS.id, repos } };
    const made = await saveProfile(deps(), mira, { ...profile, name: "Own", approval: approvals });
    expect(made.approval.wider).toEqual(wider);

    const lena = await db.selectFrom("app.people").selectAll().where("handle", "=", "lena").executeTakeFirstOrThrow();
    await db.updateTable("app.people").set({ role: "author" }).where("id", "=", lena.id).execute();
    onTestFinished(async () => {
      await db.updateTable("app.people").set({ role: lena.role }).where("id", "=", lena.id).execute();
    });
    const author = { id: lena.id, team_id: lena.team_id, name: lena.name, surface: "web" } as const;
    const hers = { ...profile, name: "Hers", approval: { ...rules, wider } };
    await expect(saveProfile(deps(), author, hers)).rejects.toMatchObject({ code: "forbidden" });
  });
});
