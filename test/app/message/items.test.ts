import { expect, test } from "vitest";
import { doAct } from "../../../app/message/items/act.ts";
import { GonePiece, type Act, type ActContext } from "../../../app/message/items/acts.ts";
import { readOutline, writeOutline } from "../../../app/message/items/outline.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";

const sources = [{ repo: "acme/harbor", base_branch: "main" }];

const text = `# Harbor

Two things to know this week.

## New

- **Map**: Parcels move on a map (#1, mira)
- Depots have a board (#2, lena)

## Fixed

- The import no longer stops (#3, #4; nkemp, pdias)

## Also merged

- 3 dependency updates (#5, #6, #7)
`;

const line = (number: number, more: Partial<LedgerLine> = {}): LedgerLine => ({
  pr: `acme/harbor#${number}`,
  title: `Change *${number}*`,
  url: `https://github.test/${number}`,
  author: "mira",
  merged_at: "2026-11-24T10:00:00Z",
  disposition: "cited",
  reason: null,
  ...more,
});
const ledger = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => line(number));
const context: ActContext = { sources, ledger, agent_text: text };

const keyOf = (markdown: string, words: string): string => {
  const found = readOutline(markdown, sources).find((piece) => piece.words.includes(words));
  if (!found) throw new Error(`nothing says "${words}"`);
  return found.key;
};
type Asked = Act extends infer One ? (One extends { key: string } ? Omit<One, "key"> & { on: string } : One) : never;
const after = (act: Asked, markdown = text) => {
  const { on, ...rest } = { on: "", ...act };
  return doAct(markdown, { ...rest, ...(on && { key: keyOf(markdown, on) }) } as Act, context);
};
const refusal = (act: Asked): Problem => {
  try {
    after(act);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("it was done");
};

test("a text is its pieces: a title, sections, sentences, and what each is from", () => {
  const said = readOutline(text, sources).map(({ kind, words, tail, section, prs }) => ({
    kind,
    words,
    tail,
    section,
    prs: prs.length,
  }));

  expect(said[0]).toEqual({ kind: "title", words: "Harbor", tail: "", section: "", prs: 0 });
  expect(said[1]).toMatchObject({ kind: "prose", words: "Two things to know this week.", section: "" });
  expect(said[2]).toMatchObject({ kind: "section", words: "New", section: "" });
  expect(said[3]).toEqual({
    kind: "item",
    words: "**Map**: Parcels move on a map",
    tail: "(#1, mira)",
    section: "New",
    prs: 1,
  });
  expect(said.at(-3)).toMatchObject({ tail: "(#3, #4; nkemp, pdias)", section: "Fixed", prs: 2 });
});

test("what no sentence can hold is a block, and stays to the letter", () => {
  const odd =
    "1. one\n2. two\n\n- a\n  - b\n\n> quoted\n\n```\ncode\n```\n\n| a |\n|---|\n\n[x]: https://a.test\n\n---\n\n- plain\n";

  expect(readOutline(odd, sources).map(({ kind }) => kind)).toEqual([
    "block",
    "block",
    "block",
    "block",
    "prose",
    "block",
    "block",
    "item",
  ]);
  expect(writeOutline(readOutline(odd, sources))).toBe(odd);
});

test("a sentence is rewritten in its place and keeps what it cites", () => {
  const { markdown, name } = after({ act: "rewrite", on: "Depots", words: "Every depot has a board." });

  expect(markdown).toBe(text.replace("Depots have a board", "Every depot has a board."));
  expect(name).toBe("Rewrote #2");
});

test("a line break in a sentence stays one, and a heading has none", () => {
  const two = after({ act: "rewrite", on: "Depots", words: "Depots have a board\nand a bell" }).markdown;
  expect(two).toContain("- Depots have a board\n  and a bell (#2, lena)\n");
  expect(readOutline(two, sources).filter(({ kind }) => kind === "item")).toHaveLength(4);
  expect(after({ act: "rewrite", on: "Harbor", words: "Harbor\nthis week" }).markdown).toContain(
    "# Harbor this week\n",
  );
  expect(after({ act: "rewrite", on: "Fixed", words: "Mended" }).markdown).toContain("\n\n## Mended\n\n- The import");
});

test("an empty line makes two of a sentence, each with what it cites", () => {
  const { markdown, name, key } = after({
    act: "rewrite",
    on: "The import",
    words: "The import goes on\n\nIt is quicker",
  });

  expect(markdown).toContain(
    "- The import goes on (#3, #4; nkemp, pdias)\n- It is quicker (#3, #4; nkemp, pdias)\n\n## Also",
  );
  expect(name).toBe("Split #3 and 1 more");
  expect(key).toBe(keyOf(markdown, "It is quicker"));
});

test("what would be no sentence any more is refused, and the text is as it was", () => {
  for (const words of ["- a\n- b", "1. a", "> a", "# a", "```\na", "a\tb\nc\td", "| a | b |\n|---|---|"])
    expect(refusal({ act: "rewrite", on: "Depots", words }).remedy).toBe("Put it in with Markdown.");
  expect(refusal({ act: "rewrite", on: "Two things", words: "- a" }).remedy).toBe("Put it in with Markdown.");
  expect(refusal({ act: "rewrite", on: "Depots", words: "x".repeat(204_800) }).message).toBe(
    "One item holds 2,000 characters; this has 204,800.",
  );
  expect(refusal({ act: "rewrite", on: "Depots", words: " \n " }).remedy).toBe("Leave it out instead, and say why.");
  expect(refusal({ act: "rewrite", on: "Fixed", words: "" }).message).toBe("A section needs a name.");
});

test("a number that was not merged in this time is refused, one that was is kept", () => {
  const { message, details } = refusal({ act: "rewrite", on: "Depots", words: "Depots have a board, as #99 says" });

  expect(message).toBe("#99 is not among what was merged in this time.");
  expect(details[0]?.path).toBe("words");
  expect(after({ act: "rewrite", on: "Depots", words: "Depots have a board, as #8 says" }).markdown).toContain(
    "as #8 says (#2",
  );
  expect(after({ act: "rewrite", on: "Depots", words: "As other/repo#99 has it" }).markdown).toContain("other/repo#99");
});

test("the opening can go, with its empty line", () => {
  expect(after({ act: "rewrite", on: "Two things", words: "" }).markdown).toBe(
    text.replace("Two things to know this week.\n\n", ""),
  );
});

test("a sentence moves within its section, and over its end into the next", () => {
  const down = after({ act: "down", on: "Parcels" });
  expect(down.markdown).toContain(
    "- Depots have a board (#2, lena)\n- **Map**: Parcels move on a map (#1, mira)\n\n## Fixed",
  );
  expect(down.name).toBe("Moved #1 down");
  expect(down.key).toBe(keyOf(down.markdown, "Parcels"));
  const further = after({ act: "down", on: "Parcels" }, down.markdown);
  expect(further.markdown).toContain("## Fixed\n\n- **Map**: Parcels move on a map (#1, mira)\n- The import");
  expect(further.name).toBe("Moved #1 down to “Fixed”");
  expect(after({ act: "up", on: "Parcels" }, further.markdown).markdown).toBe(down.markdown);
  expect(refusal({ act: "up", on: "Parcels" }).message).toBe("It is the first one already.");
  expect(refusal({ act: "up", on: "Two things" }).message).toBe(
    "The title, the opening and what is only counted stay where they are.",
  );
});

test("a heading that nothing is left under goes, and a new section stands before what is only counted", () => {
  const up = after({ act: "up", on: "The import" }).markdown;
  expect(up).not.toContain("## Fixed");
  expect(up).toContain(
    "- Depots have a board (#2, lena)\n- The import no longer stops (#3, #4; nkemp, pdias)\n\n## Also",
  );
  const moved = after({ act: "move", on: "Depots", section: "For depots", before: "" });
  expect(moved.markdown).toContain(
    "nkemp, pdias)\n\n## For depots\n\n- Depots have a board (#2, lena)\n\n## Also merged",
  );
  expect(moved.name).toBe("Moved #2 to “For depots”");
  expect(refusal({ act: "move", on: "Depots", section: "Also merged", before: "" }).message).toContain("only counted");
});

test("a sentence goes before another one, or to the end of a section", () => {
  const [fixed, first] = [keyOf(text, "Fixed"), keyOf(text, "The import")];
  expect(after({ act: "move", on: "Parcels", section: fixed, before: first }).markdown).toContain(
    "## Fixed\n\n- **Map**: Parcels move on a map (#1, mira)\n- The import",
  );
  expect(after({ act: "move", on: "Parcels", section: fixed, before: "" }).markdown).toContain(
    "pdias)\n- **Map**: Parcels move on a map (#1, mira)\n\n## Also",
  );
  expect(() => after({ act: "move", on: "Parcels", section: "0123456789abcdef", before: "" })).toThrow(GonePiece);
});

test("two sentences become one that is from both", () => {
  const { markdown, name } = after({ act: "merge", on: "Depots" });

  expect(markdown).toContain("- **Map**: Parcels move on a map Depots have a board (#1, #2; mira, lena)\n\n## Fixed");
  expect(name).toBe("Merged #2 with #1");
  expect(refusal({ act: "merge", on: "Parcels" }).message).toBe("No sentence stands above it in its section.");
});

test("what was left out comes back in the agent’s words, where it stood", () => {
  const out = after({ act: "leave_out", on: "The import" });
  expect(out.name).toBe("Left out #3 and 1 more");
  expect(out.markdown).not.toContain("Fixed");

  const back = after({ act: "put_back", pr: "acme/harbor#4", section: "" }, out.markdown);
  expect(back.markdown).toBe(text);
  expect(back.name).toBe("Put back #4");
});

test("what was only counted is told by its title, and is counted no more", () => {
  const { markdown } = after({ act: "put_back", pr: "acme/harbor#6", section: keyOf(text, "New") });

  expect(markdown).toContain("- Depots have a board (#2, lena)\n- Change \\*6\\* (#6, mira)\n\n## Fixed");
  expect(markdown).toContain("- 2 dependency updates (#5, #7)\n");
  const rest = ["acme/harbor#5", "acme/harbor#7"].reduce(
    (all, pr) => after({ act: "put_back", pr, section: "" }, all).markdown,
    markdown,
  );
  expect(rest).not.toContain("Also merged");
  expect(refusal({ act: "put_back", pr: "acme/harbor#1", section: "" }).message).toBe("#1 is told already.");
  expect(refusal({ act: "put_back", pr: "acme/harbor#99", section: "" }).message).toContain("#99 was not merged");
});

test("a line that counts without numbers counts one less", () => {
  const short = text.replace("- 3 dependency updates (#5, #6, #7)", "- 1,003 dependency updates");
  const grouped = { ...context, ledger: ledger.map((one) => ({ ...one, group: "3 dependency updates" })) };

  expect(doAct(short, { act: "put_back", pr: "acme/harbor#6", section: "" }, grouped).markdown).toContain(
    "- 1,002 dependency updates\n",
  );
});

test("a sentence that somebody changed meanwhile is not there any more", () => {
  const key = keyOf(text, "Depots");
  const changed = text.replace("have a board", "have two boards");

  expect(() => doAct(changed, { act: "leave_out", key }, context)).toThrow(GonePiece);
});

test("two sentences that say the same are two", () => {
  const twice = text.replace("Depots have a board (#2, lena)", "**Map**: Parcels move on a map (#1, mira)");
  const [one, other] = readOutline(twice, sources).filter(({ words }) => words.includes("Parcels"));

  expect(one?.key).not.toBe(other?.key);
  expect(doAct(twice, { act: "rewrite", key: other?.key ?? "", words: "Second" }, context).markdown).toContain(
    "map (#1, mira)\n- Second (#1, mira)",
  );
});
