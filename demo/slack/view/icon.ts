import { html, raw } from "hono/html";
import type { Channel } from "../world.ts";
import type { Html } from "./html.ts";

const PATHS = {
  archive: "M3 5h14v3H3zM4.5 8v8h11V8M8 11h4",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  close: "M5 5l10 10M15 5L5 15",
} as const;

export function icon(name: keyof typeof PATHS): Html {
  return html`${raw(iconText(name))}`;
}

/** For what is put together as text. */
export function iconText(name: keyof typeof PATHS): string {
  return `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="${PATHS[name]}" /></svg>`;
}

/** What stands before a channel's name. */
export function channelSign({ archived, kind }: Channel): Html {
  const sign = archived ? icon("archive") : kind === "private" ? icon("lock") : "#";
  return html`<span class="sign" aria-hidden="true">${sign}</span>`;
}
