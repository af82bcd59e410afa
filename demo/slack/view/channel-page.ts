import { html } from "hono/html";
import type { Demo } from "../demo.ts";
import type { Message } from "../store.ts";
import { BOT, PEOPLE, type Channel } from "../world.ts";
import { drawComposer } from "./composer.ts";
import { channelSign, icon } from "./icon.ts";
import { countOf, drawMessage } from "./message.ts";
import type { Html } from "./html.ts";
import { drawPage } from "./page.ts";
import { atOf } from "./place.ts";
import { drawSidebar } from "./sidebar.ts";
import { longDay } from "./slack-date.ts";
import { drawSurface } from "./surface.ts";

/** So many of the newest are drawn; a permalink to an older one draws from there on. */
const SHOWN_MESSAGES = 200;

type Place = { thread?: string; at?: string };
type Shown = Pick<Parameters<typeof drawMessage>[1], "channels" | "at" | "shortcuts" | "back">;

export function drawChannelPage(demo: Demo, channel: Channel, { thread, at }: Place, viewer: string): Html {
  const { store } = demo;
  const isFor = ({ ephemeral_to }: Message) => ephemeral_to === undefined || ephemeral_to === viewer;
  const here = store.messages.filter((message) => message.channel === channel.id && isFor(message));
  const repliesTo = (ts: string) => here.filter((message) => message.thread_ts === ts);
  const root = here.find((message) => message.ts === thread);
  const back = `/archives/${channel.id}${root ? `?thread=${root.ts}` : ""}`;
  const shown = { channels: store.channels, at, shortcuts: demo.installed.shortcuts, back };

  const told = here.filter((message) => !message.thread_ts || message.subtype === "thread_broadcast");
  const target = told.findIndex((message) => message.ts === at);
  const start = Math.max(0, Math.min(told.length - SHOWN_MESSAGES, target < 0 ? Infinity : target));
  const list = told
    .slice(start)
    .map((message, index, all) => [
      dayBefore(message, all[index - 1]),
      drawMessage(message, { ...shown, prefix: "p", replies: repliesTo(message.ts) }),
    ]);

  const title = titleOf(channel);
  return drawPage(
    title,
    html`<div class="workspace${root ? " has-thread" : ""}">
        ${drawSidebar(store.channels, channel.id)}
        <main class="channel">
          ${drawHead(channel, title)}
          <div class="scroll" role="region" aria-label="Messages" tabindex="0">
            <div id="messages" data-live>
              ${start > 0 ? html`<p class="beginning">Earlier messages are not shown.</p>` : drawBeginning(channel, title)}
              ${list}
            </div>
          </div>
          <div class="below">
            ${drawFoot(channel)} ${channel.archived ? "" : drawComposer(demo, channel, title, back)}
          </div>
        </main>
        ${root ? drawThread(root, repliesTo(root.ts), shown, title) : ""}
      </div>
      ${drawSurface(demo, viewer, back)}`,
    { viewer, back },
  );
}

function titleOf(channel: Channel): string {
  const person = PEOPLE.find((each) => each.id === channel.person);
  return person?.name ?? `${channel.kind === "private" ? "" : "#"}${channel.name}`;
}

function drawHead(channel: Channel, title: string): Html {
  const isDm = channel.kind === "dm";
  const sign = isDm ? "" : channelSign(channel);
  return html`<header class="head">
    <h1>${sign} ${isDm ? title : channel.name}</h1>
    <p>${isDm ? `Between ${title} and ${BOT.name}` : channel.topic}</p>
    ${isDm ? "" : html`<p class="members">${channel.shown_members} members</p>`}
  </header>`;
}

function drawBeginning(channel: Channel, title: string): Html {
  const what = channel.kind === "dm" ? `what ${BOT.name} and ${title} said to each other` : title;
  return html`<p class="beginning">This is the very beginning of <b>${what}</b>.</p>`;
}

function drawFoot(channel: Channel): Html | string {
  if (channel.archived) return html`<p class="foot">This channel is archived: nothing can be posted here.</p>`;
  if (channel.members.includes(BOT.user)) return "";
  return html`<p class="foot">${BOT.name} is not in this channel, so it cannot post here.</p>`;
}

function drawThread(root: Message, replies: readonly Message[], shown: Shown, title: string): Html {
  return html`<aside class="thread" aria-label="Thread">
    <header class="head">
      <h2>Thread</h2>
      <p>${title}</p>
      <a class="close" href="/archives/${root.channel}" aria-label="Close thread">${icon("close")}</a>
    </header>
    <div class="scroll" role="region" aria-label="Replies" tabindex="0">
      <div id="thread" data-live>
        ${drawMessage(root, { ...shown, prefix: "t" })}
        <p class="day"><span>${countOf(replies.length)}</span></p>
        ${replies.map((reply) => drawMessage(reply, { ...shown, prefix: "t" }))}
      </div>
    </div>
  </aside>`;
}

function dayBefore(message: Message, previous: Message | undefined): Html | string {
  const day = longDay(atOf(message.ts));
  return previous && longDay(atOf(previous.ts)) === day ? "" : html`<h2 class="day"><span>${day}</span></h2>`;
}
