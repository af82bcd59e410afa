import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readOutline } from "../../app/message/items/outline.ts";
import { itemsModal } from "../../app/slack/blocks/item-list.ts";
import { editItem } from "../../app/updates/edit-item.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { listEditsOf } from "../../db/app/edits.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import fc from "../support/chance.ts";
import { expectHarmless, hostile } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

const WEEK =
  "# Harbor\n\n## New\n\n- A map (#12, mira)\n- A board (#13, lena)\n\n## Fixed\n\n- The import (#14, nkemp)\n\n" +
  "> As somebody said\n";

let desk: Desk;
let update: Update;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(async () => {
  await desk.demo.act({ what: "close", as: "U0MIRA" });
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

/** Mira has the list of a draft's items before her. */
async function listed(text = WEEK) {
  update = await desk.drafted(text);
  await desk.click("U0MIRA", update, "edit");
  return desk.opened("U0MIRA");
}
const now = async () => {
  const { working_copy, revision } = await desk.app.now(update);
  return working_copy ?? (await listRevisions(desk.app.db, update.id))[revision - 1]?.markdown ?? "";
};
const keyOf = async (words: string) =>
  readOutline(await now(), update.brief.sources).find((piece) => piece.words.includes(words))?.key ?? "";
/** One entry of an item's menu. */
async function choose(what: string, words: string) {
  const key = await keyOf(words);
  await desk.demo.act({ what: "click_view", as: "U0MIRA", action_id: `item.${key}`, value: `${what}:${key}` });
}
const press = (action_id: string) => desk.demo.act({ what: "click_view", as: "U0MIRA", action_id });
const shows = (words: string | RegExp) =>
  until(`form that says ${words}`, async () => {
    const modal = (await desk.demo.person("U0MIRA")).modals.at(-1);
    const shown = JSON.stringify(modal?.blocks ?? "");
    return (typeof words === "string" ? shown.includes(words) : words.test(shown)) && { ...modal, shown };
  });

type Element = { type: string; text?: { text: string }; options?: { text: { text: string } }[] };
/** What the rows of a list say, with what each offers. */
const rowsOf = (blocks: readonly object[]) =>
  (blocks as { type: string; text?: { text: string }; accessory?: Element }[]).flatMap(({ type, text, accessory }) =>
    type === "section"
      ? [[text?.text, ...(accessory?.options ?? [accessory]).flatMap((one) => one?.text?.text ?? [])]]
      : [],
  );

describe("Edit", () => {
  test("lists the items by their sections, each with what can be done with it", async () => {
    const { blocks } = await listed();
    const all = ["Edit, or move to a section…", "Move up", "Move down"];
    expect(rowsOf(blocks)).toEqual([
      ["*Harbor*", "Edit"],
      ["*New*", "Edit"],
      ["• A map (#12, mira)", ...all, "Leave out…"],
      ["• A board (#13, lena)", ...all, "Merge with the one above", "Leave out…"],
      ["*Fixed*", "Edit"],
      ["• The import (#14, nkemp)", ...all, "Leave out…"],
      ["As somebody said\n_Change it with Edit as text._", "Move up", "Move down", "Leave out…"],
    ]);
  });

  test("shows what was found at the item that it stands in", async () => {
    const found = { check: "H7", severity: "flag" as const, fix: "Say less.", line: 5, prs: [] };
    desk.app.pipelines.findings = [{ ...found, key: "f", message: "“map” is in no pull request." }];
    update = await desk.drafted(WEEK);
    await desk.app.db.deleteFrom("app.findings").execute();
    await desk.click("U0MIRA", update, "edit");
    const { blocks } = await desk.opened("U0MIRA");
    desk.app.pipelines.findings = [];
    expect(rowsOf(blocks)[2]?.[0]).toBe("• A map (#12, mira)\n:triangular_flag_on_post: “map” is in no pull request.");
    expect(JSON.stringify(blocks).match(/triangular_flag/g)).toHaveLength(1);
  });

  test("moves and merges at once, takes back, does again, and Save makes the revision", async () => {
    await listed();
    await choose("item_down", "A map");
    await shows("Moved #12 down.");
    await choose("item_merge", "A map");
    await shows("Merged #12 with #13.");
    expect(await now()).toContain("- A board A map (#13, #12; lena, mira)");
    await press("items_undo");
    await shows("Taken back: Merged #12 with #13.");
    await press("items_redo");
    await shows("Done again: Merged #12 with #13.");
    expect(await listRevisions(desk.app.db, update.id)).toHaveLength(1);

    expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });

    await desk.shows("U0MIRA", update, "Revision 2");
    expect((await listRevisions(desk.app.db, update.id)).at(-1)?.markdown).toContain("A board A map (#13, #12;");
  });

  test("says an item in other words and puts it into another section, and the list below shows it", async () => {
    await listed();
    await choose("item_edit", "A map");
    await shows("An empty line makes two of it.");

    const fixed = await keyOf("Fixed");
    expect(await desk.submit("U0MIRA", { words: "A *new* map", section: fixed })).toMatchObject({ ok: true });

    await shows("Moved #12 to “Fixed”. Rewrote #12.");
    expect(await now()).toMatch(/## Fixed\n\n- The import \(#14, nkemp\)\n(.*\n)*- A \*new\* map \(#12, mira\)/);
    const { done } = await listEditsOf(desk.app.db, update.id, desk.app.mira.id ?? "");
    expect(done.map(({ name }) => name)).toEqual(["Moved #12 to “Fixed”", "Rewrote #12"]);
  });

  test("makes a new section", async () => {
    await listed();
    await choose("item_edit", "The import");
    await shows("Or a new section");
    await desk.submit("U0MIRA", { new_section: "Reliability" });
    await shows("Moved #14 to “Reliability”.");
    expect(await now()).toContain("## Reliability\n\n- The import");
  });

  test("leaves out with a reason, or without", async () => {
    await listed();
    await choose("item_out", "The import");
    await shows("Not worth telling");
    await desk.submit("U0MIRA", { reason: "not_worth_it" });
    await shows("Left out #14.");
    await choose("item_out", "A board");
    await shows("Why, if you like");
    await desk.submit("U0MIRA");
    await shows("Left out #13.");
    const { done } = await listEditsOf(desk.app.db, update.id, desk.app.mira.id ?? "");
    expect(done.map(({ name, reason }) => [name, reason])).toEqual([
      ["Left out #14", "not_worth_it"],
      ["Left out #13", null],
    ]);
  });

  test.each([
    ["a number that is none", "See #999", "is not among what was merged"],
    ["a table", "| a | b |\n|---|---|", "a list, a table, a quote or code in lines does not fit"],
  ])("keeps what was typed with the sentence that says why it does not go: %s", async (_what, words, why) => {
    await listed();
    await choose("item_edit", "A map");
    await shows("Its words");

    await desk.submit("U0MIRA", { words });

    const { state } = await shows(why);
    expect(JSON.stringify(state)).toContain(JSON.stringify(words).slice(1, -1));
    expect(await now()).toBe(WEEK);
  });

  test("says above the list what cannot be done", async () => {
    await listed();
    await choose("item_up", "A map");
    await shows("It is the first one already.");
  });

  test("keeps the words of an item that somebody took out meanwhile, and names them", async () => {
    await listed();
    await choose("item_edit", "A map");
    await shows("Its words");
    await editItem(desk.app.deps, desk.app.tobi, update.id, { act: { act: "leave_out", key: await keyOf("A map") } });

    await desk.submit("U0MIRA", { words: "A map of all that is" });

    const { state } = await shows("changed that sentence meanwhile, or took it out.");
    expect(JSON.stringify(state)).toContain("A map of all that is");
  });

  test("saves nothing that its list did not show: it shows that first", async () => {
    await listed();
    const typed = { markdown: WEEK.replace("A board", "A big board"), base_revision: 1 };
    await saveWorkingCopy(desk.app.deps, desk.app.tobi, update.id, typed);

    await desk.submit("U0MIRA");

    await shows(/Tobi Okafor changed the text since this was drawn.*A big board/);
    expect((await desk.app.now(update)).revision).toBe(1);
    expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });
    expect((await desk.app.now(update)).revision).toBe(2);
  });

  test("closed without Save it waits: whoever approves hears that, and Edit shows it again", async () => {
    await listed();
    await choose("item_down", "A map");
    await shows("Moved #12 down.");
    await desk.demo.act({ what: "close", as: "U0MIRA" });

    await desk.click("U0MIRA", update, "approve");

    await desk.hears("U0MIRA", "You have unsaved words. Press Edit");
    await desk.shows("U0MIRA", update, "Mira Lindqvist has unsaved words.");
    await desk.click("U0MIRA", update, "edit");
    expect(JSON.stringify((await desk.opened("U0MIRA")).blocks)).toMatch(/Undo: Moved #12 down.*A board.*A map/);
  });

  test("pages through a long text, and stays on its page", async () => {
    await listed(`# Long\n\n${Array.from({ length: 130 }, (_, at) => `- Item ${at} (#12)`).join("\n")}\n`);
    await press("items_page.1");
    await shows("Item 60 ");
    await choose("item_down", "Item 60");
    const { shown } = await shows("Moved #12 down.");
    expect(shown).toContain("Earlier, page 1 of 3");
    expect(shown).not.toContain("Item 5 ");
  });
});

test("what can only be left out has a button for that", () => {
  const on = { update_id: "019a0000-0000-7000-8000-000000000001", digest: "d", page: 0 };
  const lonely = itemsModal({
    update: { number: 12, revision: 1, url: "https://pulse.test/updates/1" },
    on,
    pieces: readOutline("# Harbor\n\n## Also merged\n\n> Quoted\n", []),
    open: [],
    steps: { undo: { name: "", step: "" }, redo: { name: "", step: "" } },
    note: "",
  });
  expect(rowsOf(lonely.blocks)[2]).toEqual(["Quoted\n_Change it with Edit as text._", "Leave out…"]);
});

test("whatever a text says, its list is what Slack takes, and nothing in it pings or hides a link", () => {
  const line = fc.oneof(hostile, fc.constantFrom("## ", "- ", "1. ", "```", "> ", "\n", "**", "| a | b |\n|---|---|"));
  const text = fc.array(line, { maxLength: 80 }).map((lines) => lines.join("\n").slice(0, MAX_TEXT_CHARS - 10));
  const about = { number: 12, revision: 1, url: "https://pulse.test/updates/1" };
  const on = { update_id: "019a0000-0000-7000-8000-000000000001", digest: "d", page: 0 };
  const FOUND = { key: "f", check: "H7", severity: "fault" as const, fix: "", line: 1, prs: [], acknowledged_by: null };
  const steps = { undo: { name: "<!channel> *x*", step: "12" }, redo: { name: "", step: "" } };
  fc.assert(
    fc.property(text, (markdown) => {
      const pieces = readOutline(markdown, [{ repo: "acme/harbor", base_branch: "main" }]);
      const said = { message: markdown.slice(0, 300), at: "", sentence: markdown.split("\n")[0] ?? "" };
      const open = [{ ...FOUND, ...said }];
      const shown = itemsModal({ update: about, on, pieces, open, steps, note: "" });
      checkView(JSON.parse(JSON.stringify(shown)), "modal");
      for (const block of shown.blocks) {
        if (block.type === "section") expectHarmless({ text: "x", blocks: [block] as never }, []);
      }
    }),
    { numRuns: 150 },
  );
});
