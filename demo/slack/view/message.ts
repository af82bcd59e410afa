import { html, raw } from "hono/html";
import { elementsOf } from "../elements.ts";
import type { Installed } from "../installed.ts";
import type { Message } from "../store.ts";
import { BOT, PEOPLE, type Channel } from "../world.ts";
import { drawContent } from "./blocks.ts";
import { drawMessageMenu } from "./composer.ts";
import { drawForm } from "./form.ts";
import type { Html } from "./html.ts";
import { atOf, permalinkId } from "./place.ts";
import { clockTime } from "./slack-date.ts";
import { personName } from "./slack-token.ts";

type Shown = {
  channels: readonly Channel[];
  /** "p" in the channel, "t" in the thread pane: the same message may stand in both. */
  prefix: "p" | "t";
  /** The message that a permalink names. */
  at?: string;
  replies?: readonly Message[];
  /** What the app offers for a message, and the page to come back to. */
  shortcuts: Installed["shortcuts"];
  back: string;
};

/** One message as Slack shows it: who, when, what, and the way to its thread. */
export function drawMessage(message: Message, shown: Shown): Html {
  const { prefix, at, replies = [], shortcuts, back } = shown;
  if (message.subtype === "tombstone") return drawTombstone(message, prefix, replies);
  const name = personName(message.user) ?? (message.user === "USLACKBOT" ? "Slackbot" : "Someone");
  const place = { channel: message.channel, ts: message.ts };
  const menuId = `${prefix}menu${permalinkId(message.ts)}`;
  const time = clockTime(atOf(message.ts));
  const target = message.ts === at ? " is-target" : "";
  return html`<article class="message${target}" id="${prefix}${permalinkId(message.ts)}" aria-label="${name}, ${time}">
    ${avatar(message.user)}
    <div class="said">
      ${message.ephemeral_to && html`<p class="only">Only visible to ${personName(message.ephemeral_to)}</p>`}
      <p class="who">
        <b>${name}</b>${message.bot_id ? html` <span class="app">APP</span>` : ""}
        <a href="/archives/${message.channel}/p${permalinkId(message.ts)}">${timeOf(message.ts)}</a>
      </p>
      ${drawSaid(message, shown)} ${message.edited ? html`<small class="edited">(edited)</small>` : ""}
      ${replies.length > 0 ? threadBar(message, replies) : ""}
    </div>
    ${message.ephemeral_to ? "" : html`<div class="tools">${drawMessageMenu(shortcuts, place, menuId, back)}</div>`}
  </article>`;
}

/** Where there is something to press, all of the message is one form: Slack sends the state of its inputs along. */
function drawSaid(message: Message, { channels, prefix, back }: Shown): Html | string {
  const said = drawContent(message, { channels, prefix: `${prefix}${permalinkId(message.ts)}` });
  if (elementsOf(message.blocks ?? []).length === 0) return raw(said);
  return drawForm("/act/click", { channel: message.channel, ts: message.ts, back }, raw(said), "sends");
}

function drawTombstone(message: Message, prefix: string, replies: readonly Message[]): Html {
  return html`<article class="message" id="${prefix}${permalinkId(message.ts)}" aria-label="Deleted message">
    <span class="avatar gone" aria-hidden="true"></span>
    <div class="said">
      <p class="only">This message was deleted.</p>
      ${replies.length > 0 ? threadBar(message, replies) : ""}
    </div>
  </article>`;
}

function threadBar(root: Message, replies: readonly Message[]): Html {
  const last = replies.at(-1) ?? root;
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 3);
  return html`<a class="thread-bar" href="/archives/${root.channel}?thread=${root.ts}">
    ${people.map((user) => avatar(user))}<b>${countOf(replies.length)}</b>
    <span>Last reply ${timeOf(last.ts)}</span>
  </a>`;
}

export const countOf = (replies: number) => `${replies} ${replies === 1 ? "reply" : "replies"}`;

function timeOf(ts: string): Html {
  const at = atOf(ts);
  return html`<time datetime="${at.toISOString()}">${clockTime(at)}</time>`;
}

/** Pulse's mark, or a person's initials. */
export function avatar(user: string): Html {
  if (user === BOT.user) {
    const pulse = "M5 16h5l3-9 6 18 3-9h5";
    return html`<span class="avatar bot" aria-hidden="true"
      ><svg viewBox="0 0 32 32"><path d="${pulse}" /></svg
    ></span>`;
  }
  const person = PEOPLE.find((each) => each.id === user);
  const initials = person?.name.replace(/(\p{L})\p{L}*\s*/gu, "$1") ?? "?";
  return html`<span class="avatar ${person?.handle ?? ""}" aria-hidden="true">${initials}</span>`;
}
