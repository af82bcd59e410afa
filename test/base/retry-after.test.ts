import { expect, test } from "vitest";
import { retryAfterS, sentAt } from "../../base/retry-after.ts";

const NOW = new Date("1994-11-06T08:49:07Z");
const asked = (value: string) => retryAfterS(new Headers({ "retry-after": value }), NOW);

test.each([
  ["120", 120],
  ["0", 0],
  ["1.5", 1.5],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 30],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 30],
  ["Sun Nov  6 08:49:37 1994", 30],
  ["Sun, 06 Nov 1994 08:40:00 GMT", 0],
])("Retry-After: %s asks for %d seconds", (value, seconds) => {
  expect(asked(value)).toBe(seconds);
});

test("a date can be held against the clock of whoever wrote it", () => {
  const headers = new Headers({
    "retry-after": "Sun, 06 Nov 1994 10:00:30 GMT",
    date: "Sun, 06 Nov 1994 10:00:00 GMT",
  });
  expect(retryAfterS(headers, sentAt(headers, NOW))).toBe(30);
  expect(sentAt(new Headers(), NOW)).toBe(NOW);
});

test.each(["", "soon", "-5", "1e9", "0x10", "2094-11-06T08:49:37Z", `Sun, ${"9".repeat(60)}`, "Sun, 99 Foo 1994"])(
  "Retry-After: %j asks for nothing",
  (value) => {
    expect(asked(value)).toBeNull();
  },
);
