import { html } from "hono/html";
import type { Demo } from "../demo.ts";
import type { Dispatched } from "../dispatched.ts";
import type { Html } from "./html.ts";
import { drawPage } from "./page.ts";
import { drawSidebar } from "./sidebar.ts";
import { drawSurface } from "./surface.ts";

export const REQUESTS = "/requests";
const SHOWN = 100;

/** What went to the app, and what the app called; the newest first. */
export function drawRequestsPage(demo: Demo, viewer: string): Html {
  const { installed, sockets } = demo;
  const where = installed.request_url ?? `${sockets.count()} Socket Mode connection${sockets.count() === 1 ? "" : "s"}`;
  return drawPage(
    "Requests",
    html`<div class="workspace">
        ${drawSidebar(demo.store.channels, REQUESTS)}
        <main class="channel">
          <header class="head">
            <h1>Requests</h1>
            <p>To the app: ${where}</p>
          </header>
          <div class="scroll requests" role="region" aria-label="Requests" tabindex="0">
            <div id="requests" data-live>
              <h2>To the app</h2>
              ${drawTable(["Time", "What", "By", "Way", "Answer"], newest(demo.dispatched.all()).map(drawDispatched))}
              <h2>From the app</h2>
              ${drawTable(
                ["Time", "Method", "Channel", "Answer"],
                newest(demo.calls.all()).map(
                  ({ at, method, channel = "", outcome }) =>
                    html`<tr>
                      <td>${timeOf(at)}</td>
                      <td>${method}</td>
                      <td>${channel}</td>
                      <td>${outcome}</td>
                    </tr>`,
                ),
              )}
            </div>
          </div>
        </main>
      </div>
      ${drawSurface(demo, viewer, REQUESTS)}`,
    { viewer, back: REQUESTS },
  );
}

function drawTable(heads: string[], rows: Html[]): Html {
  if (rows.length === 0) return html`<p class="beginning">Nothing yet.</p>`;
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function drawDispatched({ at, what, by, transport, attempt, outcome, took_ms, payload, answer }: Dispatched): Html {
  const tries = attempt > 0 ? `, retry ${attempt}` : "";
  const took = took_ms === undefined ? "" : ` in ${took_ms} ms`;
  const said = answer === undefined ? "" : `\n\n// answered\n${JSON.stringify(answer, null, 2)}`;
  return html`<tr>
    <td>${timeOf(at)}</td>
    <td>
      <details>
        <summary>${what}</summary>
        <pre><code>${JSON.stringify(payload, null, 2) + said}</code></pre>
      </details>
    </td>
    <td>${by}</td>
    <td>${transport}${tries}</td>
    <td>${outcome}${took}</td>
  </tr>`;
}

function newest<T>(all: readonly T[]): T[] {
  return all.slice(-SHOWN).reverse();
}

function timeOf(at: string): string {
  return at.slice(11, 23);
}
