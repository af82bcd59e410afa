import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { formed, plainer } from "../../../app/message/forms.ts";
import { previewHtml, readingParts, renderParts } from "../../../app/message/render.ts";
import type { PartPayload } from "../../../db/app/tables.ts";
import { mrkdwn } from "../../../demo/slack/view/mrkdwn.ts";
import { MAX_MESSAGE_CHARS } from "../../../webhooks/contract/text-limit.ts";
import { line } from "../../support/app.ts";
import fc from "../../support/chance.ts";
import { linesOfHtml } from "../../support/words-of-html.ts";

/** FUZZ_TEXTS=20000 looks further, SEED=random elsewhere. */
const TEXTS = Number(process.env["FUZZ_TEXTS"] ?? 400);

const CONTEXT = { sources: [{ repo: "acme/harbor", base_branch: "main" }], ledger: [line("acme/harbor#12")] };

/** Readers of markdown that are not ours: one that knows HTML, tables and bare addresses, and one that knows CommonMark alone. */
const READERS = {
  generous: new MarkdownIt({ html: true, linkify: true, breaks: true }),
  strict: new MarkdownIt("commonmark", { breaks: true }).enable("strikethrough"),
};

const approved = (markdown: string): PartPayload[] => renderParts(markdown, CONTEXT).map(({ payload }) => payload);

const saidIn = ({ blocks }: PartPayload): string => (blocks as { text: string }[])[0]?.text ?? "";

/** What people read: in the preview, and in Slack by each reader. */
function expectSameWords(markdown: string): string[][] {
  const preview = previewHtml(markdown, CONTEXT).map(linesOfHtml);
  const messages = approved(markdown).map(saidIn);
  const pieces = readingParts(markdown, CONTEXT, "/why").map((part) => part.map(({ html }) => html).join(""));
  expect(pieces.map(linesOfHtml), "whoever reads it").toEqual(preview);
  for (const [name, reader] of Object.entries(READERS)) {
    const read = messages.map((message) => linesOfHtml(reader.render(message)));
    expect(read, name).toEqual(preview);
  }
  return preview;
}

/** The same where Slack took the messages in its older markup alone. */
function expectSameWordsInMrkdwn(markdown: string): void {
  const preview = previewHtml(markdown, CONTEXT).flatMap(linesOfHtml);
  const said = approved(markdown).flatMap((payload) =>
    (plainer(payload, null, "form") ?? []).flatMap((shape) => {
      const blocks = formed(payload, shape, true).blocks as { type: string; text: { text: string } }[];
      return blocks.filter(({ type }) => type === "section").map(({ text: { text } }) => text);
    }),
  );
  expect(said.flatMap((one) => linesOfHtml(mrkdwn(one, []))).flatMap(words)).toEqual(preview.flatMap(words));
}

/** The older markup has no lists, and quotes one level deep; a bar in a link's words is one that only looks like it. */
const words = (line: string): string[] => line.replaceAll("¦", "|").match(/[^\s>•]+/g) ?? [];

