import { expect, test } from "vitest";
import { richText } from "../../../app/message/rich-text.ts";

const CONTEXT = { sources: [{ repo: "acme/harbor", base_branch: "main" }], ledger: [], counted: null };

test("a message leaves as HTML that has no look of ours, and as words with their addresses", () => {
  const text = "# Faster\n\n- **Search** answers at once, see [the docs](https://acme.example/a?b=1&c=2)\n- `x < y`\n";
  expect(richText(text, CONTEXT)).toEqual({
    html:
      "<p><strong>Faster</strong></p>\n<ul><li><strong>Search</strong> answers at once, see " +
      '<a href="https://acme.example/a?b=1&amp;c=2">the docs</a></li>\n<li><code>x &lt; y</code></li>\n</ul>\n',
    text: "Faster\n\n• Search answers at once, see the docs (https://acme.example/a?b=1&c=2)\n• x < y",
  });
});

test("what a text says itself stays text, whatever it looks like", () => {
  const { html, text } = richText('He wrote <b class="x"> and " class="y"\n', CONTEXT);
  expect(html).toBe("<p>He wrote &lt;b class=&quot;x&quot;&gt; and &quot; class=&quot;y&quot;</p>\n");
  expect(text).toBe('He wrote <b class="x"> and " class="y"');
});
