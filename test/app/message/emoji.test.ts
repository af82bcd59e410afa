import { expect, test } from "vitest";
import { emojiNotes } from "../../../app/message/emoji-notes.ts";
import { unknownEmoji, withEmoji } from "../../../app/message/emoji.ts";

test.each([
  ["what Slack calls it", ":rocket: :thinking_face: :flag-de:", "🚀 🤔 🇩🇪"],
  ["every name of one", ":+1: :thumbsup:", "👍 👍"],
  ["one that is drawn as text without a selector", ":heart:", "❤️"],
  ["one after the other, and with a skin", ":tada::wave::skin-tone-5:", "🎉👋🏾"],
])("%s becomes the sign", (_, words, said) => {
  expect(withEmoji(words)).toBe(said);
});

test.each(["see std:key:value", "10:100:20", ":tada:word"])("%s stays words, in Slack as well", (words) => {
  expect(withEmoji(words)).toBe(words.replace(":", ":\u2060"));
});

test.each([":rokcet:", ":our-parrot:", "a : rocket : b"])("%s stays", (words) => {
  expect(withEmoji(words)).toBe(words);
});

test("a name that Slack does not know is named with the one most like it", () => {
  expect(unknownEmoji("We shipped :rokcet: and :tada: and :sparkle_s: at 10:30:15")).toEqual([
    { name: "rokcet", nearest: "rocket" },
    { name: "sparkle_s", nearest: "sparkles" },
  ]);
  expect(unknownEmoji("Our :deployparrot: danced, std::map::x too")).toEqual([{ name: "deployparrot", nearest: "" }]);
});

test("of many no more than three are named, each once", () => {
  const words = Array.from({ length: 2_000 }, (_, at) => `:no-such-${at % 1_000}:`).join(" ");
  expect(unknownEmoji(words).map(({ name }) => name)).toEqual(["no-such-0", "no-such-1", "no-such-2"]);
});

test("a workspace’s own are known where Slack says which it has, and may be what was meant", () => {
  const own = new Set(["shipit", "deployparrot"]);
  expect(emojiNotes("Out :shipit: by :deploypartor: and :qqqqqqqq:, `:code:`", own)).toEqual([
    "Neither Slack nor your workspace has :deploypartor:. Did you mean :deployparrot:?",
    "Neither Slack nor your workspace has :qqqqqqqq:.",
  ]);
  expect(emojiNotes("Out :shipit:", null)).toEqual([
    expect.stringMatching(/^Slack knows no :shipit:.* A workspace’s own stays as it is\.$/),
  ]);
});
