import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { editItem } from "../../app/updates/edit-item.ts";
import { startWordingDesk, WORDED_WEEK, type WordingDesk } from "../support/slack-wording-desk.ts";
import { until } from "../support/until.ts";

/*
 * Asking for another wording takes a while: it can be stopped and closed, and what others do meanwhile stays.
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

describe("Another wording", () => {
  test("says how long it takes, and Stop ends the asking, whichever process hears it", async () => {
    const asked = it.silence();
    await it.itemOf("A map");
    void it.press("wording");
    const form = await it.shows(/Writing another wording… \d+ s, of at most 30 s/);
    expect(form.shown).toContain('"Stop"');
    // As another process would: it knows no more than the row.
    await it.press("wording_stop");

    const { shown } = await it.shows("Stopped. The item is as it was.");
    expect(shown).toContain('"Ask once more, $0.004"');
    await until("end of the asking", async () => asked.ended);
    expect(await it.now()).toBe(WORDED_WEEK);
  });

  test("whoever closes the form is not asked for any longer", async () => {
    const asked = it.silence();
    await it.itemOf("A map");
    void it.press("wording");
    await it.shows("Writing another wording…");
    await desk.demo.act({ what: "close", as: "U0MIRA" });

    await until("end of the asking", async () => asked.ended);
    expect(await desk.whispered("U0MIRA")).not.toContain("wrong");
  });

  test("where somebody changed the item meanwhile, they are named, and the words are still there", async () => {
    await it.itemOf("A map");
    await it.press("wording");
    await it.shows("A map of the harbour");
    const key = await it.keyOf("A map");
    await editItem(desk.app.deps, desk.app.tobi, it.update().id, { act: { act: "rewrite", key, words: "A chart" } });

    await desk.submit("U0MIRA");

    const { shown } = await it.shows("Tobi Okafor");
    expect(shown).toContain("A map of the harbour");
    expect(await it.now()).toContain("- A chart (#12, mira)");
  });

  test("somebody else’s Stop stops nothing", async () => {
    it.silence();
    await it.itemOf("A map");
    void it.press("wording");
    await it.shows("Writing another wording…");
    const { stopAskedWording } = await import("../../db/app/wordings.ts");
    const row = await until("row", () =>
      desk.app.db.selectFrom("app.wordings").selectAll().where("update_id", "=", it.update().id).executeTakeFirst(),
    );
    expect(await stopAskedWording(desk.app.db, { id: row.id, asked_by: desk.app.tobi.id }, new Date())).toBe(false);
  });

  test("what is asked for right after Stop is not drawn over by what was stopped", async () => {
    const asked = it.silence();
    await it.itemOf("A map");
    void it.press("wording");
    await it.shows("Writing another wording…");
    await it.press("wording_stop");
    await it.shows("Stopped. The item is as it was.");
    it.speaks();
    await it.press("wording");
    await it.shows("A map of the harbour");

    await until("end of the first asking", async () => asked.ended);
    for (let look = 0; look < 20; look += 1) {
      expect(JSON.stringify((await it.top())?.blocks)).toContain("A map of the harbour");
    }
  });

  test("of two taps in one moment one asks, and neither draws over the other", async () => {
    await it.itemOf("A map");
    await it.press("wording");
    await it.shows("A map of the harbour");
    it.says("Maps show the harbour");

    await Promise.all([it.press("wording"), it.press("wording")]);

    await it.shows("Maps show the harbour");
    expect(desk.app.pipelines.reworded).toHaveLength(2);
  });
});
