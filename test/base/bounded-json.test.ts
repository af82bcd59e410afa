import fc from "fast-check";
import { expect, test } from "vitest";
import { excessOf, readJson, type JsonBounds } from "../../base/bounded-json.ts";

const ROOM = { depth: 1_000, values: 100_000, members: 10_000 };

/** The same by walking the parsed value. */
function measured(value: unknown): JsonBounds {
  if (typeof value !== "object" || value === null) return { depth: 0, values: 1, members: 0 };
  const inside = Object.values(value).map(measured);
  return {
    depth: 1 + Math.max(0, ...inside.map(({ depth }) => depth)),
    values: 1 + inside.reduce((sum, { values }) => sum + values, 0),
    members: Math.max(Array.isArray(value) ? 0 : inside.length, ...inside.map(({ members }) => members)),
  };
}

test("any JSON is read as it is, and refused with one level less", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), (value, spaced) => {
      const text = JSON.stringify(value, null, spaced ? 2 : 0);
      const { depth } = measured(value);
      expect(readJson(text, ROOM)).toEqual({ ok: true, value: JSON.parse(text) });
      expect(excessOf(text, { ...ROOM, depth })).toBeNull();
      if (depth > 0) expect(excessOf(text, { ...ROOM, depth: depth - 1 })).toBe("depth");
    }),
  );
});

test("values and members are counted where they are", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const { values, members } = measured(value);
      const text = JSON.stringify(value);
      expect(excessOf(text, { ...ROOM, values })).toBeNull();
      expect(excessOf(text, { ...ROOM, members: Math.max(1, members) })).toBeNull();
      if (members > 1) expect(excessOf(text, { ...ROOM, members: members - 1 })).toBe("members");
    }),
  );
  expect(excessOf(`[${"0,".repeat(50)}0]`, { ...ROOM, values: 50 })).toBe("values");
  expect(excessOf(`[${"[],".repeat(50)}[]]`, { ...ROOM, values: 50 })).toBe("values");
});

test.each([
  ["brackets in a text", JSON.stringify("[".repeat(5_000))],
  ["commas and quotes in a text", JSON.stringify({ a: '",",'.repeat(9_000) })],
  ["a text that ends with backslashes", JSON.stringify(["\\\\", "[[[["])],
])("%s count for nothing", (_what, text) => {
  expect(readJson(text, { depth: 2, values: 4, members: 2 })).toMatchObject({ ok: true });
});

test.each(["", "{", '{"a":', '"', "]]]][[[[", "{'a':1}", '"\\', "nul", "{,,,}"])(
  "%j is no JSON, and no error",
  (text) => {
    expect(readJson(text, ROOM)).toEqual({ ok: false, excess: null });
  },
);

test("a million levels are refused, not climbed", () => {
  expect(readJson("[".repeat(1_000_000), ROOM)).toEqual({ ok: false, excess: "depth" });
});
