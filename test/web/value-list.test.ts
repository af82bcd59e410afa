import { describe, expect, test } from "vitest";
import { valuesIn, valuesText } from "../../app/web/policies/value-list.ts";
import fc from "../support/chance.ts";

describe("values in one field", () => {
  test.each<[string, string[]]>([
    ["docs/, *.md", ["docs/", "*.md"]],
    [' , "a, b" ,c\nd', ["a, b", "c", "d"]],
    ['say "hi", 5" screen', ['say "hi"', '5" screen']],
    ['"an ""inner"" one", next', ['an "inner" one', "next"]],
    ['"never closed, goes on', ["never closed, goes on"]],
    [' , "" ,', []],
  ])("%j are read", (typed, values) => {
    expect(valuesIn(typed)).toEqual(values);
  });

  test("any that a rule may have are the same after a form was opened and kept", () => {
    const value = fc
      .string({ unit: fc.constantFrom("a", "b", " ", ",", '"', "*", "/", "ü"), maxLength: 12 })
      .map((one) => one.replace(/\s+/g, " ").trim())
      .filter((one) => one !== "");
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (values) => {
        expect(valuesIn(valuesText(values))).toEqual(values);
      }),
    );
  });
});
