import { describe, expect, test } from "vitest";
import { cardMessage } from "../../app/slack/blocks/card.ts";
import { buttonsOf, whyButtons } from "../../app/slack/blocks/card-buttons.ts";
import { diffLines, rewrittenNote } from "../../app/slack/blocks/draft-note.ts";
import type { CardData } from "../../app/slack/blocks/card-data.ts";
import { LISTENERS } from "../../app/slack/rights.ts";
import fc from "../support/chance.ts";
import { cardData, CARD_STATES, expectHarmless, hostile } from "../support/slack-cards.ts";

const wordsOf = (card: CardData): string[] =>
  buttonsOf(card).flatMap((one) => {
    if (one.type === "button") return [one.text.text];
    return one.type === "overflow" ? one.options.map(({ text }) => `… ${text.text}`) : [];
  });

/** Every line that people read, top to bottom. */
const linesOf = (card: CardData): string => JSON.stringify(cardMessage(card).blocks);

test.each<[CardData["state"], string[]]>([
  ["generating", ["Stop", "Open in the browser"]],
  [
    "in_review",
    [
      "Approve & post",
      "Edit",
      "Request changes",
      "Open in the browser",
      "… Post to me first",
      "… Change channel",
      "… Reject",
    ],
  ],
  ["approved", ["Take back", "Open in the browser"]],
  ["posting", ["Open in the browser"]],
  ["posted", ["Correct", "Open in the browser", "… Retract"]],
  ["post_failed", ["Post again", "Take back", "Open in the browser"]],
  ["needs_check", ["I see it in Slack", "Send again", "Open in the browser"]],
  ["correcting", ["Open in the browser"]],
  ["retracted", ["Open in the browser"]],
  ["changes_requested", ["Try again", "Open in the browser"]],
  ["rejected", ["Open again", "Open in the browser"]],
  ["expired", ["Open again", "Open in the browser"]],
  ["failed", ["Try again", "Open in the browser"]],
  ["timed_out", ["Try again", "Open in the browser"]],
  ["nothing_to_report", ["Try again", "Open in the browser"]],
  ["cancelled", ["Open in the browser"]],
  ["deleted", []],
])("an update that is %s offers what can be done with it", (state, buttons) => {
  expect(wordsOf(cardData({ state }))).toEqual(buttons);
});

test("one that people had changed asks why in a row of its own, shows what was said, and asks whoever may change it", () => {
  const card = cardData({ state: "posted", why: ["tone"] });
  const asked = (may?: () => boolean) => whyButtons(card, may).map(({ text }) => text.text);
  expect(asked()).toEqual(["Wrong", "Not worth telling", "Missing", "Wording", "✓ Tone", "Order"]);
  expect(asked(() => false)).toEqual([]);
  expect(linesOf(card)).toContain("If you like, say it with one tap.");
  expect(linesOf(cardData({ state: "posted" }))).not.toContain("one tap");
});

test.each(["failed", "timed_out"] as const)(
  "one that %s goes on first over what was paid for, and says what that takes",
  (state) => {
    const continuation = "5 of 9 calls are kept, about $0.02 left to pay.";
    const card = cardData({ state, continuation });
    expect(wordsOf(card)).toEqual(["Continue", "Try again", "Open in the browser"]);
    expect(linesOf(card)).toContain(continuation);
  },
);

test.each(CARD_STATES)(
  "the card of an update that is %s says so, keeps its height, and only has buttons that are heard",
  (state) => {
    const card = cardData({
      state,
      problem: { message: "Pulse is not in it.", remedy: "Write /invite." },
      permalink: "https://acme.slack.com/1",
    });
    const { text, blocks = [] } = cardMessage(card);

    expect(text).toContain("What shipped in harbor");
    expect(blocks.length).toBeLessThanOrEqual(5);
    for (const one of buttonsOf(card)) {
      const names = one.type === "overflow" ? one.options.map(({ value }) => value?.split(":")[0]) : [one.action_id];
      expect(Object.keys(LISTENERS.action)).toEqual(expect.arrayContaining(names));
    }
  },
);

test("a draft's card names where it goes, what it tells of, its version, and until when it can be approved", () => {
  const card = cardData({ due_at: new Date("2026-11-18T09:00:00Z") });

  expect(linesOf(card)).toContain("<#C0ENG>");
  expect(linesOf(card)).toContain("asked for by Mira Lindqvist in the browser");
  expect(linesOf(card)).toContain(
    "Revision 3, in the thread · 12 told · 3 grouped · 4 left out · 5 people · 1 message",
  );
  expect(linesOf(card)).toContain("expires <!date^1794992400^");
});

test("of a scheduled one the button says that it goes out later", () => {
  expect(wordsOf(cardData({ post_at: new Date("2026-11-23T08:00:00Z") }))[0]).toBe("Approve");
});

test.each<[string, Partial<CardData>, string]>([
  ["faults", { faults: 2 }, "2 faults stand in the way: mend the text, or approve it with a reason."],
  ["flags", { flags: 1 }, "1 flag to read before it goes out."],
  ["nothing checked", { checked: false }, "The text could not be checked yet. Approving asks for a reason."],
])("with %s the card says so", (_what, open, line) => {
  expect(linesOf(cardData(open))).toContain(line);
});

test("a text that becomes no message cannot be approved", () => {
  expect(wordsOf(cardData({ unfit: "It is too long.", messages: 0 }))).not.toContain("Approve & post");
});

describe("whatever strangers wrote", () => {
  const OURS = ["<#C0ENG>", "<!date^", "<https://acme.slack.com/"];

  test("nothing on a card can ping, hide a link, or be refused by Slack", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CARD_STATES),
        fc.array(hostile, { minLength: 12, maxLength: 12 }),
        (state, said) => {
          const [title = "", profile = "", by = "", who = "", message = "", remedy = "", text = "", held = ""] = said;
          const [, , , , , , , , degraded = "", unfit = "", unsaved_by = "", window = ""] = said;
          const last = { who, what: "approved it", surface: "web", at: new Date(0) };
          const words = { title, profile, asked_by: by, held, degraded, unfit, unsaved_by, window };
          const card = cardData({
            ...words,
            state,
            problem: { message, remedy },
            said: { by, text },
            last,
            permalink: "https://acme.slack.com/p|1>",
          });

          expectHarmless(cardMessage(card), OURS);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("nothing in the note about a new draft can, either", () => {
    fc.assert(
      fc.property(hostile, hostile, (before, after) => {
        expectHarmless(rewrittenNote({ before, after, revision: 2, asked: { slack_user_id: "U0MIRA", name: "" } }), [
          "<@U0MIRA>",
        ]);
      }),
      { numRuns: 200 },
    );
  });
});

test("a new draft's note counts its lines and shows the first new ones", () => {
  const note = rewrittenNote({ before: "a\nb\nc\nd", after: "a\nB\nc\nx1\nx2\nx3", revision: 4, asked: null });

  expect(note.text).toBe("Rewritten, revision 4: 2 lines changed, 2 new.");
  expect(JSON.stringify(note.blocks)).toContain("• B");
});

test("a line that only moved is no change", () => {
  expect(diffLines("a\nb\na", "b\na\na")).toEqual({ added: [], gone: [], same: 3 });
});

test("the new lines are shown as they are read, not as they were typed", () => {
  const after = "- **Faster** &amp; `b` [here](https://x.test) (#12)";
  const note = rewrittenNote({ before: "", after, revision: 2, asked: null });

  expect(JSON.stringify(note.blocks)).toContain("• Faster &amp; b here (#12)");
});
