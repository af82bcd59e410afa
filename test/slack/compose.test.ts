import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { PipelinesClient } from "../../app/pipelines-client.ts";
import { composeModal, type ComposeData } from "../../app/slack/blocks/compose.ts";
import { BLANK } from "../../app/updates/brief-form.ts";
import { listAudit } from "../../db/app/audit.ts";
import { findGeneration } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, type TestApp, NO_BRANCH } from "../support/app.ts";
import fc from "../support/chance.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";
import { until } from "../support/until.ts";

const CHANNELS = [
  { id: "C0ENG", name: "eng-updates", is_private: false, is_member: true },
  { id: "C0REL", name: "releases", is_private: false, is_member: false },
];
const REPOSITORIES = ["acme/harbor", "acme/harbor-web"].map((repo) => ({
  repo,
  default_branch: "main",
  private: false,
}));
const MODEL = { id: "gpt-x", kind: "model" as const, stand_in: false, price: null };
const RULES = { id: "rules", kind: "rules" as const, stand_in: false, price: null };

let app: TestApp;
let it: FrontInTest;

beforeAll(async () => {
  app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  it = await startSlackFront({ app, chores: [] });
});
afterAll(async () => {
  await it.stop();
  await app.stop();
});
beforeEach(async () => {
  await app.db.updateTable("app.updates").set({ deleted_at: new Date() }).where("deleted_at", "is", null).execute();
  await app.db.updateTable("app.profiles").set({ deleted_at: new Date() }).where("deleted_at", "is", null).execute();
  await it.demo.act({ what: "close", as: "U0MIRA" });
  listsOf({ repositories: async () => ({ repositories: REPOSITORIES }) });
  // Past what the lists remember.
  app.passTime(61_000);
});

const listsOf = (lists: Partial<PipelinesClient>) =>
  Object.assign(app.pipelines, {
    models: async () => ({ default: "gpt-x", server: "https://models.example", models: [MODEL, RULES] }),
    branches: async () => ({ branches: ["main", "next"], default_branch: "main", complete: true }),
    ...lists,
  });

const modal = async () => (await it.demo.person("U0MIRA")).modals.at(-1);
const opened = async () => until("form", async () => ((await modal())?.blocks.length ?? 0) > 2 && (await modal()));
/** Block id → what stands in it. */
async function standing(): Promise<Record<string, unknown>> {
  const values = (await opened()).state.values;
  return Object.fromEntries(
    Object.entries(values).map(([block, inputs]) => {
      const { value, selected_option, selected_options, selected_date } = Object.values(inputs)[0] ?? {};
      // Safe: these are the options that Slack sends back.
      const many = (selected_options as { value: string }[] | undefined)?.map((one) => one.value);
      return [block, many ?? value ?? (selected_option as { value: string } | null)?.value ?? selected_date ?? ""];
    }),
  );
}
/** A click is answered first, and the form is drawn afterwards. */
const redrawn = (block: string) => until(`form with ${block}`, async () => block in (await standing()));
const submit = (values: Record<string, string | string[]>) => it.demo.act({ what: "submit", as: "U0MIRA", values });
const choose = (action_id: string, value: string, values: Record<string, string | string[]> = {}) =>
  it.demo.act({ what: "click_view", as: "U0MIRA", action_id, value, values });
const updates = (): Promise<Update[]> =>
  app.db.selectFrom("app.updates").selectAll().where("deleted_at", "is", null).orderBy("number").execute();
const profile = (name: string, brief: Partial<typeof BRIEF> = {}) =>
  saveProfile(app.deps, app.mira, {
    name,
    time_zone: "America/New_York",
    channel: { id: "C0REL", name: "releases" },
    brief: { ...BRIEF, ...brief },
  });

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

