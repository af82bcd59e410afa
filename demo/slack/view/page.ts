import { html, raw } from "hono/html";
import type { Html } from "./message.ts";

export function drawPage(title: string, body: Html): Html {
  return html`${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Demo Slack</title>
        <link rel="stylesheet" href="/static/demo-slack.css" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <script src="/static/refresh.js" type="module"></script>
      </head>
      <body>
        <header class="ribbon"><b>Demo Slack:</b> a stand-in, nothing leaves this machine</header>
        ${body}
      </body>
    </html>`;
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
