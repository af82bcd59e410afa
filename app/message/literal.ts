/**
 * Characters that Slack's older markup would read as format, where they could begin or end one: code may inside a word, and of other
 * scripts' letters nobody says whether they are of a word.
 */
const MARKS = /(?<![a-z\d])([*_~`])|([*_~`])(?![a-z\d])|(`)/gi;

/** What is escaped for mrkdwn already, as words alone: a word joiner keeps Slack from reading format or a quote into it. */
export function literal(escaped: string): string {
  return escaped.replace(MARKS, "\u2060$1$2$3\u2060").replace(/^(?=&gt;)/gm, "\u2060");
}

/** The same of code that has no marks: in those, no name of an emoji would be read. */
export function literalCode(escaped: string): string {
  return literal(escaped.replace(/:(?=[^\s:]+:)/g, ":\u2060"));
}
