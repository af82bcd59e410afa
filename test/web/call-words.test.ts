import { describe, expect, test } from "vitest";
import { costText, outcomeWords, tokensText } from "../../app/web/runs/call-words.ts";
import { visible } from "../../app/web/page/visible.ts";

describe("words", () => {
  test.each([
    [null, "not known"],
    [0, "free"],
    [0.000_000_1, "< $0.000001"],
    [0.000_012_3, "$0.000012"],
    [0.001_24, "$0.0012"],
    [0.042, "$0.042"],
    [0.114, "$0.11"],
    [12.5, "$12.50"],
  ])("a cost of %s is written %s", (cost, words) => expect(costText(cost)).toBe(words));

  test("tokens say how many were cached, and nothing when there were none", () => {
    const used = { input_tokens: 1_204, cached_tokens: 1_024, output_tokens: 318 };
    expect(tokensText(used)).toBe("1,204 tokens in (1,024 cached), 318 out");
    expect(tokensText({ input_tokens: 0, cached_tokens: 0, output_tokens: 0 })).toBe("");
  });

  test("an outcome that nobody thought of shows its own name", () => {
    expect(outcomeWords("fell_asleep")).toEqual({ label: "Fell asleep", tone: "quiet" });
    expect(outcomeWords("toString")).toEqual({ label: "ToString", tone: "quiet" });
  });

  test("an emoji of several parts stays whole; a joiner elsewhere does not hide", () => {
    expect(visible("👩‍💻 a\u200db\u2066c\ttab\n")).toBe("👩‍💻 a‹U+200D›b‹U+2066›c\ttab\n");
  });
});
