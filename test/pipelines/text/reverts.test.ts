import { describe, expect, test } from "vitest";
import { linesOf, ownBlocks } from "../../../pipelines/text/prose.ts";
import { merged, commitOf, told, shaOf } from "../../support/merged.ts";

describe("a revert is known by what its author says", () => {
  const target = merged(21, "Add a night theme");
  test.each<[string, string]>([
    ['Revert "Add a night theme"', ""],
    ["Revert “Add a night theme”", ""],
    ["revert: Add a night theme", ""],
    ["Revert Add a night theme", ""],
    ["Revert: add a night theme (#21)", ""],
    ['Revert "Add a night theme (#21)"', ""],
    ['Revert "Add a night theme" (#21)', ""],
    ['Revert "Add a night th…"', ""],
    ["Revert pull request 21", ""],
    ["Revert PR #21", ""],
    ["Revert #21", ""],
    ["Revert acme/harbor#21", ""],
    ["Revert https://github.com/acme/harbor/pull/21", ""],
    ["[Revert] Add a night theme", ""],
    ["ABC-12: Revert “Add a night theme”", ""],
    ["chore: revert #21", ""],
    ["⏪ Revert «Add a night theme»", ""],
    ["Roll back #21", ""],
    ["Back out 'Add a night theme'", ""],
    ["Undo “Add a night theme”", ""],
    [`Revert ${shaOf(21).slice(0, 9)}`, ""],
    ["Take the night theme out", "Reverts #21"],
    ["Take the night theme out", "Reverts acme/harbor#21"],
    ["Take the night theme out", "This reverts #21, because the contrast is too low."],
    ["Take the night theme out", `This reverts commit ${shaOf(21)}.`],
    ["Take the night theme out", `This reverts commit ${commitOf(21)}.`],
    ["Take the night theme out", "This PR reverts the changes of [#21](https://github.com/acme/harbor/pull/21)."],
    ["Take the night theme out", "Why: contrast.\n\n- Reverts https://github.com/acme/harbor/pull/21"],
    ["Take the night theme out", "Reverts [the theme](https://github.com/acme/harbor/pull/21)"],
    ["Take the night theme out", "This rolls back pull request #21."],
    ["Revert the night theme", "Fully reverts GH-21."],
  ])("%s, %j", (title, body) => {
    expect(told([target, merged(25, title, body)])).toEqual({ stands: [], out: [], back: [] });
    expect(told([merged(25, title, body)], [target])).toEqual({ stands: [], out: [21], back: [] });
  });

  test.each<[string, string]>([
    ["Show wind on the map", "<!-- Is it a revert? Then write:\nReverts #21 -->\n\nArrows."],
    ["Understand revert lines", "It reads:\n\n```\nReverts #21\n```"],
    ["Understand revert lines", "It reads `Reverts #21` now."],
    ["Answer a question", "> Reverts #21\n\nNo, it does not."],
    ["Update paperplane", "<details>\n<summary>Notes</summary>\n\nReverts #21\n\n</details>"],
    ["Use the #21-style header", "Reverts to the #21-style header."],
    ["Go back to the layout of #20", "Reverts to the layout from before #21."],
    ["Make themes smaller", "If this breaks anything, revert #21."],
    ["Make themes smaller", "Revert #21 if the numbers go up."],
    ["Make themes smaller", "This does not revert #21."],
    ["Make themes smaller", "Follow-up of #20, which was reverted in #21."],
    ["Make themes smaller", "Reverted in #21, so here it is."],
    ["Take part of it out", "Partially reverts #21."],
    ["Take part of it out", "Reverts parts of #21"],
    ["Take part of it out", "Reverts #21 partially, the picker stays."],
    ["Partially revert #21", ""],
    ['Partial revert of "Add a night theme"', ""],
    ["Revertible settings", "Reverts other/paperplane#21"],
    ["Let people revert a theme", ""],
  ])("and not of what stands there otherwise: %s, %j", (title, body) => {
    expect(told([target, merged(25, title, body)])).toEqual({ stands: [21, 25], out: [], back: [] });
  });

  test("the description of a machine quotes others", () => {
    const bump = merged(25, "Update paperplane to v4", "Reverts #21", {
      author: { login: "renovate[bot]", kind: "dependency_bot" },
    });
    expect(told([target, bump]).stands).toEqual([21, 25]);
  });
});

