import { expect, test } from "vitest";
import { isStorable, storable, storableText } from "../../webhooks/contract/storable.ts";

const KEPT = ["", "plain", "a 🧊 b", "\n\t", "\ufffd", "\u0001"];
const TAKEN: [text: string, left: string][] = [
  ["a\0b\0", "ab"],
  ["half \ud83d", "half \ufffd"],
  ["\udc00 half", "\ufffd half"],
];

test("a text that can be kept stays as it came, and what cannot be kept is taken out of the others", () => {
  expect(KEPT.map(storableText)).toEqual(KEPT);
  expect(KEPT.every(isStorable)).toBe(true);
  expect(TAKEN.map(([text]) => storableText(text))).toEqual(TAKEN.map(([, left]) => left));
  expect(TAKEN.some(([text]) => isStorable(text))).toBe(false);
});

test("it is taken out of every text of a value, however deep, and of nothing else", () => {
  const value = { "na\0me": [1, null, true, { text: "a\0b" }, ["c\ud83d"]], none: undefined };
  expect(storable(value)).toEqual({ "na\0me": [1, null, true, { text: "ab" }, ["c\ufffd"]], none: undefined });
});
