import fc from "../../support/chance.ts";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { digestOfParts, previewHtml, renderParts } from "../../../app/message/render.ts";
import { MAX_MESSAGE_CHARS } from "../../../webhooks/contract/text-limit.ts";
import type { PartPayload } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { line } from "../../support/app.ts";

const CONTEXT = { sources: [{ repo: "acme/harbor", base_branch: "main" }], ledger: [line("acme/harbor#12")] };
const URL_12 = "https://github.com/acme/harbor/pull/12";

const render = (markdown: string) => renderParts(markdown, CONTEXT).map(({ payload }) => payload);
const shown = (markdown: string) => render(markdown).map(markdownOf).join("\n---part---\n");

function markdownOf({ blocks }: PartPayload): string {
  const found = (blocks as { type: string; text: string }[]).find(({ type }) => type === "markdown");
  return found?.text ?? "";
}

test.each([
  ["headings keep their level", "# One\n\n### Three", "# One\n\n### Three"],
  ["a citation becomes its link", "Faster (#12)", `Faster ([#12](${URL_12}))`],
  ["a citation that the ledger does not know stays text", "See #99", "See #99"],
  ["a list stays a list", "- a\n- b\n  - c", "- a\n- b\n  - c"],
  ["numbers go on", "3. a\n4. b", "3. a\n4. b"],
  ["a quote stays a quote", "> a\n> b", "> a\n> b"],
  ["a code block stays", "```js\nlet a = 1 < 2;\n```", "```js\nlet a = 1 < 2;\n```"],
  ["emphasis stays", "**a** *b* ~~c~~ `d`", "**a** *b* ~~c~~ `d`"],
  ["a line break stays", "a\nb", "a\nb"],
  ["a rule stays", "a\n\n---\n\nb", "a\n\n---\n\nb"],
  ["a link stays", "[words](https://x.test/a?b=1&c=2)", "[words](https://x.test/a?b=1&c=2)"],
  ["a bare address becomes a link", "https://x.test", "[https://x.test](https://x.test)"],
  [
    "a link that names another address says where it goes",
    "[bank.com](https://evil.test)",
    "[bank.com](https://evil.test) (evil.test)",
  ],
  ["a link to nowhere is only words", "[words]() and more", "words and more"],
  ["a link whose address is none stays words", "[words](https://[)", "\\[words\\](https://\\[)"],
  ["a table stays text", "a | b\n--- | ---", "a | b\n\\--- | ---"],
  ["script links stay words", "[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"],
  ["data links stay words", "[x](data:text/html,1)", "\\[x\\](data:text/html,1)"],
  ["an image is its link, never a picture", "![p](https://x.test/a.png)", "\\![p](https://x.test/a.png)"],
  ["HTML stays text", "<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"],
  ["a channel ping is text", "<!channel> hi", "&lt;!channel&gt; hi"],
  ["a user mention is text", "<@U0MIRA> hi", "&lt;@U0MIRA&gt; hi"],
  ["a word that pings is quiet", "@channel @here @everyone", "@\u2060channel @\u2060here @\u2060everyone"],
  ["a word that pings is quiet in code as well", "`@here`", "`@\u2060here`"],
  ["what Slack reads as its own is text in code as well", "`<!channel> a<b>`", "`<\u2060!channel> a<b>`"],
  [
    "a link of Slack is text in a code block as well",
    "```\n<https://x.test|y>\n```",
    "```\n<\u2060https://x.test|y>\n```",
  ],
  [
    "a link of code says where it goes, too",
    "[`bank.com`](https://evil.test)",
    "[`bank.com`](https://evil.test) (evil.test)",
  ],
  ["a word that pings is quiet in a code block as well", "```\n@channel\n```", "```\n@\u2060channel\n```"],
  ["a link in Slack's own form is text", "<https://x.test|bank.com>", "&lt;https://x.test|bank.com&gt;"],
  ["invisible characters go", "a\u200bb\u202ec", "abc"],
  ["invisible characters go, however they are written", "a&#8203;b&#x202e;c", "abc"],
])("%s", (_what, markdown, expected) => {
  expect(shown(markdown)).toBe(expected);
});

const pieces = fc.constantFrom(
  "@channel",
  "@here",
  "@EVERYONE",
  "<!channel>",
  "<!here|here>",
  "<@U0MIRA>",
  "<#C0ENG>",
  "<https://a.test|b.test>",
  "@",
  "channel",
  "[a](",
  ")",
  "[",
  "]",
  "https://x.test/a_b*c",
  "http://[",
  "javascript:alert(1)",
  "(",
  "![x](https://p.test/i.png)",
  "\n",
  "\n\n",
  "# ",
  "## ",
  "- ",
  "  - ",
  "1. ",
  "> ",
  "```",
  "`",
  "```\n",
  "**",
  "*",
  "_",
  "~~",
  "---\n",
  "\\",
  "&#64;",
  "&lt;",
  "&#8203;",
  "&amp;",
  "<",
  ">",
  "!",
  "|",
  "#12",
  "acme/harbor#12",
  "word ",
  " ",
  "\u200b",
  "\u202e",
  "e\u0301",
  "<b>",
  "</b>",
  "<!-- x -->",
  ":tada:",
  "https://x.test/<!channel>",
  "[@here](https://x.test)",
  "[bank.com](https://evil.test)",
  "https://例え.test",
  "xn--",
  "www.x.test",
);
const hostile = fc
  .array(fc.oneof({ weight: 5, arbitrary: pieces }, fc.string({ maxLength: 5 })), { maxLength: 40 })
  .map((all) => all.join(""));

