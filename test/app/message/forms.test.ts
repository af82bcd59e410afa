import { describe, expect, test } from "vitest";
import { formed, plainer } from "../../../app/message/forms.ts";
import { blocksAgain } from "../../../app/message/message.ts";
import { plainText } from "../../../app/message/mrkdwn.ts";
import { partsOf } from "../../../app/message/parts.ts";
import { renderParts } from "../../../app/message/render.ts";
import type { Misfit } from "../../../app/ports/slack.ts";
import type { PartPayload, PartShape } from "../../../db/app/tables.ts";
import { line } from "../../support/app.ts";
import fc from "../../support/chance.ts";
import { INJECTIONS } from "../../support/injections.ts";

const CONTEXT = { sources: [{ repo: "acme/harbor", base_branch: "main" }], ledger: [line("acme/harbor#12")] };
const approvedOf = (markdown: string) => renderParts(markdown, CONTEXT)[0]!.payload;

type Sent = { shape: PartShape | null; payload: PartPayload };

/** All messages of one part when each of them is refused for the same reason, so and so often. */
function refusedTimes(approved: PartPayload, misfit: Misfit, times: number): Sent[] {
  let shapes: (PartShape | null)[] = [null];
  for (let round = 0; round < times; round += 1) {
    shapes = shapes.flatMap((shape) => plainer(approved, shape, misfit) ?? [shape]);
  }
  return shapes.map((shape) => ({ shape, payload: formed(approved, shape, true) }));
}

const shown = (approved: PartPayload, misfit: Misfit, times = 1) =>
  refusedTimes(approved, misfit, times).map(({ payload }) => payload);

/** What people read of a message, without its notes. */
function words({ text, blocks }: PartPayload): string {
  const said = (blocks as { type: string; text: string | { text: string } }[]).flatMap((block) => {
    if (block.type === "markdown") return [plainText(block.text as string)];
    return block.type === "section" ? [(block.text as { text: string }).text] : [];
  });
  const all = blocks.length === 0 ? text : said.join(" ");
  const bare = all.replace(/<(https?:[^|>]+)\|([^>]*)>/g, "$2").replace(/ \(https?:[^\s)]+\)/g, "");
  return bare.replace(/[*_~`•>¦|—\s\u2060-]|\d+\. |&gt;|The rest is in the thread\.|Continued/g, "");
}

const leaves = (value: unknown): string[] =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(leaves) : [];

describe("when Slack does not take the blocks", () => {
  const text = [
    "# Harbor",
    "",
    "- **Search** answers in *half* the time (#12)",
    "  - also `deep` in lists",
    "",
    "1. one & two",
    "2. ~~three~~ < four",
    "",
    "> quoted",
    "",
    "```ts",
    "let a = 1 < 2;",
    "```",
  ].join("\n");

  test("the same words go out as sections of Slack's older markup, links kept", () => {
    const [payload] = shown(approvedOf(text), "form");
    expect(payload?.blocks).toEqual([
      {
        type: "section",
        text: {
          type: "mrkdwn",
          verbatim: true,
          text: [
            "*Harbor*",
            "",
            "• *Search* answers in _half_ the time (<https://github.com/acme/harbor/pull/12|#12>)",
            "  • also `deep` in lists",
            "",
            "1. one &amp; two",
            "2. ~three~ &lt; four",
            "",
            "> quoted",
            "",
            "```",
            "let a = 1 &lt; 2;",
            "```",
          ].join("\n"),
        },
      },
    ]);
  });

  test("then as plain words, with the addresses beside them and no blocks at all", () => {
    const [payload] = shown(approvedOf(text), "form", 2);
    expect(payload?.blocks).toEqual([]);
    expect(payload?.text).toContain("• Search answers in half the time (#12 (https://github.com/acme/harbor/pull/12))");
    expect(payload?.text).toMatch(/^Harbor\n\n/);
  });

  test("and plainer than that nothing is", () => {
    expect(plainer(approvedOf(text), { form: "text", from: 0, to: 9, marked: true }, "form")).toBeNull();
  });
});

const long = Array.from({ length: 8 }, (_, index) => `## Part ${index}\n\n${"many words ".repeat(100)}`).join("\n\n");

