import { afterAll, beforeAll, expect, test } from "vitest";
import { approve } from "../../app/updates/approve.ts";
import { asPosted } from "../../app/updates/as-posted.ts";
import { loadUpdate } from "../../app/updates/load.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { why } from "../../app/updates/why.ts";
import type { UpdateState } from "../../db/app/tables.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

const TEXT = "# Harbor\n\n- A map (#12, mira)\n";
const OTHER = "# Harbor\n\nEverything of the week.\n\n- A map of everything (#12, mira)\n";

let app: TestApp;
beforeAll(async () => void (app = await startTestApp()));
afterAll(() => app.stop());

/** Approved, and gone on to there; a correction that nobody approved is typed, and saved. */
async function corrected(state: UpdateState, saved: boolean) {
  const { id } = await app.written(TEXT);
  await approve(app.deps, app.mira, id, { markdown: TEXT, base_revision: 1, override_reason: null });
  await app.put(id, "posted");
  const edited = { markdown: OTHER, base_revision: 1 };
  await (saved ? save : saveWorkingCopy)(app.deps, app.mira, id, edited);
  await app.put(id, state);
  return loadUpdate(app.deps, app.mira, id);
}

test.each<[UpdateState, boolean]>([
  ["posted", false],
  ["posted", true],
  ["correcting", true],
  ["retracted", false],
  ["retracted", true],
])(
  "of what is %s that is shown which stood in Slack, not what somebody writes to correct it, saved: %s",
  async (state, saved) => {
    const detail = await corrected(state, saved);

    expect([detail.text, asPosted(detail).text]).toEqual([OTHER, TEXT]);
    expect((await why(app.deps, app.mira, detail.update.id, 3)).sentence.text).toContain("A map (");
  },
);

test("of a draft that was never approved the draft is shown", async () => {
  const { id } = await app.written(TEXT);
  await saveWorkingCopy(app.deps, app.mira, id, { markdown: OTHER, base_revision: 1 });

  expect(asPosted(await loadUpdate(app.deps, app.mira, id)).text).toBe(OTHER);
});
