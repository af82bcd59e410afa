import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { editItem } from "../../app/updates/edit-item.ts";
import { readOutline } from "../../app/message/items/outline.ts";
import { wordingModal } from "../../app/slack/blocks/item-wording.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { WordingAnswer } from "../../webhooks/contract/wordings.ts";
import fc from "../support/chance.ts";
import { expectHarmless, hostile } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

/*
 * In Slack, too, an item of a draft can be asked for in other words.
 */

const WEEK = "# Harbor\n\n## New\n\n- A map (#12, mira)\n- A board (#13, lena)\n\n## Thanks\n\nThank you all.\n";

let desk: Desk;
let update: Update;
let wording: Desk["app"]["pipelines"]["wording"];
let estimate: Desk["app"]["pipelines"]["wordingEstimate"];

beforeAll(async () => {
  desk = await startDesk();
  ({ wording, wordingEstimate: estimate } = desk.app.pipelines);
});
afterAll(() => desk.stop());
beforeEach(async () => {
  update = await desk.drafted(WEEK);
  desk.app.pipelines.reworded.length = 0;
  says("A map of the harbour");
});
afterEach(async () => {
  Object.assign(desk.app.pipelines, { wording, wordingEstimate: estimate });
  for (let at = 0; at < 3; at += 1) await desk.demo.act({ what: "close", as: "U0MIRA" });
});

/** What the model answers from now on. */
function says(text: string, more: Partial<WordingAnswer> = {}) {
  desk.app.pipelines.worded = { ...desk.app.pipelines.worded, text, problem: null, findings: [], ...more };
}
const top = async () => (await desk.demo.person("U0MIRA")).modals.at(-1);
const shows = (words: string | RegExp, title?: string) =>
  until(`form that says ${words}`, async () => {
    const modal = await top();
    const shown = JSON.stringify(modal?.blocks ?? "");
    const fits = typeof words === "string" ? shown.includes(words) : words.test(shown);
    return fits && (!title || modal?.title?.text === title) && { ...modal, shown };
  });
const press = (action_id: string, values: Record<string, string> = {}) =>
  desk.demo.act({ what: "click_view", as: "U0MIRA", action_id, values });
const now = async () => {
  const { working_copy, revision } = await desk.app.now(update);
  return working_copy ?? (await listRevisions(desk.app.db, update.id))[revision - 1]?.markdown ?? "";
};
const keyOf = async (words: string) =>
  readOutline(await now(), update.brief.sources).find((piece) => piece.words.includes(words))?.key ?? "";
async function itemOf(words: string) {
  await desk.click("U0MIRA", update, "edit");
  await desk.opened("U0MIRA");
  const key = await keyOf(words);
  await desk.demo.act({ what: "click_view", as: "U0MIRA", action_id: `item.${key}`, value: `item_edit:${key}` });
  return shows("Its words");
}
const fieldsOf = (modal: Awaited<ReturnType<typeof top>>) =>
  (modal?.blocks ?? []).flatMap(({ type, block_id }) => (type === "input" ? [block_id] : []));
/** A model that does not answer, and what became of it. */
function silence() {
  const asked = { ended: false };
  desk.app.pipelines.wording = (_run, _asked, _key, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener("abort", () => {
        asked.ended = true;
        reject(new Problem("unavailable", "Nobody waits.", "Ask again.", { cause: signal.reason }));
      });
    });
  return asked;
}

