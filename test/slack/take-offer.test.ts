import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readOutline } from "../../app/message/items/outline.ts";
import { itemsModal } from "../../app/slack/blocks/item-list.ts";
import { readOffer } from "../../app/slack/blocks/offer-button.ts";
import { textModal } from "../../app/slack/blocks/draft-text.ts";
import { readForm } from "../../app/slack/views/read-form.ts";
import { askedFindings } from "../../app/updates/asked-findings.ts";
import { save } from "../../app/updates/save.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import fc from "../support/chance.ts";
import { hostile } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

/*
 * What a check offers from the evidence is taken over with one tap: where the text is read, where it is approved, and in its list of items.
 */

const TEXT =
  "# Harbor\n\n## New\n\n- Events are tried again after 30 seconds (#12, mira)\n- A board for each depot (#13, lena)\n";
const NUMBER: Finding = {
  key: "number",
  check: "H8",
  severity: "flag",
  message: "The item of #12 says 30, which is nowhere in its pull request.",
  fix: "Take 30 out, or use the numbers that stand there.",
  line: 5,
  prs: ["acme/harbor#12"],
  offer: { from: "30", to: "38", says: "#12 says “38 seconds”." },
};
const MUST: Finding = {
  ...NUMBER,
  key: "must",
  check: "H5",
  message: "#14 is a breaking change, and the text does not tell of it.",
  line: null,
  prs: ["acme/harbor#14"],
  offer: {
    from: "",
    to: "- Lists answer 50 rows a page (#14, nkemp)",
    section: "Breaking changes",
    says: "It is what the rules write of its title.",
  },
};

const lineWith = (text: string, words: string) => text.split("\n").findIndex((line) => line.includes(words)) + 1;

let desk: Desk;
let update: Update;
beforeAll(async () => {
  desk = await startDesk();
  await desk.app.db.updateTable("app.people").set({ role: "viewer" }).where("handle", "=", "lena").execute();
  // As the checks would: of a text that says it right nothing is found.
  desk.app.pipelines.checks = async (_id, markdown) => ({
    checked_digest: sha256(markdown),
    findings: [
      ...(markdown.includes("30 seconds") ? [{ ...NUMBER, line: lineWith(markdown, "30 seconds") }] : []),
      ...(markdown.includes("50 rows") ? [] : [MUST]),
    ],
  });
});
afterAll(() => desk.stop());
const textNow = async () => (await listRevisions(desk.app.db, update.id)).at(-1);
const takes = (as: string, key: string) => desk.demo.act({ what: "click_view", as, action_id: `take_offer.${key}` });
const shows = (as: string, words: string | RegExp) =>
  until(`form that says ${words}`, async () => {
    const modal = (await desk.demo.person(as)).modals.at(-1);
    const shown = JSON.stringify(modal?.blocks ?? "");
    return (typeof words === "string" ? shown.includes(words) : words.test(shown)) && { ...modal, shown };
  });

