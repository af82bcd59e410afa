import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { wordingModal } from "../../app/slack/blocks/item-wording.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import fc from "../support/chance.ts";
import { expectHarmless, hostile } from "../support/slack-cards.ts";
import { startWordingDesk, WORDED_WEEK, type WordingDesk } from "../support/slack-wording-desk.ts";

/*
 * In Slack, too, an item of a draft can be asked for in other words.
 */

let it: WordingDesk;
let desk: WordingDesk["desk"];

beforeAll(async () => {
  it = await startWordingDesk();
  ({ desk } = it);
});
afterAll(() => desk.stop());
beforeEach(() => it.begin());
afterEach(() => it.end());

const fieldsOf = (modal: Awaited<ReturnType<WordingDesk["top"]>>) =>
  (modal?.blocks ?? []).flatMap(({ type, block_id }) => (type === "input" ? [block_id] : []));

describe("Another wording", () => {
  test("says its price before, offers words with what they cost, and one tap puts them into the text", async () => {
    expect((await it.itemOf("A map")).shown).toContain("Another wording, $0.004");
    await it.press("wording");
    const { shown } = await it.shows("A map of the harbour", "Another wording");
    for (const words of ["As it stands: A map", "Checked; ", "for this one", '"Another, $0.004"']) {
      expect(shown).toContain(words);
    }
    expect(await it.now()).toBe(WORDED_WEEK);

    expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });

    expect(await it.now()).toContain("- A map of the harbour (#12, mira)");
    const below = await it.shows("*Rewrote #12.* Undo in the list takes it back.", "Edit an item");
    expect(fieldsOf(below as never)).toContain("words_1");
    expect(below.shown).toContain('"initial_value":"A map of the harbour"');
    // What stands there now is what Keep it would keep.
    await desk.submit("U0MIRA");
    await it.shows("Undo: Rewrote #12", "Edit the draft");
    expect(await it.now()).toContain("- A map of the harbour (#12, mira)");
  });

  test("another one is told what was tried, and each is there to be chosen, also with words changed in it", async () => {
    await it.itemOf("A map");
    await it.press("wording");
    await it.shows("A map of the harbour");
    it.says("Maps show the harbour");
    await it.press("wording");
    const modal = await it.shows("Maps show the harbour");
    expect(desk.app.pipelines.reworded.at(-1)?.asked.tried).toEqual(["A map of the harbour"]);
    expect(fieldsOf(modal as never)).toEqual(["wording_1", "wording_2", "which_2"]);

    await desk.submit("U0MIRA", { wording_1: "A map of the whole harbour", which_2: "1" });

    expect(await it.now()).toContain("- A map of the whole harbour (#12, mira)");
  });

  test("no more are kept than may be named as tried", async () => {
    await it.itemOf("A map");
    for (let at = 1; at <= LIMITS.wording.tried + 2; at += 1) {
      it.says(`Wording of the ${at}th kind`);
      await it.press("wording");
      await it.shows(`Wording of the ${at}th kind`);
    }
    expect(fieldsOf(await it.top()).filter((field) => field?.startsWith("wording_"))).toEqual(
      Array.from({ length: LIMITS.wording.tried }, (_, at) => `wording_${at + 3}`),
    );
    expect(desk.app.pipelines.reworded.at(-1)?.asked.tried).toHaveLength(LIMITS.wording.tried);
  });

  test.each([
    ["budget_exceeded", "This update has used what it may cost.", "Write it by hand."],
    ["unavailable", "The model does not answer.", "Try again in a moment."],
    ["upstream", "What it wrote twice says more than its pull requests.", "Write it by hand."],
  ] as const)(
    "%s: the reason stands in the form, with a way on, and nothing is lost",
    async (code, message, remedy) => {
      await it.itemOf("A map");
      await it.press("wording");
      await it.shows("A map of the harbour");
      desk.app.pipelines.wording = async () => {
        throw new Problem(code as never, message, remedy);
      };
      await it.press("wording");

      const { shown } = await it.shows(`${message} ${remedy}`);
      expect(shown).toContain("A map of the harbour");
      expect(await it.now()).toBe(WORDED_WEEK);
    },
  );

  test("where none would be written now, the form of the item says why and offers none", async () => {
    const refused = {
      code: "conflict" as const,
      message: "The budget of today is spent.",
      remedy: "Write it by hand.",
    };
    const { estimate: takes } = await it.estimate("x");
    desk.app.pipelines.wordingEstimate = async (run_id) => ({ run_id, estimate: { ...takes, refused } });

    const { shown } = await it.itemOf("A map");

    expect(shown).toContain("Another wording: The budget of today is spent. Write it by hand.");
    expect(shown).not.toContain('"wording"');
  });

  test("a sentence without pull requests has none, and neither has a heading", async () => {
    expect((await it.itemOf("Thank you all")).shown).not.toContain("Another wording");
  });

  test("an emptied field is named at itself", async () => {
    await it.itemOf("A map");
    await it.press("wording");
    await it.shows("A map of the harbour");
    expect(await desk.submit("U0MIRA", { wording_1: " " })).toMatchObject({
      errors: { wording_1: "Write its words here, or choose another one." },
    });
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
