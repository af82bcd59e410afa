import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readOutline } from "../../app/message/items/outline.ts";
import { approve } from "../../app/updates/approve.ts";
import { changeChannel } from "../../app/updates/change-channel.ts";
import { correct } from "../../app/updates/correct.ts";
import { edit as takeBack } from "../../app/updates/edit.ts";
import { editItem } from "../../app/updates/edit-item.ts";
import { reject } from "../../app/updates/reject.ts";
import { reopen } from "../../app/updates/reopen.ts";
import { save } from "../../app/updates/save.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

/*
 * A button on a card that is not drawn anew, a form that was open for a while, a second click: what somebody did since is not undone by
 * it, and whoever pressed is told.
 */

const TEXT =
  "# Harbor\n\n## New\n\n- A map (#12, mira)\n- A board (#13, lena)\n\n## Fixed\n\n- The import (#14, nkemp)\n";

let desk: Desk;
let update: Update;
let round = 0;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
beforeEach(async () => {
  update = await desk.drafted(textNo((round += 1)), ["mira", "tobi"]);
});
afterEach(async () => {
  await desk.demo.act({ what: "close", as: "U0MIRA" });
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

const textNo = (one: number) => TEXT.replace("Harbor", `Harbor, round ${one}`);
const now = () => desk.app.now(update);
const textNow = async () => {
  const { working_copy, revision } = await now();
  return working_copy ?? (await listRevisions(desk.app.db, update.id))[revision - 1]?.markdown ?? "";
};
const approves = (base_revision = 1) =>
  textNow().then((markdown) =>
    approve(desk.app.deps, desk.app.tobi, update.id, { markdown, base_revision, override_reason: null }),
  );
const fromMenu = (name: string) => desk.click("U0MIRA", update, "more", `${name}:${update.id}:1:card:in=C0ENG`);
const keyOf = async (words: string) =>
  readOutline(await textNow(), update.brief.sources).find((piece) => piece.words.includes(words))?.key ?? "";
const press = (action_id: string, value?: string) =>
  desk.demo.act({ what: "click_view", as: "U0MIRA", action_id, ...(value && { value }) });
const shows = (words: string | RegExp) =>
  until(`form that says ${words}`, async () => {
    const modal = (await desk.demo.person("U0MIRA")).modals.at(-1);
    const shown = JSON.stringify(modal ?? "");
    return (typeof words === "string" ? shown.includes(words) : words.test(shown)) && shown;
  });

describe("a button on a card that is not drawn anew", () => {
  test("Take back of an approval that ended ends no later one", async () => {
    await desk.approves("U0MIRA", update);
    await desk.shows("U0MIRA", update, "Take back");
    await takeBack(desk.app.deps, desk.app.tobi, update.id);
    await approves();

    await desk.click("U0MIRA", update, "take_back");

    await desk.hears("U0MIRA", /Tobi Okafor approved this .* Nothing was done: look at its card/);
    expect((await now()).state).toBe("approved");
    await desk.click("U0MIRA", update, "take_back");
    await until("it is taken back", async () => (await now()).state === "in_review");
  });

  test("Open again of a refusal opens nothing that somebody refused since", async () => {
    await reject(desk.app.deps, desk.app.mira, update.id, { reason: "Not this week." });
    await desk.draw();
    await reopen(desk.app.deps, desk.app.tobi, update.id);
    await reject(desk.app.deps, desk.app.tobi, update.id, { reason: "Never." });

    await desk.click("U0MIRA", update, "reopen");

    await desk.hears("U0MIRA", "Tobi Okafor rejected this");
    expect((await now()).state).toBe("rejected");
  });

  test("a second click says that it is done, and does nothing more", async () => {
    await desk.approves("U0MIRA", update);
    await desk.shows("U0MIRA", update, "Take back");
    const both = [desk.click("U0MIRA", update, "take_back"), desk.click("U0MIRA", update, "take_back")];
    await Promise.all(both);

    await desk.hears("U0MIRA", "You opened this again");
    expect((await desk.audited(update)).filter(({ action }) => action === "update.reopened")).toHaveLength(1);
  });
});

describe("a form that was open while somebody worked", () => {
  test.each([
    ["request_changes", "generating"],
    ["reject", "rejected"],
  ])("%s holds of the text that was seen: a newer one is said, and what was typed stays", async (name, after) => {
    await (name === "reject" ? fromMenu(name) : desk.click("U0MIRA", update, name));
    await desk.opened("U0MIRA");
    const markdown = (await textNow()).replace("A board", "A big board");
    await save(desk.app.deps, desk.app.tobi, update.id, { markdown, base_revision: 1 });

    await desk.submit("U0MIRA", { reason: "It is about the wrong week." });

    const shown = await shows("Tobi Okafor changed the text since: it is revision 2 now.");
    expect(shown).toContain("It is about the wrong week.");
    expect((await now()).state).toBe("in_review");
    await desk.submit("U0MIRA");
    await until(after, async () => (await now()).state === after);
  });

  test("another channel is not sent elsewhere unseen", async () => {
    await fromMenu("change_channel");
    await desk.opened("U0MIRA");
    await changeChannel(desk.app.deps, desk.app.tobi, update.id, { channel: { id: "C0PROD", name: "product-news" } });

    await desk.submit("U0MIRA", { channel: "C0GENERAL" });

    await shows("It goes to #product-news now.");
    expect((await now()).channel.name).toBe("product-news");
  });

  test("Retract takes back what was seen in Slack, and no correction of it", async () => {
    await approves();
    await desk.delivered();
    await desk.draw();
    await desk.shows("U0MIRA", update, "Posted to");
    const [value = ""] = (await desk.card("U0MIRA", update)).shown.match(/retract:[^"]+/) ?? [];
    await desk.click("U0MIRA", update, "more", value);
    await desk.opened("U0MIRA");
    const markdown = (await textNow()).replace("A board", "A big board");
    await correct(desk.app.deps, desk.app.tobi, update.id, { markdown, base_revision: 1, override_reason: null });
    await desk.delivered();
    expect((await now()).state).toBe("posted");

    await desk.submit("U0MIRA", { reason: "It was not ours to tell." });

    const shown = await shows(/Tobi Okafor corrected this/);
    expect(shown).toContain("It was not ours to tell.");
    expect((await now()).state).toBe("posted");
  });

  test("an item that others put elsewhere stays there when it is only said in other words", async () => {
    await desk.click("U0MIRA", update, "edit");
    await desk.opened("U0MIRA");
    const key = await keyOf("A map");
    await press(`item.${key}`, `item_edit:${key}`);
    await shows("An empty line makes two of it.");
    const act = { act: "move", key, section: await keyOf("Fixed"), before: "" } as const;
    await editItem(desk.app.deps, desk.app.tobi, update.id, { act });

    await desk.submit("U0MIRA", { words: "A *new* map", section: await keyOf("New") });

    await shows("Rewrote #12.");
    expect(await textNow()).toMatch(/## Fixed\n(.*\n)*- A \*new\* map/);
  });

  test("a draft that was approved meanwhile is edited no further, and the list says who did it", async () => {
    await desk.click("U0MIRA", update, "edit");
    await desk.opened("U0MIRA");
    await approves();
    await desk.app.put(update.id, "posted");
    const before = await textNow();
    const key = await keyOf("A map");

    await press(`item.${key}`, `item_down:${key}`);

    await shows("Tobi Okafor approved this");
    await desk.submit("U0MIRA");
    await shows("Tobi Okafor approved this");
    expect([await textNow(), (await now()).revision]).toEqual([before, 1]);
  });

  test("Undo takes back the step that it names, and no other", async () => {
    const down = async (words: string) =>
      editItem(desk.app.deps, desk.app.mira, update.id, { act: { act: "down", key: await keyOf(words) } });
    await down("A map");
    await desk.click("U0MIRA", update, "edit");
    await shows("Undo: Moved #12 down");
    await editItem(desk.app.deps, desk.app.mira, update.id, { act: { act: "leave_out", key: await keyOf("A board") } });
    const before = await textNow();

    await press("items_undo");

    await shows("“Left out #13” is the next step by now, so nothing was done.");
    expect(await textNow()).toBe(before);
    await press("items_undo");
    await shows("Taken back: Left out #13.");
  });
});
