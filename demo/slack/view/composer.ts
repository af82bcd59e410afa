import { html } from "hono/html";
import type { Demo } from "../demo.ts";
import type { Channel } from "../world.ts";
import { drawForm } from "./form.ts";
import { icon } from "./icon.ts";
import type { Html } from "./html.ts";

/** The box below a channel: slash commands with what is registered, the app's shortcuts, or plain words. */
export function drawComposer({ installed }: Demo, channel: Channel, title: string, back: string): Html {
  const options = installed.commands.map(
    ({ command, description, usage_hint }) =>
      html`<option value="${command} " label="${[description, usage_hint].filter(Boolean).join(" · ")}"></option>`,
  );
  const hint = installed.commands[0]?.command;
  const inner = html`<label class="vh" for="line">Message ${title}</label>
    <input
      id="line"
      name="line"
      list="commands"
      autocomplete="off"
      placeholder="Message ${title}${hint ? `, or ${hint}` : ""}"
      required
    />
    <datalist id="commands">${options}</datalist>
    <button>Send</button>`;
  return html`<div class="composer">
    ${drawGlobalShortcuts(installed.shortcuts, back)} ${drawForm("/act/line", { channel: channel.id, back }, inner)}
  </div>`;
}

type Shortcuts = Demo["installed"]["shortcuts"];

function drawGlobalShortcuts(shortcuts: Shortcuts, back: string): Html | string {
  const buttons = shortcuts
    .filter(({ type }) => type === "global")
    .map(({ callback_id, name }) => html`<button name="callback_id" value="${callback_id}">${name}</button>`);
  if (buttons.length === 0) return "";
  return html`<button type="button" class="more" popovertarget="shortcuts" aria-label="Shortcuts">+</button>
    <div class="menu" id="shortcuts" popover>${drawForm("/act/shortcut", { back }, html`${buttons}`)}</div>`;
}

/** A message's own menu: the app's shortcuts for messages. */
export function drawMessageMenu(
  shortcuts: Shortcuts,
  place: { channel: string; ts: string },
  id: string,
  back: string,
) {
  const buttons = shortcuts
    .filter(({ type }) => type === "message")
    .map(({ callback_id, name }) => html`<button name="callback_id" value="${callback_id}">${name}</button>`);
  if (buttons.length === 0) return "";
  return html`<button type="button" class="more" popovertarget="${id}" aria-label="Message shortcuts">
      ${icon("more")}
    </button>
    <div class="menu" id="${id}" popover>${drawForm("/act/shortcut", { ...place, back }, html`${buttons}`)}</div>`;
}
