import { dateText } from "../../../base/date-text.ts";
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

/** For whoever's own clock is not known. */
const utcText = (time: Date): string => `${dateText(time, null, { timeZone: "UTC", clock: true })} UTC`;

/** Where Slack reads no tokens, on the clocks of a place that is said beside it. */
export const wallClock = (time: Date, timeZone: string): string =>
  dateText(time, null, { timeZone, weekday: true, clock: true });

/** A moment of today, to the second: what ends in a few of them. */
export const second = (time: Date): string =>
  `<!date^${Math.floor(time.getTime() / 1_000)}^{time_secs}|${utcText(time)}>`;

/** A moment on each reader's own clock; with its year, as Slack writes dates. Source: docs.slack.dev, "Date formatting". */
export function moment(time: Date): string {
  const seconds = Math.floor(time.getTime() / 1_000);
  return `<!date^${seconds}^{date_short_pretty}, {time}|${utcText(time)}>`;
}
