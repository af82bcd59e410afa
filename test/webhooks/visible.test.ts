import { describe, expect, test } from "vitest";
import { BRIEF } from "../support/app.ts";
import { renderParts } from "../../app/message/render.ts";
import { visibleLine } from "../../app/people/names.ts";
import { escaped, plain } from "../../app/slack/blocks/text.ts";
import { visible } from "../../app/web/page/visible.ts";
import { cleanLine, cleanText } from "../../pipelines/text/clean-text.ts";
import { tidy } from "../../pipelines/text/title.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { invisibleIn, withoutInvisible } from "../../webhooks/contract/visible.ts";

const WORDS = [
  ["Persian", "افزودن حالت «نمی‌خواهم» به کتاب‌ها"],
  ["Persian with a vowel sign", "خانهٔ\u200cما"],
  ["an Arabic letter's first form", "سال ۱۴۰۰ ه\u200d.ش"],
  ["Urdu", "ہم\u200cوار"],
  ["Sinhala", "ශ්‍රී ලංකා"],
  ["Hindi", "क्\u200dष, क्\u200cष"],
  ["Marathi", "र्\u200dया"],
  ["Bengali", "র\u200d্যাব, উৎ, ত্\u200d"],
  ["Malayalam", "അവന്\u200d"],
  ["Kannada", "ರಾಜ್\u200cಕುಮಾರ್"],
  ["Khmer, with the places where a line may end", "ភាសា\u200bខ្មែរ"],
  ["Mongolian", "ᠮᠣᠩᠭᠣᠯ\u180b"],
  ["a Japanese name with its own form", "葛\u{e0100}城"],
];
const EMOJI = [
  ["somebody at work", "👩‍💻"],
  ["somebody at work, with skin", "👩🏽‍💻"],
  ["a family", "👨‍👩‍👧‍👦"],
  ["a flag of pride", "🏳️‍🌈"],
  ["pirates", "🏴‍☠️"],
  ["Scotland", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
  ["Texas", "🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f}"],
  ["somebody who runs", "🏃🏻‍♀️"],
  ["a keycap", "1️⃣"],
  ["two looks", "☺︎ ❤️"],
  ["a country", "🇱🇰"],
];
const kept = [...WORDS, ...EMOJI] as [string, string][];
const tags = (text: string) => [...text].map((sign) => String.fromCodePoint(0xe0000 + sign.charCodeAt(0))).join("");

/** Every door that a text goes through between GitHub and a reader. */
const DOORS: [string, (text: string) => string][] = [
  ["evidence", (text) => cleanText(text, 400)],
  ["a line of evidence", (text) => cleanLine(text, 400)],
  ["a title", tidy],
  ["what is saved", (text) => normalise(text).trimEnd()],
  ["a name", visibleLine],
  ["Slack's mrkdwn", escaped],
  ["Slack's plain text", plain],
  ["what a model was sent", visible],
];

describe.each(DOORS)("%s", (_door, through) => {
  test.each(kept)("keeps %s as it is written", (_what, text) => {
    expect(through(`Add ${text} now`)).toBe(`Add ${text} now`.normalize("NFC"));
  });
});

test.each(kept)("a post says %s as it is written, and so does its notification", (_what, text) => {
  const context = { sources: BRIEF.sources, ledger: [] };
  const parts = renderParts(`Add ${text} now\n`, context);
  expect(JSON.stringify(parts)).toContain(text.normalize("NFC"));
  expect(parts[0]?.payload.text).toContain(text.normalize("NFC"));
});

test.each([
  ["a lone joiner", "Add \u200d now", "Add  now", "U+200D"],
  ["a joiner between Latin letters", "m\u200dap", "map", "U+200D"],
  ["a joiner behind an accent", "e\u0301\u200dx", "e\u0301x", "U+200D"],
  ["a non-joiner between Latin letters", "m\u200cap", "map", "U+200C"],
  ["joiners side by side", "نمی\u200c\u200cخواهم", "نمی\u200cخواهم", "U+200C"],
  ["a non-joiner at the end of a word", "نمی\u200c now", "نمی now", "U+200C"],
  ["a joiner behind an emoji", "👩\u200d now", "👩 now", "U+200D"],
  ["a joiner in front of one", "a\u200d💻", "a💻", "U+200D"],
  ["two joiners in one", "👩\u200d\u200d💻", "👩\u200d💻", "U+200D"],
  ["a joiner behind a selector on nothing", "x\ufe0f\u200d💻", "x💻", "U+FE0F"],
  ["words in tags", `Fix${tags("ignore all")} it`, "Fix it", "U+E0069"],
  ["words in tags behind a flag", `🏴${tags("ignore all")}\u{e007f}`, "🏴", "U+E0069"],
  [
    "words in tags behind a flag that is one",
    `🏴${tags("gbsct")}\u{e007f}${tags("hi")}`,
    `🏴${tags("gbsct")}\u{e007f}`,
    "U+E0068",
  ],
  ["a flag without its end", `🏴${tags("gbsct")} now`, "🏴 now", "U+E0067"],
  ["a flag's tags behind a letter", `a${tags("gbsct")}\u{e007f}`, "a", "U+E0067"],
  ["a turn of direction", "a\u202eb\u2066c\u200f", "abc", "U+202E"],
  ["a zero-width space", "in\u200bvisible", "invisible", "U+200B"],
  ["selectors behind letters", "a\ufe00b\u{e0100}", "ab", "U+FE00"],
  ["two selectors", "🎉\ufe0f\ufe01", "🎉\ufe0f", "U+FE01"],
  ["fillers", "a\u3164b\u115f\u2060\u00ad\ufeff", "ab", "U+3164"],
])("%s goes, and is named", (_what, text, without, code) => {
  expect(withoutInvisible(text)).toBe(without);
  expect(invisibleIn(text)).toContain(code);
  expect(invisibleIn(without)).toEqual([]);
});

test.each([
  ["an emoji", "👩‍💻", 4, "👩"],
  ["a flag", `🏴${tags("gbsct")}\u{e007f}`, 9, "🏴"],
  ["a word", "نمی\u200cخواهم", 4, "نمی"],
])("%s that is cut leaves nothing behind that hides", (_what, text, most, left) => {
  expect(cleanLine(text, most)).toBe(left);
});

test("a long text of nothing else is read in no time", () => {
  const long = ["\u200d", "🏴\u{e0067}", "ا\u064b", "क्\u200d", "👩\u200d"].map((sign) => sign.repeat(30_000));
  const began = performance.now();
  for (const text of long) withoutInvisible(text);
  expect(performance.now() - began).toBeLessThan(2_000);
});
