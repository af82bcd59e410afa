import { expect, test } from "vitest";
import { mrkdwnTexts } from "../../../app/message/mrkdwn.ts";

/** A word joiner as a sign that one sees. */
const written = (markdown: string) => mrkdwnTexts(markdown, 3_000).join("\n\n").replaceAll("\u2060", "·");

test.each<[what: string, markdown: string, mrkdwn: string]>([
  ["around words", "A **b**, (*c*) and ~~d e~~: `f`.", "A *b*, (_c_) and ~d e~: `f`."],
  ["around code and links", "**`a` [b](https://x.test)**", "*`a` <https://x.test|b>*"],
  ["inside each other", "**a *b* c**", "*a _b_ c*"],
  ["beside each other only once", "***a*** **b**`c`", "_a_ bc"],
  ["in one line", "**a\nb** *c*", "a\nb _c_"],
  ["around a whole heading", "# Use `a_b` **now**", "*Use `a_b` now*"],
  ["beside no letter or sign of any script", "**夜**の *b*ar **c**、 `d`s", "夜の bar c、 ds"],
  [
    "not around their own sign",
    "**2\\*3** and *a_b* and *[c](https://x.test/a_b)*",
    "2*3 and a_b and <https://x.test/a_b|c>",
  ],
  ["not where their sign is a word", "**a** \\* *b*", "a ·*· _b_"],
  ["not around a joiner", "**\\_a** ~~b~~", "·_·a ~b~"],
  ["not around blanks", "**&#32;a** ` b`", " a  b"],
  ["and no code beside backticks", "`` a`b `` `c`", "a·`·b c"],
  ["nor in a link's words", "[a `b*` **c**](https://x.test)", "<https://x.test|a b·*· c>"],
])("marks are written %s", (_what, markdown, mrkdwn) => {
  expect(written(markdown)).toBe(mrkdwn);
});

test("a sign that begins a line only because a text was cut there makes no quote", () => {
  expect(mrkdwnTexts("many words here &gt; and more", 20)).toEqual(["many words here", "\u2060&gt; and more"]);
});
