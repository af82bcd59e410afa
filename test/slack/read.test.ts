import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findApproval } from "../../db/app/decisions.ts";
import { listAcknowledgements } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { expectHarmless } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(async () => {
  desk.app.pipelines.findings = [];
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

const FLAG: Finding = {
  key: "flag-a",
  check: "H7",
  severity: "flag",
  message: "“twice” is in no pull request.",
  fix: "Say what #12 says.",
  line: 3,
  prs: [],
  looked_at: "the title of #12",
};
const FAULT: Finding = { ...FLAG, key: "fault-b", severity: "fault", message: "There is no #99." };
let round = 0;
const text = () => `# Search\n\n- Search answers twice as fast, round ${(round += 1)} (#12)\n`;
/** The agent's own text comes with no findings; what people save is checked. */
async function draftedWith(findings: Finding[]): Promise<Update> {
  const update = await desk.drafted(text());
  await found(findings);
  return update;
}
async function found(findings: Finding[]): Promise<void> {
  desk.app.pipelines.findings = findings;
  await desk.app.db.deleteFrom("app.findings").execute();
}
const known = async ({ id }: Update) => [...(await listAcknowledgements(desk.app.db, id))].sort();
const state = async (update: Update) => (await desk.app.now(update)).state;
const approved = (update: Update) => until("approval", async () => (await state(update)) === "approved");

describe("Approve on a card", () => {
  test("shows what is open, each at its words, and one button takes all flags on by name", async () => {
    const update = await draftedWith([FLAG, { ...FLAG, key: "flag-b", message: "Is it so?", line: null }]);

    await desk.click("U0MIRA", update, "approve");
    const modal = await desk.opened("U0MIRA");

    const shown = JSON.stringify(modal);
    for (const word of [
      "Post to #eng-updates?",
      "2 flags are open.",
      "“twice” is in no pull request.",
      "Search answers twice as fast",
      "Say what #12 says.",
      "Looked at: the title of #12",
      "I have read these 2 flags",
      "Mira Lindqvist",
    ]) {
      expect(shown).toContain(word);
    }
    expect(shown).not.toContain("Why it goes out all the same");
    expect(await state(update)).toBe("in_review");

    await desk.submit("U0MIRA");

    await approved(update);
    expect(await known(update)).toEqual([
      ["flag-a", "Mira Lindqvist"],
      ["flag-b", "Mira Lindqvist"],
    ]);
    expect((await desk.audited(update)).map(({ action, surface }) => [action, surface]).slice(-2)).toEqual([
      ["finding.acknowledged", "slack"],
      ["update.approved", "slack"],
    ]);
  });

  test("asks for a reason where there is a fault, and keeps it", async () => {
    const update = await draftedWith([FAULT, FLAG]);
    await desk.click("U0MIRA", update, "approve");
    expect(JSON.stringify(await desk.opened("U0MIRA"))).toContain("1 fault and 1 flag are open.");

    await desk.submit("U0MIRA", { reason: "It was merged an hour ago." });

    await approved(update);
    expect(await findApproval(desk.app.db, update.id)).toMatchObject({ override_reason: "It was merged an hour ago." });
    expect(await known(update)).toEqual([["flag-a", "Mira Lindqvist"]]);
  });

  test("asks anew for a flag that appeared since, and keeps the reason that was typed", async () => {
    const update = await draftedWith([FAULT]);
    await desk.click("U0MIRA", update, "approve");
    await desk.opened("U0MIRA");
    await found([FAULT, FLAG]);

    await desk.submit("U0MIRA", { reason: "It is known." });

    const again = JSON.stringify(await desk.opened("U0MIRA"));
    expect(again).toMatch(/Something changed since you opened this.*1 fault and 1 flag are open.*It is known\./);
    expect(await state(update)).toBe("in_review");
    await desk.submit("U0MIRA", { reason: "It is known." });
    await approved(update);
  });

  test("of more findings than a form holds it leads to the browser", async () => {
    const many = Array.from({ length: 41 }, (_, at) => ({ ...FLAG, key: `f${at}` }));
    const update = await draftedWith(many);

    await desk.click("U0MIRA", update, "approve");

    const modal = await desk.opened("U0MIRA");
    expect(JSON.stringify(modal)).toContain("Read all of it in the browser");
    expect(modal).toMatchObject({ submit: null });
  });

  test("shows hostile words of a finding as words", async () => {
    const hostile = "<!channel> <@U0TOBI> *bold* <https://evil.example|click> `code`";
    const update = await draftedWith([{ ...FLAG, message: hostile, fix: hostile, looked_at: hostile }]);

    await desk.click("U0MIRA", update, "approve");

    const { blocks } = await desk.opened("U0MIRA");
    const ours = [`<${desk.deps.settings.publicUrl}/`, "<https://github.com/acme/harbor/pull/12|#12>"];
    expectHarmless({ text: "x", blocks } as never, ours);
  });
});

test("a correction from Slack asks about what is open, and what was typed waits meanwhile", async () => {
  const update = await desk.drafted(text());
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Approved");
  await desk.delivered();
  await desk.draw();
  await found([FLAG]);
  await desk.click("U0MIRA", update, "correct");
  await desk.opened("U0MIRA");

  await desk.submit("U0MIRA", { section_0: "# Search\n\n- Corrected, twice as fast (#12)\n" });

  expect(JSON.stringify(await desk.opened("U0MIRA"))).toMatch(/Change what stands in #eng-updates\?.*1 flag is open\./);
  expect(await desk.app.now(update)).toMatchObject({
    state: "posted",
    working_copy: expect.stringContaining("Corrected"),
  });
  await desk.submit("U0MIRA");
  await until("correction", async () => (await state(update)) === "correcting");
  expect(await known(update)).toEqual([["flag-a", "Mira Lindqvist"]]);
});