describe("one change and several others", () => {
  const [theme, picker, clock] = [
    merged(21, "Add a night theme"),
    merged(22, "Add a theme picker"),
    merged(23, "Fix the clock"),
  ];
  test.each<[string, string]>([
    ["Take the new themes out again", "Reverts #21 and #22, the contrast is too low."],
    ["Take the new themes out again", "Reverts acme/harbor#22\nReverts acme/harbor#21"],
    ["Take the new themes out again", "Reverts: #21, #22"],
    ["Take the new themes out again", "Reverts #21, and reverts #22."],
    ["Take the new themes out again", `This reverts commits ${shaOf(21)} and ${shaOf(22)}.`],
    ['Revert "Add a theme picker" and "Add a night theme"', "Reverts acme/harbor#22\nReverts acme/harbor#21"],
    ['Revert "Add a theme picker" and "Add a night theme"', "Reverts acme/harbor#22"],
    ["Revert #21 and #22", ""],
    ["Revert themes and their picker", "Reverts #21\nReverts #22"],
  ])("takes them out: %s, %j", (title, body) => {
    expect(told([theme, picker, clock, merged(25, title, body)]).stands).toEqual([23]);
  });

  test.each<[string, string]>([
    ["Add a theme with more contrast", "Reverts #21 and adds another one."],
    ['Revert "Add a night theme" and add one with more contrast', ""],
    ["Revert #21, use the system's theme instead", ""],
  ])("what brings something else instead is told: %s, %j", (title, body) => {
    expect(told([theme, merged(25, title, body)]).stands).toEqual([25]);
  });
});

describe("bringing back", () => {
  const theme = merged(21, "feat: add a night theme");
  const out = merged(22, 'Revert "feat: add a night theme"', "Reverts acme/harbor#21");
  test.each<[string, string]>([
    ['Revert "Revert "feat: add a night theme""', "Reverts acme/harbor#22"],
    ['Revert "Revert "feat: add a night theme""', ""],
    ['Reapply "feat: add a night theme"', ""],
    ['Reapply "feat: add a night theme" (#44)', "Reverts acme/harbor#22"],
    ["Reland: add a night theme (#21)", "Second try of #21, reverted in #22."],
    ["Re-land feat: add a night theme", ""],
    ["feat: add a night theme again", ""],
    ["Bring back #21", ""],
    ["Unrevert #22", ""],
    ["Revert #22", ""],
    ["Night theme, second try", "Relands #21"],
    ["Night theme, second try", "This reverts the revert of #21."],
    ["Night theme, second try", "Reverts the revert in #22."],
  ])("%s, %j", (title, body) => {
    const again = merged(23, title, body);
    const { stands } = told([theme, out, again]);
    expect(stands).toContain(21);
    expect(stands.filter((number) => ![21, 23].includes(number))).toEqual([]);
    expect(told([again], [theme, out]).back).toEqual([21]);
    expect(told([again], [theme, out]).out).toEqual([]);
  });

  test("what nobody read from before the window is known by its title", () => {
    expect(told([merged(23, 'Revert "Revert "feat: add webhooks""', "Reverts acme/harbor#9")])).toEqual({
      stands: [],
      out: [],
      back: ["“feat: add webhooks”"],
    });
    expect(told([merged(23, 'Revert "Old login page"', "Reverts acme/harbor#7")]).out).toEqual(["“Old login page”"]);
  });

  test("taken out and brought back in the same window it is no news", () => {
    expect(told([merged(30, "Revert #21"), merged(31, "Revert #30")], [theme])).toEqual({
      stands: [],
      out: [],
      back: [],
    });
  });
});

test("prose is what the author says: no quotes, fences, comments, code and nothing folded away", () => {
  expect(
    linesOf(
      ownBlocks(
        "One.\n> Two.\n\n```\nThree.\n```\n\n<!-- Four. -->\n<details>\n\nFive.\n\n</details>\n\n- Six `seven` [eight](https://x.y/o/r/pull/8).",
      ),
    ),
  ).toEqual(["One.", "Six   https://x.y/o/r/pull/8."]);
});