const PING = /<[!@#]|<https?:|@(?:channel|here|everyone)\b/i;
// What shows nothing and changes what is read; the word joiner is ours.
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2061-\u2069\ufeff]/;

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(leaves) : [];
}

test("whatever the text, no message pings, hides a character, or is longer than Slack takes", () => {
  fc.assert(
    fc.property(hostile, (markdown) => {
      for (const payload of render(markdown)) {
        for (const leaf of leaves(payload)) {
          expect(leaf).not.toMatch(PING);
          expect(leaf).not.toMatch(INVISIBLE);
        }
        expect(markdownOf(payload).length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
      }
    }),
    { numRuns: 1_500 },
  );
});

test("whatever the text, links lead to http and https only, in the message and in the preview", () => {
  fc.assert(
    fc.property(hostile, (markdown) => {
      for (const html of previewHtml(markdown, CONTEXT)) {
        for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//i);
        expect(html).not.toMatch(/<(?!\/?(?:p|strong|em|s|a|ul|ol|li|code|pre|br|hr|blockquote)\b)/);
        expect(html).not.toMatch(/<[^>]*\son\w+=/);
      }
      for (const { type, href } of render(markdown).map(markdownOf).flatMap(readAsStranger)) {
        expect(["image", "html_inline", "html_block"]).not.toContain(type);
        if (href !== null) expect(href).toMatch(/^https?:\/\//i);
      }
    }),
    { numRuns: 1_500 },
  );
});

/** What a reader of markdown that forbids nothing finds in a message. */
function readAsStranger(markdown: string): { type: string; href: string | null }[] {
  const stranger = new MarkdownIt({ html: true, linkify: false });
  stranger.validateLink = () => true;
  const tokens = stranger.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  return tokens.map(({ type, attrs }) => ({
    type,
    href: attrs ? String(new Map(attrs).get("href") ?? "") || null : null,
  }));
}

const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");

const words = (count: number) => "word ".repeat(count / 5).trim();

test("a long text is cut where a heading begins, a heading goes with what it is the heading of", () => {
  const text = `# One\n\n${words(6_000)}\n\n## Two\n\n### Detail\n\n${words(6_000)}`;

  const parts = render(text);

  expect(parts.map((payload) => markdownOf(payload).slice(0, 20))).toEqual([
    expect.stringMatching(/^# One\n\nword/),
    expect.stringMatching(/^## Two\n\n### Detail/),
  ]);
  expect(parts.map(({ blocks }) => JSON.stringify(blocks[1]))).toEqual([
    expect.stringContaining("2 parts: the others are in the thread."),
    expect.stringContaining("Part 2 of 2"),
  ]);
});

test("a part never grows past the limit because of the headings that it takes along", () => {
  const text = `${words(5_000)}\n\n## ${words(900)}\n\n### ${words(900)}\n\n${words(10_400)}`;

  for (const payload of render(text)) expect(markdownOf(payload).length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
});

test("a list that is longer than a message goes on in the next one, numbers included", () => {
  const items = Array.from({ length: 60 }, (_, index) => `${index + 1}. ${words(400)}`);

  const parts = render(items.join("\n"));

  expect(parts.length).toBeGreaterThan(2);
  expect(parts.flatMap((payload) => markdownOf(payload).match(/^\d+\./gm))).toEqual(
    items.map((_, index) => `${index + 1}.`),
  );
});

test("nothing is lost at a cut", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 10, max: 4_900 }), { minLength: 1, maxLength: 8 }), (lengths) => {
      const text = lengths.map((length, index) => `## Heading${index}\n\n${words(length)}`).join("\n\n");
      expect(lettersOf(render(text).map(markdownOf).join(""))).toBe(lettersOf(text));
    }),
    { numRuns: 60 },
  );
});

test("one paragraph that fits no message is refused with its length", () => {
  expect(() => render("x".repeat(MAX_MESSAGE_CHARS + 1))).toThrow(Problem);
  expect(() => render("x".repeat(MAX_MESSAGE_CHARS + 1))).toThrow(
    "One paragraph has 10,501 characters; a Slack message takes 10,500.",
  );
  expect(render("x".repeat(MAX_MESSAGE_CHARS))).toHaveLength(1);
});

test("what a notification says is the first line, made harmless, with all of its words", () => {
  expect(render("Use `a<b>` &amp; **more** :tada:\nthan before")[0]?.text).toBe(
    "Use a&lt;b&gt; &amp; more 🎉 than before",
  );
  expect(render("# News for <!channel> & @here\n\nMore")[0]?.text).toBe("News for &lt;!channel&gt; &amp; @\u2060here");
});

test("the digest of the parts changes with any word, and with nothing else", () => {
  const digest = (markdown: string) => digestOfParts(renderParts(markdown, CONTEXT));

  expect(digest("A (#12)")).toBe(digest("A (#12)"));
  expect(digest("A (#12)")).not.toBe(digest("B (#12)"));
  expect(digestOfParts(renderParts("A (#12)", { ...CONTEXT, ledger: [] }))).not.toBe(digest("A (#12)"));
});
