/** Characters that Slack's older markup would read as format, where they could begin or end one: code may inside a word. */
const MARKS = /(?<![\p{L}\p{N}])([*_~`])|([*_~`])(?![\p{L}\p{N}])|(`)/gu;

/** What is escaped for mrkdwn already, as words alone: a word joiner keeps Slack from reading format or a quote into it. */
export function literal(escaped: string): string {
  return escaped.replace(MARKS, "\u2060$1$2$3\u2060").replace(/^(?=&gt;)/gm, "\u2060");
}
