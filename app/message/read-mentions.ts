import type MarkdownIt from "markdown-it";

/** @source docs.slack.dev, "Formatting message text": ids of people begin with U or W. */
export const SLACK_ID = /^[UW][A-Z0-9]{1,20}$/;
/** With its marks. */
const MENTION_CHARS = 24;

/** For our own markdown, in which every other `<` is escaped. */
export function readMentions({ inline }: InstanceType<typeof MarkdownIt>): void {
  inline.ruler.before("autolink", "mention", (state, silent) => {
    const [head = "", ...rest] = state.src.slice(state.pos, state.pos + MENTION_CHARS).split(">");
    const id = head.slice(2);
    if (!head.startsWith("<@") || rest.length === 0 || !SLACK_ID.test(id)) return false;
    if (!silent) Object.assign(state.push("mention", "", 0), { content: id, meta: { id } });
    state.pos += head.length + 1;
    return true;
  });
}