describe("Another wording", () => {
  test("says its price before, offers words with what they cost, and one tap puts them into the text", async () => {
    expect((await itemOf("A map")).shown).toContain("Another wording, $0.004");
    await press("wording");
    const { shown } = await shows("A map of the harbour", "Another wording");
    for (const words of ["As it stands: A map", "Checked; ", "for this one", '"Another, $0.004"']) {
      expect(shown).toContain(words);
    }
    expect(await now()).toBe(WEEK);

    expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });

    expect(await now()).toContain("- A map of the harbour (#12, mira)");
    const below = await shows("*Rewrote #12.* Undo in the list takes it back.", "Edit an item");
    expect(fieldsOf(below as never)).toContain("words_1");
    expect(below.shown).toContain('"initial_value":"A map of the harbour"');
    // What stands there now is what Keep it would keep.
    await desk.submit("U0MIRA");
    await shows("Undo: Rewrote #12", "Edit the draft");
    expect(await now()).toContain("- A map of the harbour (#12, mira)");
  });

  test("another one is told what was tried, and each is there to be chosen, also with words changed in it", async () => {
    await itemOf("A map");
    await press("wording");
    await shows("A map of the harbour");
    says("Maps show the harbour");
    await press("wording");
    const modal = await shows("Maps show the harbour");
    expect(desk.app.pipelines.reworded.at(-1)?.asked.tried).toEqual(["A map of the harbour"]);
    expect(fieldsOf(modal as never)).toEqual(["wording_1", "wording_2", "which_2"]);

    await desk.submit("U0MIRA", { wording_1: "A map of the whole harbour", which_2: "1" });

    expect(await now()).toContain("- A map of the whole harbour (#12, mira)");
  });

  test("no more are kept than may be named as tried", async () => {
    await itemOf("A map");
    for (let at = 1; at <= LIMITS.wording.tried + 2; at += 1) {
      says(`Wording of the ${at}th kind`);
      await press("wording");
      await shows(`Wording of the ${at}th kind`);
    }
    expect(fieldsOf(await top()).filter((field) => field?.startsWith("wording_"))).toEqual(
      Array.from({ length: LIMITS.wording.tried }, (_, at) => `wording_${at + 3}`),
    );
    expect(desk.app.pipelines.reworded.at(-1)?.asked.tried).toHaveLength(LIMITS.wording.tried);
  });

  test("says how long it takes, and Stop ends the asking, whichever process hears it", async () => {
    const asked = silence();
    await itemOf("A map");
    void press("wording");
    const form = await shows(/Writing another wording… \d+ s, of at most 30 s/);
    expect(form.shown).toContain('"Stop"');
    // As another process would: it knows no more than the row.
    await press("wording_stop");

    const { shown } = await shows("Stopped. The item is as it was.");
    expect(shown).toContain('"Ask once more, $0.004"');
    await until("end of the asking", async () => asked.ended);
    expect(await now()).toBe(WEEK);
  });

  test("whoever closes the form is not asked for any longer", async () => {
    const asked = silence();
    await itemOf("A map");
    void press("wording");
    await shows("Writing another wording…");
    await desk.demo.act({ what: "close", as: "U0MIRA" });

    await until("end of the asking", async () => asked.ended);
    expect(await desk.whispered("U0MIRA")).not.toContain("wrong");
  });

  test.each([
    ["budget_exceeded", "This update has used what it may cost.", "Write it by hand."],
    ["unavailable", "The model does not answer.", "Try again in a moment."],
    ["upstream", "What it wrote twice says more than its pull requests.", "Write it by hand."],
  ] as const)(
    "%s: the reason stands in the form, with a way on, and nothing is lost",
    async (code, message, remedy) => {
      await itemOf("A map");
      await press("wording");
      await shows("A map of the harbour");
      desk.app.pipelines.wording = async () => {
        throw new Problem(code as never, message, remedy);
      };
      await press("wording");

      const { shown } = await shows(`${message} ${remedy}`);
      expect(shown).toContain("A map of the harbour");
      expect(await now()).toBe(WEEK);
    },
  );

  test("where none would be written now, the form of the item says why and offers none", async () => {
    const refused = {
      code: "conflict" as const,
      message: "The budget of today is spent.",
      remedy: "Write it by hand.",
    };
    const { estimate: takes } = await estimate("x");
    desk.app.pipelines.wordingEstimate = async (run_id) => ({ run_id, estimate: { ...takes, refused } });

    const { shown } = await itemOf("A map");

    expect(shown).toContain("Another wording: The budget of today is spent. Write it by hand.");
    expect(shown).not.toContain('"wording"');
  });

  test("a sentence without pull requests has none, and neither has a heading", async () => {
    expect((await itemOf("Thank you all")).shown).not.toContain("Another wording");
  });

  test("where somebody changed the item meanwhile, they are named, and the words are still there", async () => {
    await itemOf("A map");
    await press("wording");
    await shows("A map of the harbour");
    const key = await keyOf("A map");
    await editItem(desk.app.deps, desk.app.tobi, update.id, { act: { act: "rewrite", key, words: "A chart" } });

    await desk.submit("U0MIRA");

    const { shown } = await shows("Tobi Okafor");
    expect(shown).toContain("A map of the harbour");
    expect(await now()).toContain("- A chart (#12, mira)");
  });

  test("an emptied field is named at itself", async () => {
    await itemOf("A map");
    await press("wording");
    await shows("A map of the harbour");
    expect(await desk.submit("U0MIRA", { wording_1: " " })).toMatchObject({
      errors: { wording_1: "Write its words here, or choose another one." },
    });
  });

  test("somebody else’s Stop stops nothing", async () => {
    silence();
    await itemOf("A map");
    void press("wording");
    await shows("Writing another wording…");
    const { stopAskedWording } = await import("../../db/app/wordings.ts");
    const row = await until("row", () =>
      desk.app.db.selectFrom("app.wordings").selectAll().where("update_id", "=", update.id).executeTakeFirst(),
    );
    expect(await stopAskedWording(desk.app.db, { id: row.id, asked_by: desk.app.tobi.id }, new Date())).toBe(false);
  });
});

test("whatever was written, the form is harmless and Slack takes it", () => {
  const on = {
    ref: { update_id: crypto.randomUUID(), key: "k", page: 0, list: "V1", draw: 0 },
    below: "V2",
    asked: crypto.randomUUID(),
  };
  fc.assert(
    fc.property(
      hostile,
      fc.array(hostile, { maxLength: 5 }),
      fc.array(hostile, { maxLength: 4 }),
      (item, offered, flags) => {
        const modal = wordingModal({
          on,
          item,
          offered: offered.map((words, at) => ({ number: at + 1, words })),
          asking: null,
          flags,
          problem: item,
          paid: item,
          wording: { price: "$0.004", refused: offered.length > 2 ? item : "" },
        });
        checkView(JSON.parse(JSON.stringify(modal)), "modal");
        expectHarmless({ text: "x", blocks: modal.blocks.filter(({ type }) => type !== "input") as never }, []);
      },
    ),
    { numRuns: 200 },
  );
});
