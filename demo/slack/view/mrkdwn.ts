import type { Channel } from "../world.ts";
import { withEmoji } from "./emoji.ts";
import { escape } from "./escape.ts";
import { drawToken } from "./slack-token.ts";

/** Code first, so that nothing in it is read; then `<…>`; then the three emphases, which start or end neither inside a word nor at a word joiner. */
const MARKS =
  /```\n?(?<block>[^]+?)```|`(?!\u2060)(?<code>[^`\n]*[^`\n\u2060])`|<(?<token>[^<>\n]+)>|(?<![\w*])\*(?=[^\s\u2060])(?<bold>[^*\n]*[^*\s\u2060])\*(?![\w*])|(?<!\w)_(?=[^\s\u2060])(?<italic>[^_\n]*[^_\s\u2060])_(?!\w)|(?<![\w~])~(?=[^\s\u2060])(?<gone>[^~\n]*[^~\s\u2060])~(?![\w~])/g;

/**
 * Slack's own notation as HTML: *bold*, _italic_, ~gone~, `code`, > quotes, <links|label>, mentions and :emoji:.
 *
 * @source docs.slack.dev, "Formatting message text".
 */
export function mrkdwn(text: string, channels: readonly Channel[]): string {
  const quoted = /^(?:>|&gt;) ?/;
  const runs: { quote: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const quote = quoted.test(line);
    const run = runs.at(-1);
    if (run?.quote === quote) run.lines.push(line.replace(quoted, ""));
    else runs.push({ quote, lines: [line.replace(quoted, "")] });
  }
  return runs
    .map(({ quote, lines }) => ({ quote, html: inline(lines.join("\n"), channels) }))
    .map(({ quote, html }) => (quote ? `<blockquote>${html}</blockquote>` : html))
    .join("");
}

/** plain_text: no marks, only emoji. */
export function plain(text: string): string {
  return withEmoji(escape(decoded(text))).replaceAll("\n", "<br>");
}

function inline(text: string, channels: readonly Channel[]): string {
  let html = "";
  let at = 0;
  for (const mark of text.matchAll(MARKS)) {
    html += plain(text.slice(at, mark.index)) + drawMark(mark[0], mark.groups ?? {}, channels);
    at = mark.index + mark[0].length;
  }
  return html + plain(text.slice(at));
}

type Groups = Record<string, string | undefined>;

function drawMark(written: string, { block, code, token, bold, italic, gone }: Groups, channels: readonly Channel[]) {
  if (block !== undefined) return `<pre><code>${escape(decoded(block))}</code></pre>`;
  if (code !== undefined) return `<code>${escape(decoded(code))}</code>`;
  if (token !== undefined) return drawToken(decoded(token), channels) ?? escape(decoded(written));
  if (bold !== undefined) return `<strong>${inline(bold, channels)}</strong>`;
  if (italic !== undefined) return `<em>${inline(italic, channels)}</em>`;
  return `<s>${inline(gone ?? "", channels)}</s>`;
}

/** The three entities that Slack knows. */
function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
