import { html, raw } from "hono/html";
import { PEOPLE } from "../world.ts";
import { drawForm } from "./form.ts";
import type { Html } from "./html.ts";

type Viewing = { viewer: string; back: string };

/** @param viewing Who looks, on the pages where one can act; it is changed in the ribbon. */
export function drawPage(title: string, body: Html, viewing?: Viewing): Html {
  return html`${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Demo Slack</title>
        <link rel="stylesheet" href="/static/demo-slack.css" />
        <link rel="stylesheet" href="/static/act.css" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <script src="/static/refresh.js" type="module"></script>
        <script src="/static/act.js" type="module"></script>
      </head>
      <body>
        <header class="ribbon">
          <span><b>Demo Slack:</b> a stand-in, nothing leaves this machine</span> ${viewing ? drawActAs(viewing) : ""}
        </header>
        ${body}
      </body>
    </html>`;
}

function drawActAs({ viewer, back }: Viewing): Html {
  const people = PEOPLE.map(({ id, name }) => {
    const pressed = id === viewer ? "true" : "false";
    return html`<button name="person" value="${id}" aria-pressed="${pressed}">${name.split(" ")[0]}</button>`;
  });
  return drawForm("/act/as", { back }, html`<span id="act-as">Act as</span> ${people}`, "act-as");
}

export function drawNotFound(words: string): Html {
  return drawPage(
    "Not here",
    html`<main class="not-found">
      <h1>${words}</h1>
      <p><a class="link" href="/">Back to the channels</a></p>
    </main>`,
  );
}
