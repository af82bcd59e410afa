import MarkdownIt from "markdown-it";
import type { Channel } from "../world.ts";
import { withEmoji } from "./emoji.ts";
import { escape } from "./escape.ts";
import { drawToken, link } from "./slack-token.ts";

type Env = { channels: readonly Channel[] };

/**
 * The text of a `markdown` block as HTML. Slack reads its own `<…>` notation in it as well, so `<!channel>` pings, while
 * `&lt;!channel&gt;` is only text.
 */
export function markdown(text: string, channels: readonly Channel[]): string {
  return renderer.render(text, { channels } satisfies Env);
}

const renderer = new MarkdownIt({ html: false, linkify: true, breaks: true });
renderer.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
renderer.validateLink = (address) => /^(https?:|mailto:)/i.test(address.trim());

renderer.inline.ruler.before("autolink", "slack_token", (state, silent) => {
  const [written, inner] = /^<([^<>\n]+)>/.exec(state.src.slice(state.pos, state.pos + MAX_TOKEN_CHARS)) ?? [];
  // Safe: `markdown` above is the only caller and hands this over.
  const drawn = inner && drawToken(inner, (state.env as Env).channels);
  if (!drawn) return false;
  if (!silent) state.push("slack_token", "", 0).content = drawn;
  state.pos += written?.length ?? 0;
  return true;
});
const MAX_TOKEN_CHARS = 3_000;

renderer.core.ruler.after("inline", "task_list", ({ tokens }) => {
  for (const [index, token] of tokens.entries()) {
    const first = token.children?.[0];
    if (tokens[index - 2]?.type !== "list_item_open" || first?.type !== "text") continue;
    first.content = first.content.replace(/^\[ \] /, "☐ ").replace(/^\[[xX]\] /, "☑ ");
  }
});

const { rules } = renderer.renderer;
rules.slack_token = (tokens, index) => tokens[index]?.content ?? "";
rules.text = (tokens, index) => withEmoji(escape(tokens[index]?.content ?? ""));
rules.image = (tokens, index) => link(String(tokens[index]?.attrGet("src")), tokens[index]?.content || "image");
rules.link_open = (tokens, index, options, _env, self) => {
  const token = tokens[index];
  token?.attrSet("class", "link");
  token?.attrSet("rel", "noreferrer nofollow");
  token?.attrSet("title", String(token.attrGet("href")));
  return self.renderToken(tokens, index, options);
};
// All headings are one size in Slack; in the page they are no part of its outline.
rules.heading_open = () => `<p class="md-heading"><strong>`;
rules.heading_close = () => `</strong></p>`;
rules.table_open = () => `<div class="table" role="group" aria-label="Table" tabindex="0"><table>`;
rules.table_close = () => `</table></div>`;
