import { dateFormat } from "../../../base/date-format.ts";
import { withoutInvisible } from "../../../webhooks/contract/visible.ts";
import { literal } from "../../message/literal.ts";

/*
 * Texts of Slack's two kinds. What people, titles and models wrote goes through `escaped` before it stands in mrkdwn; plain_text needs
 * nothing. Only this file writes tokens (<@…>, <#…>, <!date^…>, <…|…>), from values that it checks.
 */

/** mrkdwn that says this and nothing more: no mention, link, format or hidden character. */
export function escaped(text: string): string {
  return literal(
    withoutInvisible(text)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/@(channel|here|everyone)/gi, "@\u2060$1"),
  );
}

/** The same for plain_text, where Slack reads no tokens: only what cannot be seen goes. */
export const plain = (text: string): string => withoutInvisible(text).replace(/\n{3,}/g, "\n\n");

/** At most so many characters, with the last word's end cut honestly. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  // A surrogate pair is not cut in two.
  return `${[...text.slice(0, max - 1)]
    .join("")
    .replace(/[\ud800-\udbff]$/u, "")
    .trimEnd()}…`;
}

/** A person, as Slack shows them. It notifies them: use it once, for whoever is asked. */
export function mention(slackUserId: string | null, name: string): string {
  return slackUserId && /^[UW][A-Z0-9]+$/.test(slackUserId) ? `<@${slackUserId}>` : escaped(name);
}

export function channelLink({ id, name }: { id: string; name: string }): string {
  return /^[CGD][A-Z0-9]+$/.test(id) ? `<#${id}>` : `#${escaped(name)}`;
}

/** A link to one of our own pages, or to a message of ours. @throws {Error} for an address that is neither http nor https. */
export function link(address: string, label: string): string {
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new Error(`A link to ${url.protocol} is none.`);
  return `<${url.href.replaceAll("|", "%7C").replaceAll(">", "%3E")}|${escaped(label).replaceAll("|", "¦")}>`;
}

const UTC = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** For whoever's own clock is not known. */
export const utcText = (time: Date): string => `${UTC.format(time)} UTC`;

/** Where Slack reads no tokens, on the clocks of a place that is said beside it. */
export function wallClock(time: Date, timeZone: string): string {
  const format = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  return dateFormat("en-GB", { ...format, hour: "2-digit", minute: "2-digit", timeZone }).format(time);
}

/** A moment on each reader's own clock. Source: docs.slack.dev, "Date formatting". */
export function moment(time: Date): string {
  const seconds = Math.floor(time.getTime() / 1_000);
  return `<!date^${seconds}^{date_short_pretty}, {time}|${utcText(time)}>`;
}