describe("what a check offers is taken over with one tap", () => {
  beforeEach(async () => {
    update = await desk.app.written(TEXT);
    await desk.app.db.deleteFrom("app.findings").execute();
    await desk.give(update, ["mira", "tobi", "lena"]);
  });
  afterEach(async () => {
    for (const as of ["U0MIRA", "U0TOBI", "U0LENA"]) {
      await desk.demo.act({ what: "close", as });
      await desk.demo.act({ what: "close", as });
    }
  });

  test("where the text is read: the form shows it, the card its revision, and it is nobody's", async () => {
    expect((await desk.card("U0MIRA", update)).shown).toContain("The checks offer what is right 2 times");
    await desk.click("U0MIRA", update, "read_all.offers");
    await shows("U0MIRA", /says 30.*#12 says “38 seconds”.*Write 38/);

    await takes("U0MIRA", "number");

    const { shown } = await shows("U0MIRA", "*Wrote 38 for 30.* Taken over from the evidence");
    expect(shown).toContain("after 38 seconds");
    expect(shown).not.toContain("Write 38");
    expect(await textNow()).toMatchObject({ number: 2, written_by: null, taken_from: "H8" });
    await desk.shows("U0MIRA", update, "Revision 2");
    expect((await desk.audited(update)).at(-1)).toMatchObject({ action: "offer.taken", surface: "slack" });
  });

  test("in the list of its items, and Undo takes it back; a line that is missing is read before it is added", async () => {
    await desk.click("U0MIRA", update, "edit");
    await shows("U0MIRA", /“Lists answer 50 rows a page \(#14, nkemp\)”.*Add this line.*30 seconds.*Write 38/);

    await takes("U0MIRA", "must");
    await shows("U0MIRA", "*Told #14.*");
    await takes("U0MIRA", "number");
    await shows("U0MIRA", "*Wrote 38 for 30.*");
    expect((await textNow())?.markdown).toMatch(/## Breaking changes\n\n- Lists answer 50 rows.*38 seconds/s);

    await desk.demo.act({ what: "click_view", as: "U0MIRA", action_id: "items_undo" });
    await shows("U0MIRA", "Taken back: Wrote 38 for 30.");
    expect((await textNow())?.markdown).toContain("30 seconds");
  });

  test("where it is approved: the form asks about the new text, with what was typed, and that goes out", async () => {
    await desk.click("U0TOBI", update, "approve");
    await shows("U0TOBI", "2 flags are open.");

    await takes("U0TOBI", "number");
    await shows("U0TOBI", /Wrote 38 for 30.*1 flag is open.*after 38 seconds/);
    await takes("U0TOBI", "must");
    await shows("U0TOBI", /Told #14.*Nothing is open about it/);

    expect(await desk.submit("U0TOBI")).toMatchObject({ ok: true });
    await until("approval", async () => (await desk.app.now(update)).state === "approved");
    expect(await textNow()).toMatchObject({ number: 3, taken_from: "H5" });
  });

  test("a sentence that somebody changed meanwhile is left alone: both are said, over the text as it stands", async () => {
    await desk.click("U0MIRA", update, "read_all.offers");
    await shows("U0MIRA", "Write 38");
    const markdown = TEXT.replace("Events are", "An event is");
    await save(desk.app.deps, desk.app.tobi, update.id, { markdown, base_revision: 1 });

    await takes("U0MIRA", "number");

    const { shown } = await shows("U0MIRA", "The sentence was changed meanwhile, so nothing was taken over.");
    expect(shown).toContain("It said “Events are tried again after 30 seconds (#12, mira)”");
    expect(shown).toContain("and says “An event is tried again after 30 seconds (#12, mira)” now.");
    expect(shown).toContain("Revision 2");
    expect((await textNow())?.markdown).toBe(markdown);
    await takes("U0MIRA", "number");
    await shows("U0MIRA", "*Wrote 38 for 30.*");
  });

  test("of two who press at once, or one who presses twice, one takes it over and everybody is told", async () => {
    for (const as of ["U0MIRA", "U0TOBI"]) await desk.click(as, update, "read_all.offers");
    for (const as of ["U0MIRA", "U0TOBI"]) await shows(as, "Write 38");

    await Promise.all([takes("U0MIRA", "number"), takes("U0TOBI", "number"), takes("U0MIRA", "must")]);

    for (const as of ["U0MIRA", "U0TOBI"]) await shows(as, /Wrote 38|Told #14|nothing was taken over/);
    await until("both are taken", async () => /50 rows.*38 seconds/s.test((await textNow())?.markdown ?? ""));
    expect((await desk.app.now(update)).revision).toBe(3);
    const taken = (await desk.audited(update)).filter(({ action }) => action === "offer.taken");
    expect(taken).toHaveLength(2);
  });

  test("whoever only reads is shown what the evidence says, and no button", async () => {
    const lena = await desk.app.db
      .selectFrom("app.people")
      .selectAll()
      .where("handle", "=", "lena")
      .executeTakeFirstOrThrow();
    const shown = JSON.stringify(await readForm(desk.deps, { ...lena, surface: "slack" }, update.id));
    expect(shown).toContain("#12 says “38 seconds”.");
    expect(shown).not.toContain("take_offer");
    expect((await desk.card("U0LENA", update)).shown).not.toContain("The checks offer");
  });
});

test("however long a line and what is offered are, its forms are what Slack takes, and the button says them back", () => {
  const long = (most: number) =>
    fc.tuple(hostile, fc.integer({ min: 1, max: 40 })).map(([words, times]) => words.repeat(times).slice(0, most));
  const about = {
    id: "019a0000-0000-7000-8000-000000000001",
    number: 1,
    revision: 1,
    title: "t",
    url: "https://pulse.test/updates/1",
  };
  const on = { update_id: about.id, digest: "d", page: 0 };
  const steps = { undo: { name: "", step: "" }, redo: { name: "", step: "" } };
  fc.assert(
    fc.property(
      long(6_000),
      long(LIMITS.offer_chars),
      fc.boolean(),
      fc.integer({ min: 1, max: 90 }),
      (line, to, adds, many) => {
        const markdown = Array.from({ length: many }, () => `- ${line.replace(/\s+/g, " ")} 30 (#12)`).join("\n");
        const offer = { from: adds ? "" : "30", to: to || "x", says: line };
        const found = Array.from({ length: many }, (_, at): Finding => ({
          ...NUMBER,
          key: `k.${at}:`,
          line: adds ? null : at + 1,
          offer,
        }));
        const checked = { findings: found.map((one) => ({ ...one, acknowledged_by: null })), checked: true };
        const findings = askedFindings(markdown, checked);
        const open = { faults: 0, flags: many, checked: true };
        const channel = { id: "C0ENG", name: "eng" };
        const read = textModal({ update: { ...about, channel }, parts: [], open, findings, takes: true, note: "" });
        const listed = itemsModal({
          update: about,
          on,
          pieces: readOutline(markdown, []),
          open: findings,
          steps,
          note: "",
        });
        for (const view of [read, listed]) {
          checkView(JSON.parse(JSON.stringify(view)), "modal");
          const [value] = JSON.stringify(view).match(/"value":"[0-9a-f-]{36}:[0-9a-f]{32}:[^"]*?:/) ?? [];
          expect(value).toBeDefined();
        }
      },
    ),
    { numRuns: 30 },
  );
  expect(readOffer(`${about.id}:${"a".repeat(32)}:k.1%3A:- It: says (#12)`)).toEqual({
    update_id: about.id,
    finding_key: "k.1:",
    seen: { digest: "a".repeat(32), sentence: "- It: says (#12)" },
  });
});
