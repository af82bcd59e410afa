import { html, raw } from "hono/html";
import type { Demo } from "../demo.ts";
import { BOT } from "../world.ts";
import { drawBlock } from "./blocks.ts";
import { drawForm } from "./form.ts";
import type { Html } from "./html.ts";
import { drawPage } from "./page.ts";
import { drawSidebar } from "./sidebar.ts";
import { drawSurface } from "./surface.ts";

export const HOME = "/home";

/** The app's Home tab, as it published it for this person. */
export function drawHomePage(demo: Demo, viewer: string): Html {
  const home = demo.views.home(viewer);
  const drawing = { channels: demo.store.channels, prefix: "home", typed: home?.typed };
  const body = home
    ? drawForm(
        "/act/home",
        { back: HOME },
        raw(home.blocks.map((block) => drawBlock(block, drawing)).join("")),
        "sends",
      )
    : html`<p class="beginning">${BOT.name} has published nothing here yet. Is it connected?</p>`;
  return drawPage(
    `${BOT.name} Home`,
    html`<div class="workspace">
        ${drawSidebar(demo.store.channels, HOME)}
        <main class="channel">
          <header class="head">
            <h1>${BOT.name}</h1>
            <p>Home</p>
          </header>
          <div class="scroll home" role="region" aria-label="Home" tabindex="0">
            <div id="home" data-live class="said">${body}</div>
          </div>
        </main>
      </div>
      ${drawSurface(demo, viewer, HOME)}`,
    { viewer, back: HOME },
  );
}
