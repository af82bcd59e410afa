import MarkdownIt, { type StateInline, type Token } from "markdown-it";
import { MAX_NESTING } from "../../webhooks/contract/text-limit.ts";
import { readMentions } from "./read-mentions.ts";

/** What people write. Raw HTML and tables stay text, images become their link, only http and https links survive. */
export const markdownIt = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: MAX_NESTING }).disable(
  ["image", "table"],
);
markdownIt.validateLink = (url) => /^https?:\/\//i.test(url) && URL.canParse(url);
markdownIt.linkify.set({ fuzzyEmail: false, fuzzyIP: false });

/** For our own output: nothing becomes a link that was none. */
const readsAgain = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(["image", "table"]);
readsAgain.validateLink = markdownIt.validateLink;
readMentions(readsAgain);

export const readDrawn = (slackMarkdown: string): Token[] => readsAgain.parse(slackMarkdown, {});

/** What a reader of markdown finds in our own words of one paragraph. */
export const readInlineAgain = (slackMarkdown: string): Token[] =>
  readsAgain.parseInline(slackMarkdown, {})[0]?.children ?? [];

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;

/**
 * Chinese, Japanese and Korean put no blanks between words, so `**新機能：**追加` is bold: beside their letters and signs a `*` opens and
 * closes although punctuation stands on its other side, which CommonMark alone does not see.
 */
class InlineState extends markdownIt.inline.State {
  override scanDelims(start: number, canSplitWord: boolean): ReturnType<StateInline["scanDelims"]> {
    const found = super.scanDelims(start, canSplitWord);
    if (!canSplitWord) return found;
    const before = this.src.slice(Math.max(0, start - 2), start);
    const after = this.src.slice(start + found.length, start + found.length + 2);
    return {
      ...found,
      can_open: found.can_open || (WIDE.test([...before].at(-1) ?? "") && /^\S/.test(after)),
      can_close: found.can_close || (WIDE.test([...after][0] ?? "") && /\S$/.test(before)),
    };
  }
}
markdownIt.inline.State = InlineState;
