import { afterAll, beforeAll, expect, test } from "vitest";
import { readForm } from "../../app/slack/views/read-form.ts";
import { retract } from "../../app/updates/retract.ts";
import { save } from "../../app/updates/save.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

/*
 * A correction that nobody approved is not what stands in Slack, or stood there before it was taken back.
 */

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());

test("of what is posted, and of what was taken back, the card and its thread show what went out", async () => {
  const update = await desk.drafted("# Told once (#12)\n");
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Approved");
  await desk.delivered();
  await save(desk.app.deps, desk.app.mira, update.id, { markdown: "# Told otherwise (#12)\n", base_revision: 1 });
  await desk.draw();
  const thread = async () => JSON.stringify(await desk.thread("U0MIRA", (await desk.card("U0MIRA", update)).ts));

  expect((await desk.shows("U0MIRA", update, "Posted to")).shown).toContain("Revision 1, in the thread");
  expect(await thread()).not.toContain("otherwise");

  await retract(desk.app.deps, desk.app.mira, update.id, { reason: "Not ours to tell." });
  await desk.delivered();
  await desk.draw();
  expect((await desk.shows("U0MIRA", update, "Retracted from")).shown).toContain("Revision 1, in the thread");
  expect(await thread()).toMatch(/Told once/);
  expect(await thread()).not.toContain("otherwise");
  const read = JSON.stringify(await readForm(desk.deps, desk.app.mira, update.id));
  expect([read.includes("Told once"), read.includes("otherwise"), read.includes("Revision 1,")]).toEqual([
    true,
    false,
    true,
  ]);
});
