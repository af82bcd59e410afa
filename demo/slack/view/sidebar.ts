import { html } from "hono/html";
import { BOT, PEOPLE, TEAM, type Channel } from "../world.ts";
import { channelSign } from "./icon.ts";
import { avatar } from "./message.ts";
import type { Html } from "./html.ts";

/** The workspace, its channels, and Pulse's talks with its people. */
export function drawSidebar(channels: readonly Channel[], current: string): Html {
  return html`<nav class="sidebar" aria-label="${TEAM.name} workspace">
    <p class="team">${TEAM.name}</p>
    <h2>Channels</h2>
    <ul>
      ${channels.filter((each) => each.kind !== "dm").map((each) => entry(each, current, each.name))}
    </ul>
    <h2>${BOT.name}</h2>
    <ul>
      ${place("/home", "Home", current)} ${place("/requests", "Requests", current)}
    </ul>
    <h2>People</h2>
    <ul>
      ${PEOPLE.map((person) => {
        const dm = channels.find((each) => each.person === person.id);
        return dm ? entry(dm, current, person.name) : "";
      })}
    </ul>
  </nav>`;
}

function place(path: string, name: string, current: string): Html {
  const here = path === current ? html` aria-current="page"` : "";
  return html`<li>
    <a href="${path}" ${here}>${avatar(BOT.user)}<span>${name}</span></a>
  </li>`;
}

function entry(channel: Channel, current: string, name: string): Html {
  const here = channel.id === current ? html` aria-current="page"` : "";
  const sign = channel.person ? avatar(channel.person) : channelSign(channel);
  const quiet = channel.archived || !channel.members.includes(BOT.user) ? html` class="quiet"` : "";
  return html`<li>
    <a href="/archives/${channel.id}" ${quiet}${here}>${sign}<span>${name}</span>${channelNote(channel)}</a>
  </li>`;
}

function channelNote({ archived, kind, shared_with }: Channel): Html | string {
  const shared = shared_with ? `shared with ${shared_with}` : "";
  const words = archived ? "archived" : kind === "private" ? "private" : shared;
  return words && html`<span class="vh">, ${words}</span>`;
}