describe("when Slack finds it too long", () => {
  test("it becomes two messages, cut where a section begins, and says so", () => {
    const [first, second, ...rest] = shown(approvedOf(long), "size");
    expect(rest).toEqual([]);
    expect(leaves(first).filter((leaf) => /^## Part/.test(leaf))[0]).toMatch(/^## Part 0/);
    expect(leaves(second).filter((leaf) => /^## Part/.test(leaf))[0]).toMatch(/^## Part 4/);
    expect(leaves(first)).toContain("The rest is in the thread.");
    expect(leaves(second)).toContain("Continued");
  });

  test("a heading is never left alone at the end", () => {
    for (const payload of shown(approvedOf(long), "size", 3)) expect(words(payload)).not.toMatch(/Part\d$/);
  });

  test("one paragraph that cannot be cut as markdown is cut between words, in plain text", () => {
    const paragraph = approvedOf("word ".repeat(2_000));
    const sent = shown(paragraph, "size", 3);
    expect(sent.length).toBeGreaterThan(1);
    for (const { text, blocks } of sent) expect([blocks, text.length <= 4_100]).toEqual([[], true]);
  });

  test("a code block is cut nowhere while it is one", () => {
    const code = approvedOf(`\`\`\`\n${"- item\n\n".repeat(300)}\`\`\``);
    expect(plainer(code, null, "size")).toEqual([expect.objectContaining({ form: "sections" })]);
    for (const text of leaves(shown(code, "size")[0]?.blocks).filter((leaf) => leaf.includes("item"))) {
      expect([text.startsWith("```\n"), text.endsWith("\n```"), text.length <= 3_000]).toEqual([true, true, true]);
    }
  });

  test("it ends: in the end it is refused", () => {
    const approved = approvedOf(long);
    const rounds = (shape: PartShape | null): number =>
      1 + Math.max(0, ...(plainer(approved, shape, "size") ?? []).map(rounds));
    expect(rounds(null)).toBeLessThan(12);
  });
});

test("a mark that Slack does not take is left out, once", () => {
  const [shape] = plainer(approvedOf("Hello"), null, "mark") ?? [];
  expect(shape).toMatchObject({ form: "markdown", marked: false });
  expect(plainer(approvedOf("Hello"), shape ?? null, "mark")).toBeNull();
});

const pieces = fc.constantFrom(
  "\n\n",
  "\n",
  "# ",
  "- ",
  "1. ",
  "> ",
  "**bold** ",
  "*em* ",
  "`code` ",
  "~~no~~ ",
  "[words](https://x.test/a?b=1&c=2) ",
  "#12 ",
  "@channel ",
  "<!here> ",
  "<https://x.test|y> ",
  "[bank.com](https://evil.test) ",
  "a & b < c ",
  "snake_case ",
  "```\nfenced\n```\n\n",
  "plain words ",
  "\\* ",
  "https://x.test/a_b ",
  "| a | b | ",
  "!",
  "&lt;!channel&gt; ",
);
test("an approved text, read again, is the same text", () => {
  fc.assert(
    fc.property(texts(), (markdown) => {
      const [{ text }] = approvedOf(markdown).blocks as [{ text: string }];
      expect(partsOf(blocksAgain(text)).map((part) => part.markdown)).toEqual([text]);
    }),
  );
});

const texts = () => fc.array(pieces, { minLength: 1, maxLength: 60 }).map((all) => `${all.join("")}x`);

test.each(["form", "size"] as const)(
  "whatever the text, each form for %s has the same words, and nothing pings",
  (misfit) => {
    fc.assert(
      fc.property(texts(), fc.integer({ min: 1, max: 4 }), (markdown, times) => {
        const approved = approvedOf(markdown);
        const sent = refusedTimes(approved, misfit, times);
        expect(sent.map(({ payload }) => words(payload)).join("")).toBe(words(approved));
        for (const leaf of sent.flatMap(({ payload }) => leaves(payload))) {
          expect(leaf.replace(/<https?:[^<>|\s]+\|[^<>]*>/g, "")).not.toMatch(/<[!@#]|<https?:|@(?:channel|here)\b/i);
        }
      }),
    );
  },
);

test("what strangers write into a title pings in no form", () => {
  for (const { say } of INJECTIONS) {
    const approved = approvedOf(`- ${say} (#12)`);
    for (const times of [1, 2]) {
      for (const leaf of leaves(shown(approved, "form", times))) expect(leaf).not.toMatch(/<[!@#]|@(?:channel|here)\b/);
    }
  }
});
