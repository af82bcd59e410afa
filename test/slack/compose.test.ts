import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listAudit } from "../../db/app/audit.ts";
import type { PipelinesClient } from "../../app/pipelines-client.ts";
import { CHANNEL } from "../support/app.ts";
import { until } from "../support/until.ts";
import { type FormDesk, startFormDesk } from "../support/slack-form.ts";

let desk: FormDesk;
let app: FormDesk["app"];
let it: FormDesk["it"];
let modal: FormDesk["modal"];
let opened: FormDesk["opened"];
let standing: FormDesk["standing"];
let redrawn: FormDesk["redrawn"];
let submit: FormDesk["submit"];
let choose: FormDesk["choose"];
let updates: FormDesk["updates"];
let profile: FormDesk["profile"];
let viewWith: FormDesk["viewWith"];

const NIGHTS = Array.from({ length: 100 }, (_, at) => `nightly-${200 - at}`);
const NEWEST = "As nightly-200, nightly-199 or nightly-198.";
let made = 0;

/** What a menu of the form holds. */
async function offered(block: string): Promise<string[]> {
  const found = (await modal())?.blocks.find(({ block_id }) => block_id === block);
  // Safe: a menu of ours.
  const { options = [] } = (found?.["element"] ?? {}) as { options?: { value: string }[] };
  return options.map(({ value }) => value);
}

beforeAll(async () => {
  desk = await startFormDesk();
  ({ app, it, modal, opened, standing, redrawn, submit, choose, updates, profile, viewWith } = desk);
});
afterAll(() => desk?.stop());
beforeEach(() => desk.clear());

describe("from the form to the update", () => {
  test("/pulse opens it, and what is sent is asked for, by this person in Slack", async () => {
    await it.demo.command("/pulse");
    expect(await standing()).toMatchObject({ "channel.0": "C0ENG", "preset.0": "7d", "llm_model.0": "default" });

    const sent = await submit({
      "repo.0": ["acme/harbor", "acme/harbor-web"],
      "channel.0": "C0ENG",
      "preset.0": "14d",
      "tone.0": "warm",
      "analysis_type.0": "risk_review",
      "custom_prompt.0": "Dwell on <!channel> search",
      "max_iterations.0": "2",
    });

    expect(sent).toMatchObject({ ok: true });
    expect(await modal()).toBeUndefined();
    const [update, ...others] = await updates();
    expect(others).toEqual([]);
    expect(update).toMatchObject({ state: "generating", channel: CHANNEL, created_by: app.mira.id });
    expect(update?.brief).toEqual({
      sources: ["acme/harbor", "acme/harbor-web"].map((repo) => ({ repo, base_branch: "main" })),
      window: { preset: "14d" },
      time_zone: "UTC",
      analysis_type: "risk_review",
      tone: "warm",
      custom_prompt: "Dwell on <!channel> search",
      llm_model: "default",
      max_iterations: 2,
      ignored_prs: [],
    });
    expect(await listAudit(app.db, update?.id ?? "")).toMatchObject([{ action: "update.composed", surface: "slack" }]);
  });

  test("what is sent twice is asked for once", async () => {
    await it.demo.command("/pulse");
    const view = await opened();
    const { private_metadata } = view;
    await submit({ "repo.0": ["acme/harbor"], "channel.0": "C0ENG" });

    await it.demo.command("/pulse");
    const again = await opened();
    // As Slack would send it for a second press before the first was answered.
    await it.demo.client.apiCall("views.update", { view_id: again.id, view: viewWith(again, private_metadata) });
    expect(await submit({ "repo.0": ["acme/harbor"], "channel.0": "C0ENG" })).toMatchObject({ ok: true });

    expect(await updates()).toHaveLength(1);
    expect(await app.waiting("trigger-run")).toHaveLength(
      new Set((await app.waiting("trigger-run")).map((job) => job["update_id"])).size,
    );
  });

  test("the Home tab’s button and the shortcut open the same form", async () => {
    await it.demo.act({ what: "shortcut", as: "U0MIRA", callback_id: "compose_update" });

    expect(await opened()).toMatchObject({ callback_id: "compose", title: { text: "Compose an update" } });
  });
});

describe("a profile", () => {
  test("fills the form with what it says, and is whose update it becomes", async () => {
    const { id } = await profile("Releases", {
      sources: [{ repo: "acme/harbor-web", base_branch: "next" }],
      window: { preset: "month" },
      tone: "terse",
      llm_model: "default",
    });
    await it.demo.command("/pulse");

    await choose("compose_profile", "releases", { "custom_prompt.0": "typed before" });
    await redrawn("profile.1");

    expect(await standing()).toMatchObject({
      "profile.1": "releases",
      "repo.1": ["acme/harbor-web"],
      "branch.1": "next",
      "channel.1": "C0REL",
      "preset.1": "month",
      "tone.1": "terse",
      "custom_prompt.1": "",
    });
    expect(await submit({})).toMatchObject({ ok: true });
    const [update] = await updates();
    expect(update).toMatchObject({ profile_id: id, brief: { time_zone: "America/New_York", tone: "terse" } });
    expect(update?.brief.sources).toEqual([{ repo: "acme/harbor-web", base_branch: "next" }]);
  });

  test("that was deleted meanwhile is none, and nothing is lost", async () => {
    await profile("Gone soon");
    await it.demo.command("/pulse");
    await choose("compose_profile", "gone-soon");
    await redrawn("profile.1");
    await app.db.updateTable("app.profiles").set({ deleted_at: new Date() }).execute();

    expect(await submit({})).toMatchObject({ ok: true });

    expect(await updates()).toMatchObject([{ profile_id: null, brief: { sources: [{ repo: "acme/harbor" }] } }]);
  });
});

