import { expect, test } from "vitest";
import { chosenText, mergeTexts, type Choice } from "../../app/web/updates/merge-texts.ts";
import fc from "../support/chance.ts";

const sources = [{ repo: "acme/harbor", base_branch: "main" }];
const base =
  "# Harbor\n\nAn opening.\n\n## New\n\n- A map (#1, mira)\n- A board (#2, lena)\n\n## Fixed\n\n- The import (#3, nkemp)\n- The labels (#4)\n";
const merged = (mine: string, theirs: string) => {
  const found = mergeTexts(base, mine, theirs, sources);
  if (!found) throw new Error("too far apart");
  return found;
};
const both = (mine: string, theirs: string, ...choices: Choice[]) => chosenText(merged(mine, theirs), choices);

test("what each of two changed alone is in, and nothing is asked", () => {
  const mine = base.replace("A map", "My map");
  const theirs = base.replace("The labels", "Their labels").replace("- A board (#2, lena)\n", "");

  expect(merged(mine, theirs).conflicts).toEqual([]);
  expect(merged(mine, theirs).alone).toEqual({ mine: 1, theirs: 2 });
  expect(both(mine, theirs)).toBe(
    base.replace("A map", "My map").replace("The labels", "Their labels").replace("- A board (#2, lena)\n", ""),
  );
});

test("what both rewrote is asked, and each choice is in the text", () => {
  const mine = base.replace("A map", "My map");
  const theirs = base.replace("A map", "Their map");

  expect(merged(mine, theirs).conflicts).toHaveLength(1);
  expect(both(mine, theirs, "mine")).toBe(mine);
  expect(both(mine, theirs, "theirs")).toBe(theirs);
  expect(both(mine, theirs, "both")).toBe(
    base.replace("- A map (#1, mira)", "- Their map (#1, mira)\n- My map (#1, mira)"),
  );
});

test("what one rewrote and the other took out is asked", () => {
  const mine = base.replace("The import", "My import");
  const theirs = base.replace("- The import (#3, nkemp)\n", "");

  expect(both(mine, theirs, "mine")).toBe(mine);
  expect(both(mine, theirs, "theirs")).toBe(theirs);
});

test("what both wrote alike is nobody’s question, and what both added stands there twice", () => {
  const alike = base.replace("A map", "One map");
  expect(merged(alike, alike).conflicts).toEqual([]);
  expect(both(alike, alike)).toBe(alike);
  const mine = base.replace("- The labels (#4)\n", "- The labels (#4)\n- Mine (#8)\n");
  const theirs = base.replace("- The labels (#4)\n", "- The labels (#4)\n- Theirs (#9)\n");
  expect(both(mine, theirs)).toBe(
    base.replace("- The labels (#4)\n", "- The labels (#4)\n- Theirs (#9)\n- Mine (#8)\n"),
  );
});

test("what both moved stands once", () => {
  const without = base.replace("- A board (#2, lena)\n", "");
  const mine = without.replace("- The import", "- A board (#2, lena)\n- The import");
  const theirs = without.replace("- The labels (#4)\n", "- The labels (#4)\n- A board (#2, lena)\n");

  expect(both(mine, theirs).match(/A board/g)).toHaveLength(1);
});

test("no word of either is lost, whatever both did, where both are kept", () => {
  const lines = fc.array(fc.constantFrom("A map (#1)", "A board (#2)", "Mine (#5)", "Theirs (#6)", "More (#7)"), {
    maxLength: 6,
  });
  const textOf = (items: readonly string[]) =>
    `# Harbor\n\n## New\n\n${[...new Set(items)].map((item) => `- ${item}`).join("\n")}\n`.trimEnd().concat("\n");
  fc.assert(
    fc.property(lines, lines, lines, (first, mine, theirs) => {
      const found = mergeTexts(textOf(first), textOf(mine), textOf(theirs), sources);
      if (!found) return;
      const text = chosenText(
        found,
        found.conflicts.map(() => "both"),
      );
      const added = [...mine, ...theirs].filter((item) => !first.includes(item));
      for (const item of added) expect(text).toContain(item);
    }),
    { numRuns: 300 },
  );
});
