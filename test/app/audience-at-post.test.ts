import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { WhoReads } from "../../app/ports/slack.ts";
import { approve } from "../../app/updates/approve.ts";
import { loadUpdate } from "../../app/updates/load.ts";
import { putBackBecause } from "../../app/updates/put-back-because.ts";
import type { Update } from "../../db/app/tables.ts";
import { CHANNEL, TEXT } from "../support/app.ts";
import { AGENCY, PRIVATE, startAudienceDesk, PARTNERS } from "../support/audience-desk.ts";

/** Throws a switch of demo Slack. */
async function switched(what: string, change: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch(`${desk.demo.url}/_demo/${what}`, { method: "POST", headers, body: JSON.stringify(change) });
}

let desk: Awaited<ReturnType<typeof startAudienceDesk>>;
beforeAll(async () => void (desk = await startAudienceDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

/** An app whose Slack is the demo one. */
const deps = () => desk.posting;

const approval = { markdown: TEXT, base_revision: 1, override_reason: null };
const state = async (update: Update) => (await desk.app.now(update)).state;

describe("right before it is posted", () => {
  const shared = (change: "share" | "unshare") => switched("channels", { id: CHANNEL.id, change });
  afterEach(() => shared("unshare"));

  test("a channel that was shared since the approval gets nothing: the text is in review again, and says why", async () => {
    const update = await desk.drafted([PRIVATE], CHANNEL);
    await desk.give(update, ["mira"]);
    await approve(deps(), desk.app.mira, update.id, approval);
    const before = (await desk.demo.texts()).length;
    await shared("share");

    await desk.delivered();

    expect(await state(update)).toBe("in_review");
    expect((await desk.demo.texts()).length).toBe(before);
    const detail = await loadUpdate(deps(), desk.app.mira, update.id);
    expect(detail.text).toBe(TEXT);
    expect(putBackBecause(detail)).toMatch(
      /^acme\/vault is private on GitHub, and people of other companies read #eng-updates\. Send it to another/,
    );
    await desk.draw();
    await desk.shows("U0MIRA", update, "people of other companies read #eng-updates");
  });

  test("while Slack does not answer it waits, and goes out afterwards", async () => {
    const update = await desk.drafted([PRIVATE], CHANNEL);
    await approve(deps(), desk.app.mira, update.id, approval);
    await desk.demo.fault({ method: "conversations.info", fault: "429", retry_after_s: 7, times: 5 });

    await desk.delivered();
    expect(await state(update)).toBe("approved");

    await desk.mend();
    await desk.redelivered();
    expect(await state(update)).toBe("posted");
  });

  test("after six hours without an answer a person has it again", async () => {
    const update = await desk.drafted([PRIVATE], CHANNEL);
    await approve(deps(), desk.app.mira, update.id, approval);
    await desk.demo.fault({ method: "conversations.info", fault: "500-before", times: 5 });
    desk.app.passTime(6 * 3_600_000 + 1_000);
    onTestFinished(() => desk.app.passTime(-6 * 3_600_000 - 1_000));

    await desk.redelivered();

    expect(await state(update)).toBe("in_review");
    expect(putBackBecause(await loadUpdate(deps(), desk.app.mira, update.id))).toContain("for six hours");
  });
});

describe("who reads a channel, as Slack says", () => {
  test.each<[string, { id: string; name: string }, WhoReads]>([
    ["of colleagues", CHANNEL, { kind: "known", other_companies: false, guests: false }],
    ["with a guest", AGENCY, { kind: "known", other_companies: false, guests: true }],
    ["shared with another company", PARTNERS, { kind: "known", other_companies: true, guests: null }],
    ["that Pulse does not see", { id: "C0LEAD", name: "leadership" }, { kind: "closed" }],
  ])("one %s", async (_what, channel, readers) => {
    expect(await deps().slack.whoReads(channel)).toEqual(readers);
  });
});