describe("what depends on a choice", () => {
  test("is there with it: dates, with the days that stood there before", async () => {
    await it.demo.command("/pulse");

    await choose("compose_redraw.preset", "dates", { "custom_prompt.0": "stays", "repo.0": ["acme/harbor"] });

    await redrawn("from.0");
    expect(await standing()).toMatchObject({ "custom_prompt.0": "stays", "from.0": expect.stringMatching(/^\d{4}-/) });
    await submit({ "from.0": "2026-11-02", "to.0": "2026-11-09" });
    const [update] = await updates();
    expect(update?.brief.window).toEqual({ preset: "dates", from: "2026-11-02", to: "2026-11-09" });
  });

  test("is there with it: the tags of the repositories that are chosen, the newest first", async () => {
    const has: Record<string, string[]> = {
      "acme/harbor": ["v2.1.0", "v2.0.0", "v1.0.0"],
      "acme/harbor-web": ["v2.1.0", "web"],
    };
    desk.listsOf({ tags: async (repo) => ({ tags: has[repo] ?? [], complete: true }) });
    await it.demo.command("/pulse");
    await choose("compose_redraw.preset", "release", { "repo.0": ["acme/harbor"] });
    await redrawn("release.0");
    expect(await offered("release.0")).toEqual(["newest:", "v2.1.0", "v2.0.0", "v1.0.0"]);
    expect(await standing()).toMatchObject({ "release.0": "newest:" });

    await choose("compose_redraw.preset", "tags");
    await redrawn("to_tag.0");
    await choose("compose_redraw.repos", ["acme/harbor", "acme/harbor-web"]);
    await until("shared tags", async () => (await offered("to_tag.0")).join() === "v2.1.0");

    await choose("compose_redraw.repos", ["acme/harbor"]);
    await until("tags of one", async () => (await offered("to_tag.0")).length === 3);
    await submit({ "from_tag.0": "v1.0.0", "to_tag.0": "v2.1.0" });
    const [update] = await updates();
    expect(update?.brief.window).toEqual({ preset: "tags", from_tag: "v1.0.0", to_tag: "v2.1.0" });
  });

  test("the newest release is among them, and is what nothing else was chosen", async () => {
    desk.listsOf({ tags: async () => ({ tags: ["v1.0.0"], complete: true }) });
    await it.demo.command("/pulse");
    await choose("compose_redraw.preset", "release", { "repo.0": ["acme/harbor"] });
    await redrawn("release.0");
    expect(await submit({})).toMatchObject({ ok: true });
    expect((await updates())[0]?.brief.window).toEqual({ preset: "release", tag: "" });
  });

  test.each<[string, Partial<PipelinesClient>, string]>([
    ["there are more than are listed", { tags: async () => ({ tags: NIGHTS, complete: false }) }, NEWEST],
    ["there are more than a menu holds", { tags: async () => ({ tags: NIGHTS, complete: true }) }, NEWEST],
    ["there are none", { tags: async () => ({ tags: [], complete: true }) }, "As v1.4.0."],
    ["no list can be had", { tags: () => Promise.reject(new Error("away")) }, "As v1.4.0."],
  ])("a tag is typed where %s", async (_why, lists, hint) => {
    // No list is remembered for a repository of its own.
    const repo = `acme/other-${(made += 1)}`;
    desk.listsOf(lists);
    await it.demo.command("/pulse");
    await choose("compose_redraw.preset", "tags", { "repo.0": [], "other_repo.0": repo });
    await redrawn("from_tag.0");
    expect(JSON.stringify((await modal())?.blocks)).toContain(hint);
    await submit({ "from_tag.0": "v1", "to_tag.0": "v2" });
    expect((await updates())[0]?.brief.window).toEqual({ preset: "tags", from_tag: "v1", to_tag: "v2" });
  });

  test("is left out with the reason where the rules write, and comes back as it was", async () => {
    await it.demo.command("/pulse");

    await choose("compose_redraw.model", "rules", { "custom_prompt.0": "Dwell on search", "tone.0": "warm" });

    await until("form without wishes", async () => !("tone.0" in (await standing())));
    expect(JSON.stringify((await modal())?.blocks)).toContain("need a model");
    await choose("compose_redraw.model", "default");
    await redrawn("tone.0");
    // Slack itself keeps nothing of an input that was gone.
    expect(JSON.stringify((await modal())?.blocks)).toContain('"initial_value":"Dwell on search"');
    expect(await standing()).toMatchObject({ "custom_prompt.0": "Dwell on search", "tone.0": "warm" });
  });
});
