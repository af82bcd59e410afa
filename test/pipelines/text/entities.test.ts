import { expect, test } from "vitest";
import { hasEntities, otherReading, withQuotes } from "../../../pipelines/text/entities.ts";

test.each([
  ["Don&#39;t drop it", "Don't drop it"],
  ["The carriers&#39; feeds", "The carriers' feeds"],
  ["Revert &#34;Add export&#34;", 'Revert "Add export"'],
  ["Revert &#34;Don&#39;t sort &#34;late&#34; parcels&#34;", `Revert "Don't sort "late" parcels"`],
  ["Call it &#39;new&#39; here", "Call it 'new' here"],
])("a quote is read as one where it can be nothing else: %s", (text, read) => {
  expect(withQuotes(text)).toBe(read);
});

test.each([
  "Write &lt;b&gt; literally",
  "Sort when i &lt; j &amp;&amp; k &gt; 1",
  "Escape &#39; in feeds",
  "Escape &#34; and &#34; in feeds",
  "Show 5&#34; of it",
  "Write `&#39;it&#39;` in code",
  "```html\n<a title=&#39;x&#39;>\n```",
  "We had `&amp;nbsp;` and &amp;amp;",
])("what may be what somebody wrote stays as it came: %s", (text) => {
  expect(withQuotes(text)).toBe(text);
  expect(hasEntities(text)).toBe(true);
});

test("the other reading of all of them is read once", () => {
  expect(otherReading("i &lt; j, &amp;lt; and &#34;it&#39;s&#34; &nbsp;")).toBe(`i < j, &lt; and "it's" &nbsp;`);
});
