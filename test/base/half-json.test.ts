import { expect, test } from "vitest";
import { closedJson, STILL_OPEN } from "../../base/half-json.ts";

const closed = (text: string): unknown => JSON.parse(closedJson(text));

test.each<[string, unknown]>([
  ["{", {}],
  ['{"items', {}],
  ['{"items"', {}],
  ['{"items":', {}],
  ['{"items":[', { items: [] }],
  ['{"items":[{"text":"Sea', { items: [{ text: `Sea${STILL_OPEN}` }] }],
  ['{"items":[{"text":"Search"', { items: [{ text: "Search" }] }],
  ['{"items":[{"text":"Search","hi', { items: [{ text: "Search" }] }],
  ['{"items":[{"text":"Search","highlight":fal', { items: [{ text: "Search" }] }],
  ['{"items":[{"text":"Search","highlight":false', { items: [{ text: "Search" }] }],
  ['{"items":[{"text":"Search","highlight":false}', { items: [{ text: "Search", highlight: false }] }],
  ['{"items":[12, 3', { items: [12] }],
  ['{"text":"a \\', { text: `a ${STILL_OPEN}` }],
  ['{"text":"a \\\\', { text: `a \\${STILL_OPEN}` }],
  ['{"text":"a \\u00', { text: `a ${STILL_OPEN}` }],
  ['{"text":"a \\u00e9', { text: `a é${STILL_OPEN}` }],
  ['{"text":"a \\"b', { text: `a "b${STILL_OPEN}` }],
  ['{"text":"a"} and so on {', { text: "a" }],
])("%s is closed where it stands", (text, value) => {
  expect(closed(text)).toEqual(value);
});

const ANSWERS = [
  {
    items: [{ kind: "fix", text: 'Quotes "in" it, \\ and \n lines', prs: ["#1", "#2"], highlight: true }],
    grouped: [],
  },
  { intro: null, highlights: [1, -2.5e7], deep: [[[{ a: [[], {}] }]]], "": "", é: "🚀 \u0000 ü", false: false },
  { text: { text: { text: "text" } }, ":": ",", "}": "]", "[": "{" },
];
test.each(ANSWERS)(
  "however much of an answer has come, it can be read, and says no more than the whole: %j",
  (whole) => {
    for (const json of [JSON.stringify(whole), JSON.stringify(whole, null, 2)]) {
      for (let at = 1; at <= json.length; at += 1) {
        expect(isBeginOf(closed(json.slice(0, at)), whole), json.slice(0, at)).toBe(true);
      }
    }
  },
);

/** Each part is there in the whole; a text that is still open is its beginning. */
function isBeginOf(half: unknown, whole: unknown): boolean {
  if (typeof half === "string" && typeof whole === "string") {
    return half === whole || (half.endsWith(STILL_OPEN) && whole.startsWith(half.slice(0, -1)));
  }
  if (typeof half !== "object" || half === null || typeof whole !== "object" || whole === null) return half === whole;
  const parts = new Map(Object.entries(whole));
  return Object.entries(half).every(([name, part]) => parts.has(name) && isBeginOf(part, parts.get(name)));
}