/** What Slack keeps of a view, as a view to show. */
const viewWith = (
  { blocks, callback_id, title }: NonNullable<Awaited<ReturnType<typeof modal>>>,
  private_metadata: string,
) => ({
  type: "modal",
  callback_id,
  title,
  blocks,
  private_metadata,
  submit: { type: "plain_text", text: "Generate draft" },
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

describe("what is wrong", () => {
  const SAID: [what: string, values: Record<string, string | string[]>, block: string, words: string][] = [
    ["no repository", { "repo.0": [] }, "repo.0", "Choose a repository"],
    ["a repository that is none", { "repo.0": [], "other_repo.0": "harbor" }, "other_repo.0", "owner/repo"],
    [
      "a branch that is nowhere",
      { "repo.0": ["acme/harbor"], "branch.0": "nope" },
      "branch.0",
      "such as main or release/2.x",
    ],
  ];
  test.each(SAID)("is said at its field: %s", async (what, values, block, words) => {
    if (what.includes("nowhere")) app.pipelines.faults = [NO_BRANCH];
    onTestFinished(() => void (app.pipelines.faults = []));
    await it.demo.command("/pulse");
    await opened();

    const sent = await submit({ "channel.0": "C0ENG", ...values });

    expect(sent.errors).toEqual({ [block]: expect.stringContaining(words) });
    expect(await updates()).toEqual([]);
  });

  test("is said at its field: dates the wrong way round, with what was typed still there", async () => {
    await it.demo.command("/pulse");
    await choose("compose_redraw.preset", "dates", { "repo.0": ["acme/harbor"] });
    await redrawn("from.0");

    const sent = await submit({ "from.0": "2026-11-09", "to.0": "2026-11-02" });

    expect(sent.errors).toEqual({ "to.0": expect.stringContaining("ends before it begins") });
    expect(await standing()).toMatchObject({ "from.0": "2026-11-09", "repo.0": ["acme/harbor"] });
  });

  test("a form from another time is answered and changes nothing", async () => {
    await it.demo.command("/pulse");
    const view = await opened();
    await it.demo.client.apiCall("views.update", { view_id: view.id, view: viewWith(view, "{}") });

    const sent = await submit({ "repo.0": ["acme/harbor"] });

    expect(JSON.stringify(sent.errors)).toContain("from another time");
    expect(await updates()).toEqual([]);
  });

  test("a viewer opens no form and hears why", async () => {
    await app.db.updateTable("app.people").set({ role: "viewer" }).where("handle", "=", "lena").execute();

    await it.demo.command("/pulse", "U0LENA");

    const { modals, ephemerals } = await it.demo.person("U0LENA");
    expect(modals).toEqual([]);
    expect(ephemerals.at(-1)?.text).toContain("may not ask for updates");
  });

  test("a form that Slack opens no more is answered", async () => {
    await it.demo.fault({ method: "views.open", fault: "error", error: "expired_trigger_id" });

    await it.demo.command("/pulse");

    const { modals, ephemerals } = await it.demo.person("U0MIRA");
    expect(modals).toEqual([]);
    expect(ephemerals.at(-1)?.text).toContain("three seconds");
  });
});

describe("without lists", () => {
  test("the form takes what people type", async () => {
    const none = async () => Promise.reject(new Error("down"));
    listsOf({ repositories: none, models: none, branches: none });

    await it.demo.command("/pulse");
    await opened();
    const sent = await submit({ "repo.0": "acme/harbor acme/other", "branch.0": "next", "channel.0": "C0ENG" });

    expect(sent).toMatchObject({ ok: true });
    const [update] = await updates();
    expect(update?.brief.sources).toEqual([
      { repo: "acme/harbor", base_branch: "next" },
      { repo: "acme/other", base_branch: "next" },
    ]);
  });

  test("that take their time, a light form comes first and is filled then", async () => {
    let answer = () => {};
    listsOf({
      repositories: () => new Promise((done) => void (answer = () => done({ repositories: REPOSITORIES }))),
    });

    // Slack hears of the command's end only when the form is whole.
    const commanded = it.demo.command("/pulse");
    const light = await until("light form", modal);
    expect(JSON.stringify(light.blocks)).toContain("One moment");
    // Longer than pages that ask one after the other would wait for it.
    for (const page of [1, 2, 3]) expect(await it.deps.pickers.repositories(), `page ${page}`).toBeNull();
    answer();
    await commanded;

    expect(JSON.stringify((await opened()).blocks)).toContain("acme/harbor-web");
  });
});

describe("a message", () => {
  test("goes into the form for everybody to see, and from there to the model", async () => {
    const ts = await it.demo.post({ text: "Please mention the &lt;outage&gt; of Monday" });

    await it.demo.act({ what: "shortcut", as: "U0MIRA", callback_id: "add_to_update", channel: "C0ENG", ts });

    await redrawn("context.0");
    expect(await standing()).toMatchObject({
      "context.0": "Please mention the <outage> of Monday",
      "channel.0": "C0ENG",
    });
    await submit({ "repo.0": ["acme/harbor"], "context.0": "The outage of Monday" });
    const [update] = await updates();
    const generation = await findGeneration(app.db, update?.id ?? "", 1);
    expect(generation?.parameters.context).toBe("The outage of Monday");
  });

  test("keeps its words when a profile is chosen, and is cut where it does not fit", async () => {
    await profile("Releases");
    const ts = await it.demo.post({ text: "x".repeat(3_900) });
    await it.demo.act({ what: "shortcut", as: "U0MIRA", callback_id: "add_to_update", channel: "C0ENG", ts });
    await opened();

    await choose("compose_profile", "releases");

    await redrawn("context.1");
    expect(String((await standing())["context.1"])).toMatch(/^x{2999}…$/);
  });
});

test("whatever stands in it, Slack takes the form", () => {
  const words = fc.string({ unit: "binary", maxLength: 400 });
  const ref = fc.constantFrom("acme/harbor", `${"o".repeat(39)}/${"r".repeat(100)}`);
  const option = fc.uniqueArray(fc.record({ value: fc.stringMatching(/^[a-z]{1,99}$/), label: words }), {
    minLength: 1,
    maxLength: 120,
    selector: ({ value }: { value: string }) => value,
  });
  const form = fc.record({
    channel: words,
    custom_prompt: words,
    context: words,
    preset: fc.constantFrom("7d", "dates", "last"),
  });
  const data = fc.record({
    form,
    models: option,
    tones: option,
    without_model: fc.constantFrom("", "No model."),
    since_last: fc.boolean(),
    profiles: fc.array(words, { maxLength: 120 }),
    repositories: fc.option(fc.uniqueArray(ref)),
    channels: fc.option(
      fc.uniqueArray(fc.record({ id: fc.stringMatching(/^C[A-Z0-9]{4}$/), name: words }), {
        maxLength: 120,
        selector: ({ id }) => id,
      }),
    ),
  });
  fc.assert(
    fc.property(data, (given) => {
      const more: ComposeData = {
        ...given,
        meta: "{}",
        draw: 0,
        dates: { from: "2026-11-02", to: "" },
        with_context: true,
        form: { ...BLANK, ...given.form },
        profiles: given.profiles.map((name, at) => ({ slug: `p${at}`, name })),
        profile: { slug: "p0", name: "x" },
        approval: given.form.context,
        channels: given.channels && given.channels.map((one) => ({ ...one, is_private: true, is_member: false })),
      };
      expect(() => checkView(JSON.parse(JSON.stringify(composeModal(more))), "modal")).not.toThrow();
    }),
    { numRuns: 60 },
  );
});
