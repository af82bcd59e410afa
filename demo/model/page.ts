import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { ModelContext } from "./environment.ts";
import { MODEL } from "./model.ts";
import { repositories } from "./recording.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 0 auto; padding: 1.5rem }
code { font-size: 0.95em }
`;
/** One piece, so that its bytes are those of the hash. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const REPOSITORIES = repositories.join(" and ");

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
              This is a stand-in for a language model. <strong>There is no model behind it</strong>: what it says was
              written beforehand, nothing leaves this machine, and nothing is paid.
            </p>
            <p>
              It has texts for the pull requests of ${REPOSITORIES}, in other words for each tone where that makes a
              difference. Where one of those that it is asked for is another, it says that it has nothing recorded, and
              Pulse's rules write. It speaks OpenAI's protocol under the name
              <code>${MODEL}</code>, so that Pulse works with it as it does with a real one: it looks up pull requests
              with tools, answers in the form that it is asked for, and puts what is recorded in place of whatever the
              checks find. Asked for an item in other words, it has those of its other tones.
            </p>
            <p>
              Of wishes it understands four: shorter, at most so many items, no opening, and leaving out a kind of
              change, such as fixes. Anything else that somebody wishes changes nothing.
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
