import { expect, test } from "vitest";
import { doAct } from "../../../app/message/items/act.ts";
import type { Act, ActContext } from "../../../app/message/items/acts.ts";
import { readOutline, writeOutline } from "../../../app/message/items/outline.ts";
import { doStep, stepBetween, inverseOf, type Step } from "../../../app/message/items/step.ts";
import { normalise, readBlocks } from "../../../webhooks/contract/report-text.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import fc from "../../support/chance.ts";
import { heldUp } from "../../support/hostile-texts.ts";

const sources = [{ repo: "acme/harbor", base_branch: "main" }];
const refs = Array.from({ length: 30 }, (_, at) => `acme/harbor#${at + 1}`);
const ledger = refs.map((pr, at) => ({
  pr,
  title: `Change ${at + 1} *of* [these]`,
  url: `https://github.test/${at + 1}`,
  author: "mira",
  merged_at: "2026-11-24T10:00:00Z",
  disposition: "omitted" as const,
  reason: null,
}));

const SAID = [
  "A map",
  "**Bold** and `code`",
  "two\nlines",
  "emoji 🎉",
  "- dash",
  "a | b",
  "*",
  "日本語",
  "x (y)",
  "#",
  "1. one",
];
const words = fc.oneof(fc.constantFrom(...SAID), fc.string({ maxLength: 40 }));
const sentence = fc.tuple(words, fc.subarray(refs, { maxLength: 3 })).map(([said, prs]) => {
  const cites = prs.map((pr) => pr.slice(pr.indexOf("#"))).join(", ");
  return `- ${said.replaceAll("\n", "\n  ")}${cites ? ` (${cites}, mira)` : ""}`;
});
const BLOCKS = [
  "> quoted",
  "1. one\n2. two",
  "```\ncode\n```",
  "---",
  "[x]: https://a.test",
  "Some prose.",
  "- a\n  - b",
];
const section = fc
  .tuple(
    fc.constantFrom("New", "Fixed", "Also merged", "Ümlaut & co"),
    fc.array(sentence, { maxLength: 4 }),
    fc.subarray(BLOCKS, { maxLength: 2 }),
  )
  .map(([name, items, blocks]) => [`## ${name}`, items.join("\n"), ...blocks].filter(Boolean).join("\n\n"));
const texts = fc
  .tuple(fc.boolean(), fc.array(section, { maxLength: 4 }))
  .map(([titled, sections]) => normalise([...(titled ? ["# Harbor\n\nAn opening."] : []), ...sections].join("\n\n")));

type Wish = { act: number; at: number; other: number; words: string };
const wishes = fc.array(fc.record({ act: fc.nat(6), at: fc.nat(40), other: fc.nat(40), words }), { maxLength: 14 });

/** What one of them comes to in this text; null where it can do nothing there. */
function actOf({ act, at, other, words }: Wish, text: string): Act | null {
  const pieces = readOutline(text, sources);
  const key = pieces[at % Math.max(1, pieces.length)]?.key ?? "";
  const sections = pieces.filter(({ kind }) => kind === "section");
  const to = sections[other % Math.max(1, sections.length)]?.key ?? "New section";
  const acts: (Act | null)[] = [
    { act: "rewrite", key, words },
    { act: "up", key },
    { act: "down", key },
    { act: "merge", key },
    { act: "leave_out", key },
    { act: "move", key, section: to, before: "" },
    { act: "put_back", pr: refs[other % refs.length] ?? "", section: "" },
  ];
  return acts[act] ?? null;
}

function play(first: string, asked: readonly Wish[], agent_text = first) {
  const context: ActContext = { sources, ledger, agent_text };
  return asked.reduce<{ text: string; steps: Step[]; texts: string[] }>(
    ({ text, steps, texts: seen }, wish) => {
      const act = actOf(wish, text);
      try {
        const after = act ? doAct(text, act, context).markdown : text;
        const step = stepBetween(text, after);
        return step ? { text: after, steps: [...steps, step], texts: [...seen, after] } : { text, steps, texts: seen };
      } catch (error) {
        if (error instanceof Problem) return { text, steps, texts: seen };
        throw error;
      }
    },
    { text: first, steps: [], texts: [first] },
  );
}

test("items and Markdown are one text, whatever stands in it", () => {
  const same = (text: string) => {
    expect(writeOutline(readOutline(text, sources))).toBe(normalise(text));
  };
  fc.assert(fc.property(texts, same), { numRuns: 300 });
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), same), { numRuns: 300 });
  expect(heldUp(same, 40_000)).toEqual([]);
});

test("any acts leave a text of the same items, read as items or as Markdown", () => {
  fc.assert(
    fc.property(texts, wishes, (first, asked) => {
      const { text } = play(first, asked);
      expect(normalise(text)).toBe(text);
      const pieces = readOutline(text, sources);
      expect(writeOutline(pieces)).toBe(text);
      const cited = new Set(readBlocks(text, sources).flatMap(({ prs }) => prs));
      for (const pr of cited) expect(text).toContain(pr.slice(pr.indexOf("#")));
    }),
    { numRuns: 150 },
  );
});

test("undo goes back to the first word, and redo to the last", () => {
  fc.assert(
    fc.property(texts, wishes, (first, asked) => {
      const { text, steps, texts: seen } = play(first, asked);
      let at = text;
      for (const [index, step] of [...steps.entries()].toReversed()) {
        at = doStep(at, inverseOf(step)) ?? "";
        expect(at).toBe(seen[index]);
      }
      expect(at).toBe(first);
      for (const step of steps) at = doStep(at, step) ?? "";
      expect(at).toBe(text);
    }),
    { numRuns: 150 },
  );
});

test("what one takes back leaves what another wrote elsewhere meanwhile", () => {
  const first = "# Harbor\n\n## New\n\n- One\n- Two\n- Three\n- Four\n";
  const mine = stepBetween(first, first.replace("- One\n", ""));
  const text = first
    .replace("- One\n", "")
    .replace("- Four", "- Four, by Lena")
    .replace("# Harbor\n", "# Harbor\n\nHello.\n");

  expect(mine && doStep(text, inverseOf(mine))).toBe(
    "# Harbor\n\nHello.\n\n## New\n\n- One\n- Two\n- Three\n- Four, by Lena\n",
  );
  expect(mine && doStep(text.replace("- Two", "- Two, by Lena"), inverseOf(mine))).toBeNull();
});
