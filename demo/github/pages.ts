import { createHash } from "node:crypto";
import { Hono } from "hono";
import { html, raw } from "hono/html";
import type { Environment, RestContext } from "./environment.ts";
import { authorLogin } from "./people.ts";
import { pullAt } from "./pulls.ts";
import { repositoryAt } from "./repositories.ts";
import { githubTime } from "./stable.ts";
import type { Pull, Repository, World } from "./world.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 52rem; margin: 0 auto; padding: 1.5rem }
header { border-bottom: 1px solid #8886; padding-bottom: 0.5rem }
pre { white-space: pre-wrap; border: 1px solid #8886; padding: 1rem; border-radius: 6px; font: inherit }
h1, pre, td:first-child { overflow-wrap: anywhere }
td { padding: 0.15rem 1rem 0.15rem 0 }
td + td { text-align: right }
.label { border: 1px solid #8888; border-radius: 1rem; padding: 0 0.6rem }
.merged, .open, .closed { text-transform: capitalize }
`;
/** One piece, so that its bytes are those of the hash. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Pages for people who follow a link of the demo. Every text of a data set is escaped, and kept from turning the line around. */
export function pageRoutes(world: World): Hono<Environment> {
  return new Hono<Environment>()
    .get("/:owner/:repo/pull/:pull_number", (c) => {
      const [pull, repository] = pullAt(c, world);
      if (!pull || !repository) return missing(c);
      return page(c, `${pull.title} · #${pull.number}`, pullPage(pull, repository));
    })
    .get("/:owner/:repo", (c) => {
      const repository = repositoryAt(c, world);
      return repository ? page(c, repository.full_name, repositoryPage(repository)) : missing(c);
    });
}

function pullPage(pull: Pull, { full_name }: Repository) {
  const state = pull.merged_at !== null ? "merged" : pull.state;
  const when = githubTime(pull.merged_at ?? pull.closed_at ?? pull.created_at);
  return html`<p><a href="/${full_name}">${full_name}</a></p>
    <h1><bdi>${pull.title}</bdi> <small>#${pull.number}</small></h1>
    <p>
      <b class="${state}">${state}</b> by <bdi>${authorLogin(pull) ?? "ghost"}</bdi> into <code>${pull.base}</code> ·
      <time datetime="${when}">${when.replace("T", " ").replace("Z", " UTC")}</time>
    </p>
    <p>${pull.labels.map((label) => html`<span class="label">${label}</span> `)}</p>
    <pre dir="auto">${pull.body || "No description."}</pre>
    <table>
      ${pull.files.map(
        (file) =>
          html`<tr>
            <td><code>${file.path}</code></td>
            <td>+${file.additions}</td>
            <td>−${file.deletions}</td>
          </tr>`,
      )}
    </table>`;
}

function repositoryPage({ full_name, description, pulls }: Repository) {
  const merged = pulls.filter(({ merged_at }) => merged_at !== null);
  const newest = merged.sort((a, b) => (b.merged_at ?? 0) - (a.merged_at ?? 0));
  return html`<h1>${full_name}</h1>
    <p>${description}</p>
    <ul>
      ${newest.map(({ number, title }) => html`<li><a href="/${full_name}/pull/${number}">#${number}</a> <bdi>${title}</bdi></li>`)}
    </ul>`;
}

function missing(c: RestContext) {
  return page(
    c,
    "Not found",
    html`<h1>Not found</h1>
      <p>The demo GitHub has no such page.</p>`,
    404,
  );
}

function page(c: RestContext, title: string, content: ReturnType<typeof html>, status: 200 | 404 = 200) {
  c.header("content-security-policy", POLICY);
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · demo GitHub</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header><b>demo GitHub</b> · a stand-in for the demo: nothing here is on github.com.</header>
        <main>${content}</main>
      </body>
    </html>`;
  return c.html(document, status);
}
