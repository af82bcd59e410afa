import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { composeModal, type ComposeData } from "../../app/slack/blocks/compose.ts";
import { BLANK } from "../../app/updates/brief-form.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { NO_BRANCH } from "../support/app.ts";
import { until } from "../support/until.ts";
import { type FormDesk, startFormDesk, REPOSITORIES } from "../support/slack-form.ts";
import fc from "../support/chance.ts";

let desk: FormDesk;
let app: FormDesk["app"];
let it: FormDesk["it"];
let listsOf: FormDesk["listsOf"];
let modal: FormDesk["modal"];
let opened: FormDesk["opened"];
let standing: FormDesk["standing"];
let redrawn: FormDesk["redrawn"];
let submit: FormDesk["submit"];
let choose: FormDesk["choose"];
let updates: FormDesk["updates"];
let profile: FormDesk["profile"];
let viewWith: FormDesk["viewWith"];

beforeAll(async () => {
  desk = await startFormDesk();
  ({ app, it, listsOf, modal, opened, standing, redrawn, submit, choose, updates, profile, viewWith } = desk);
});
afterAll(() => desk?.stop());
beforeEach(() => desk.clear());

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
      repositories: () => new Promise((done) => void (answer = () => done({ repositories: REPOSITORIES, notes: [] }))),
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
    preset: fc.constantFrom("7d", "dates", "last", "release", "tags"),
    release: words,
  });
  const data = fc.record({
    form,
    models: option,
    tones: option,
    without_model: fc.constantFrom("", "No model."),
    since_last: fc.boolean(),
    tags: fc.option(fc.record({ tags: fc.uniqueArray(fc.stringMatching(/^[a-z.]{1,90}$/)), complete: fc.boolean() })),
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
        obstacle: given.form.context,
        channels: given.channels && given.channels.map((one) => ({ ...one, is_private: true, is_member: false })),
      };
      expect(() => checkView(JSON.parse(JSON.stringify(composeModal(more))), "modal")).not.toThrow();
    }),
    { numRuns: 60 },
  );
});
