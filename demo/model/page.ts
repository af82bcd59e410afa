import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { ModelContext } from "./environment.ts";
import { MODEL } from "./model.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 0 auto; padding: 1.5rem }
code { font-size: 0.95em }
`;
/** One piece, so that its bytes are those of the hash. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What this is, for whoever opens its address. */
export function introduce(c: ModelContext) {
  c.header("content-security-policy", POLICY);
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>Demo model</title>
          ${STYLE_ELEMENT}
        </head>
        <body>
          <main>
            <h1>The demo model</h1>
            <p>
              This is a stand-in for a language model. <strong>There is no model behind it</strong>: it is a program of
              a few rules, nothing leaves this machine, and nothing is paid.
            </p>
            <p>
              It speaks OpenAI's protocol under the name <code>${MODEL}</code>, so that Pulse works with it as it does
              with a real one: it looks up pull requests with tools, writes an update from what it was sent, and mends
              what the checks find. Tone, kind of update and a few wishes change what it writes. It does not understand
              anything.
            </p>
            <p>
              To let a real model write, set <code>OPENAI_API_KEY</code> and <code>LLM_MODELS</code>, and
              <code>OPENAI_BASE_URL</code> for a server other than OpenAI's.
            </p>
          </main>
        </body>
      </html>`,
  );
}
