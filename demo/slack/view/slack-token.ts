import { PEOPLE, BOT, type Channel } from "../world.ts";
import { escape } from "./escape.ts";
import { slackDate } from "./slack-date.ts";

/**
 * Draws what stands between `<` and `>` in Slack's own notation: mentions, channels, dates, links. What would ping someone in
 * Slack gets the class `ping`, so that a page and a test can see it.
 *
 * @returns HTML, or undefined when it is none of these and stays text.
 * @source docs.slack.dev, "Formatting message text", "Advanced formatting".
 */
export function drawToken(inner: string, channels: readonly Channel[]): string | undefined {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : inner.slice(bar + 1);

  if (/^!(channel|here|everyone)$/.test(target)) return ping(target.slice(1));
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) return ping(label?.replace(/^@/, "") ?? "group");
  if (/^@[UW][A-Z0-9]+$/.test(target)) return ping(personName(target.slice(1)) ?? label ?? "unknown");
  if (/^#C[A-Z0-9]+$/.test(target)) return channelLink(target.slice(1), label, channels);
  if (target.startsWith("!date^")) return slackDate(target, label);
  if (/^(https?:\/\/|mailto:)\S+$/i.test(target)) return link(target, label ?? target);
  return undefined;
}

export function personName(id: string): string | undefined {
  return id === BOT.user ? BOT.name : PEOPLE.find((person) => person.id === id)?.name;
}

/** The address is shown as the link's title, too: Slack shows it when one hovers. */
export function link(address: string, label: string): string {
  const href = escape(address);
  return `<a class="link" href="${href}" title="${href}" rel="noreferrer nofollow">${escape(label)}</a>`;
}

function ping(name: string): string {
  return `<span class="ping">@${escape(name)}</span>`;
}

function channelLink(id: string, label: string | undefined, channels: readonly Channel[]): string {
  const name = channels.find((channel) => channel.id === id && channel.kind === "public")?.name ?? label;
  if (!name) return `<span class="channel-link">#private channel</span>`;
  return `<a class="channel-link" href="/archives/${escape(id)}">#${escape(name)}</a>`;
}