describe("of texts that once said something else in Slack than in the preview", () => {
  test.each<[string, string, string[]]>([
    [
      "a table stays the lines that were typed, whatever is in its cells",
      "Times:\n\n| Map | Before |\n|-----|------:|\n| night | |\n| `a|b` | 3 s |",
      ["Times:", "| Map | Before |", "|-----|------:|", "| night | |", "| a|b | 3 s |"],
    ],
    ["of one column", "a\n:--\n\nb\n| - |", ["a", ":--", "b", "| - |"]],
    [
      "code in code keeps its marks",
      "- look:\n\n  ````md\n  ```js\n  let a = 1;\n  ```\n  ````\n\n- and `` a`b ``",
      ["look:", "```js", "let a = 1;", "```", "and a`b"],
    ],
    ["code of nothing but marks", "`` ` `` and ``` `` ``` and ` a `", ["` and `` and a"]],
    [
      "angle brackets and entities in code",
      "`a<b> &lt;` \n\n    Map<string> && &amp;",
      ["a<b> &lt;", "Map<string> && &amp;"],
    ],
    [
      "a line that begins with a number",
      "- 1\\. first (#12)\n\n2026\\. A good year.\n\nStep one\n2) step two",
      ["1. first (#12)", "2026. A good year.", "Step one", "2) step two"],
    ],
    [
      "a line that begins like a heading, a list or a rule",
      "\\# a\n\\- b\n\\+ c\n\\---\n\\===",
      ["# a", "- b", "+ c", "---", "==="],
    ],
    ["entities", "&amp;lt; &amp;amp; &copy; &#35;1 &nbsp;x &amp;#64;", ["&lt; &amp; © #1 x &#64;"]],
    ["a heading that ends in a sign", "# C \\#\n\nOne\ntwo\n---", ["C #", "One two"]],
    ["blanks of any kind at a line's end", "&#10;---\n&nbsp;\n\n## \\#&nbsp;\n\n\\+&nbsp;", ["---", "#", "+"]],
    ["emphasis beside a link", "**#12**x and _a_*b*", ["#12x and ab"]],
    ["what stands in the item with two digits", "10. a\n    - b\n\n    c", ["10. a", "b", "c"]],
    ["backticks as words inside of emphasis", "***```**「夜」**のword ", ["```「夜」*のword"]],
    [
      "marks beside letters without blanks",
      "の_b「*夜*」 の\\*b「**夜**」 地図`a`と`b`",
      ["の_b「夜」 の*b「夜」 地図aとb"],
    ],
    ["code of emoji beside letters", "`:tada:`s and `` `:x: `` [`:x:`s](https://x.test)", [":tada:s and `:x: :x:s"]],
    ["emphasis and code in a link's words", "[**a** `b_ *c*`](https://x.test)", ["a b_ *c*"]],
    ["lists of their own", "1. a\n2. b\n\n1) c", ["1. a", "2. b", "1. c"]],
    ["a rule and a quote in an item", "- a\n\n  ---\n\n  > q\n\n  b", ["a", "———", "q", "b"]],
    ["words right below a rule in an item", "* ---\n\tword ", ["———", "word"]],
    ["emoji by name", ":tada: :x: :constructor: `:tada:` :no_such:", ["🎉 ❌ :constructor: :tada: :no_such:"]],
    ["a link without words", "[](https://x.test/a_b)", ["https://x.test/a_b"]],
    [
      "an address with entities and brackets",
      "[a](https://x.test/(b)?c=1&copy;=2) ftp://x.test/a_b",
      ["a ftp://x.test/a_b"],
    ],
    [
      "what Slack reads as its own",
      "<!channel> <@U0MIRA> `<#C0ENG>` <https://a.test|b>",
      ["<!channel> <@U0MIRA> <#C0ENG> <https://a.test|b>"],
    ],
  ])("%s", (_what, markdown, lines) => {
    expect(expectSameWords(markdown).flat()).toEqual(lines);
    expectSameWordsInMrkdwn(markdown);
  });

  test("words in bold are bold where no blanks stand between them", () => {
    const markdown = "- **新機能：**地図を追加 (#12)\n- **「夜」**の色\n- これは**（注記）**です";
    expect(expectSameWords(markdown).flat()).toEqual(["新機能：地図を追加 (#12)", "「夜」の色", "これは（注記）です"]);
    expect(previewHtml(markdown, CONTEXT).join("")).toContain("<strong>新機能</strong>：");
    expect(approved(markdown).map(saidIn).join("")).toContain("「**夜**」の色");
  });

  test("code that no message holds goes on in the next one, as code", () => {
    const lines = Array.from({ length: 400 }, (_, at) => `  step ${at}: select column_${at} from table_${at}`);
    const preview = expectSameWords(`# Run\n\nThe query:\n\n\`\`\`sql\n${lines.join("\n")}\n\`\`\`\n\nThat is all.`);
    expect(preview.length).toBe(2);
    expect(preview.flat()).toEqual(["Run", "The query:", ...lines.map((line) => line.trim()), "That is all."]);
    for (const { length } of approved(lines.join("\n\n")).map(saidIn))
      expect(length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
  });

  test("so do long lists in an item, and long quotes", () => {
    const many = (prefix: string) =>
      Array.from({ length: 300 }, (_, at) => `${prefix}Point ${at} of a long list of many (#12)`);
    const listed = expectSameWords(`# Week\n\n- All of it:\n${many("  - ").join("\n")}\n\nEnd`);
    expect(listed.flat()).toEqual(["Week", "All of it:", ...many(""), "End"]);
    const quoted = expectSameWords(many("> ").join("\n>\n"));
    expect(quoted.flat()).toEqual(many(""));
  });
});

const piece = fc.constantFrom(
  "word ",
  "words",
  "a",
  " ",
  "  ",
  "    ",
  "\t",
  "\n",
  "\n\n",
  "\n",
  "x\n\n",
  "1",
  "12",
  "2026. ",
  "1) x",
  "10. ",
  "3.",
  "1.\n",
  "# ",
  "## ",
  "###### ",
  "#",
  " #\n",
  "- ",
  "* ",
  "+ ",
  "- [ ] ",
  "  - ",
  "    - ",
  "   1. ",
  "> ",
  ">",
  "---\n",
  "===\n",
  "***\n",
  "- - -\n",
  "```",
  "```\n",
  "````md\n",
  "````\n",
  "~~~\n",
  "`",
  "``",
  "` ",
  "`a`",
  "`` a`b ``",
  "```js\nlet a = 1 < 2;\n```\n",
  "**",
  "*",
  "_",
  "__",
  "~~",
  "***",
  "**bold**",
  "_em_",
  "~~gone~~",
  "**：",
  "」**",
  "**「夜」**の",
  "（注記）",
  "今週",
  "で",
  "。",
  "[",
  "]",
  "(",
  ")",
  "!",
  "[words](",
  "[words](https://x.test/a_(b)?c=1&copy;=2)",
  "[`code`](https://x.test)",
  "![p](https://x.test/a.png)",
  "[bank.com](https://evil.test)",
  "[](https://x.test/empty)",
  "[words]()",
  "[a]: https://x.test\n",
  "<https://x.test/auto>",
  "https://x.test/a*b_c",
  "www.x.test",
  "&amp;",
  "&lt;",
  "&gt;",
  "&nbsp;",
  "&#35;",
  "&#x2a;",
  "&#32;",
  "&#9;",
  "&#10;",
  "&#8203;",
  "&amp;lt;",
  "&amp;amp;",
  "&copy;",
  "&",
  "amp;",
  "lt;",
  "&MadeUp;",
  "<",
  ">",
  "<b>",
  "</b>",
  "<br>",
  "<!-- x -->",
  "<div>\n",
  "<!channel>",
  "<!here|here>",
  "<@U0MIRA>",
  "<#C0ENG|eng>",
  "<https://a.test|b.test>",
  "<mailto:a@b.test>",
  "| a | b |\n",
  "|---|:-:|\n",
  "--- | ---\n",
  "|",
  ":--\n",
  "a\\|b",
  "| `a|b` | |\n",
  "\\",
  "\\\n",
  "\\*",
  "\\#",
  "\\`",
  "\\1",
  "\\<",
  "\\&amp;",
  ":tada:",
  ":x:",
  ":constructor:",
  ":no_such:",
  "10:30:45",
  "@channel",
  "#12",
  "#99",
  "acme/harbor#12",
  "😀",
  "e\u0301",
);
const text = fc
  .array(fc.oneof({ weight: 8, arbitrary: piece }, fc.string({ maxLength: 3, unit: "grapheme-ascii" })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((all) => all.join(""));

test(`the preview of any text says what its messages say to whoever reads markdown`, { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(text, (markdown) => void expectSameWords(markdown)),
    { numRuns: TEXTS },
  );
  if (process.env["FUZZ_TEXTS"]) console.info(`${TEXTS} texts, 0 differences`);
});

test("and so do they in Slack's older markup", { timeout: 600_000 }, () => {
  fc.assert(fc.property(text, expectSameWordsInMrkdwn), { numRuns: TEXTS });
  if (process.env["FUZZ_TEXTS"]) console.info(`${TEXTS} texts in older markup, 0 differences`);
});
