import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { TEXT } from "../support/app.ts";
import { listAcknowledgements } from "../../db/app/revisions.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { type StrictChannel, startStrictChannel } from "../support/strict-channel.ts";

let strict: StrictChannel;
let app: StrictChannel["app"];
let browse: StrictChannel["browse"];
let update: StrictChannel["update"];

beforeAll(async () => {
  strict = await startStrictChannel();
  ({ app, browse, update } = strict);
});
afterAll(() => strict?.stop());

describe("before a text goes to a channel of 214 people", () => {
  const flag = (key: string) => ({
    key,
    check: "H7",
    severity: "flag" as const,
    message: `Is “${key}” so?`,
    fix: "Look at #12.",
    line: 3,
    prs: [],
  });
  const fault = { ...flag("fault"), severity: "fault" as const, message: "There is no #99.", fix: "Mend it." };
  const sent = async (id: string, more: Record<string, string> = {}, path = "approval") => {
    const answer = await browse(`/updates/${id}/${path}`, {}, { markdown: TEXT, base_revision: "1", ...more });
    return { status: answer.status, page: await answer.text() };
  };
  const asked = (shown: string) => /name="asked" value="([^"]*)"/.exec(shown)?.[1] ?? "";
  const found = (findings: Finding[]) => void (app.pipelines.findings = findings);
  afterEach(() => found([]));

  test("with four findings open a person is asked, by channel, members, messages and findings, and nothing is posted", async () => {
    found([flag("a"), flag("b"), flag("c"), flag("d")]);
    const { id } = await app.written(`${TEXT}\nMore.\n`);
    const { status, page: shown } = await sent(id);

    expect(status).toBe(200);
    for (const word of [
      "Post to #eng-updates?",
      "214 members",
      "1 message",
      "4 flags are open.",
      "Is “a” so?",
      "Is “d” so?",
    ]) {
      expect(shown).toContain(word);
    }
    expect((await app.now({ id })).state).toBe("in_review");
    // Whoever goes back finds the text.
    expect((await app.now({ id })).working_copy).toContain("Faster search");

    expect((await sent(id, { asked: asked(shown), read: "1" })).status).toBe(303);
    expect((await app.now({ id })).state).toBe("approved");
    const known = await listAcknowledgements(app.db, id);
    expect([...known].sort()).toEqual(["a", "b", "c", "d"].map((key) => [key, "Mira Lindqvist"]));
  });

  test("flags take one tick for all that are shown, each at its words and with what was looked at", async () => {
    found([{ ...flag("a"), looked_at: "the title of #12" }]);
    const { id } = await app.written(`${TEXT}\nTicked.\n`);
    const { page: shown } = await sent(id);
    for (const word of [
      "I have read this flag",
      `<q class="find-q">Search answers in half the time`,
      "Looked at: the title of #12",
    ]) {
      expect(shown).toContain(word);
    }

    const { status, page: again } = await sent(id, { asked: asked(shown) });

    expect([status, again]).toEqual([422, expect.stringContaining("Tick it once you have.")]);
    expect((await app.now({ id })).state).toBe("in_review");
  });

  test("a flag that appeared since somebody looked is asked for anew", async () => {
    found([flag("a")]);
    const { id } = await app.written(`${TEXT}\nMeanwhile.\n`);
    const { page: shown } = await sent(id);
    await app.db.deleteFrom("app.findings").execute();
    found([flag("a"), flag("b")]);

    const { status, page: again } = await sent(id, { asked: asked(shown), read: "1" });

    expect([status, again]).toEqual([200, expect.stringContaining("I have read these 2 flags")]);
    expect((await app.now({ id })).state).toBe("in_review");
    expect([...(await listAcknowledgements(app.db, id))]).toEqual([]);
  });

  test("a yes counts for what was asked about alone", async () => {
    found([flag("a")]);
    const { id } = await app.written(`${TEXT}\nOther.\n`);
    const { page: shown } = await sent(id);
    const other = { asked: asked(shown), markdown: `${TEXT}\nAnother one.\n` };
    const again = await sent(id, other);
    expect(again.page).toContain("Post to #eng-updates?");
    expect((await app.now({ id })).state).toBe("in_review");
  });

  test("a fault takes a reason, and the question asks for it", async () => {
    found([fault]);
    const { id } = await app.written(`${TEXT}\nA third.\n`);
    const { status, page: shown } = await sent(id);
    expect([status, shown]).toEqual([422, expect.stringContaining('name="override_reason"')]);
    expect(shown).toContain("1 fault is open.");
    const unsaid = await sent(id, { asked: asked(shown), override_reason: " " });
    expect([unsaid.status, unsaid.page]).toEqual([422, expect.stringContaining("Say it in a few words.")]);
    expect((await sent(id, { override_reason: "It is a known gap." })).status).toBe(422);
    expect((await sent(id, { asked: asked(shown), override_reason: "It is a known gap." })).status).toBe(303);
  });

  test("with nothing open one click is enough; a correction asks like a first post", async () => {
    const { id } = await app.written(`${TEXT}\nA fourth.\n`);
    expect((await sent(id, { markdown: `${TEXT}\nA fourth.\n` })).status).toBe(303);
    await app.put(id, "posted");
    found([flag("a")]);
    const { status, page: shown } = await sent(id, { correcting: "1", markdown: "# Else\n" }, "correction");
    expect([status, shown]).toEqual([200, expect.stringContaining("Change what stands in #eng-updates?")]);
  });

  test("who may not approve is refused, and not asked", async () => {
    found([flag("a")]);
    const { status, page: shown } = await sent(update.id);
    expect([status, shown]).toEqual([403, expect.stringContaining("Its rules name who decides about this.")]);
  });
});
