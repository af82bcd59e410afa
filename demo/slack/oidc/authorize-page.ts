import { html } from "hono/html";
import { avatar } from "../view/message.ts";
import type { Html } from "../view/html.ts";
import { drawPage } from "../view/page.ts";
import { BOT, STRANGER, TEAM } from "../world.ts";
import { SIGNERS } from "./claims.ts";

/** Whom would you like to be? Each answer is a link back to this address with `as` added. */
export function drawAuthorizePage(kind: "openid" | "install", asked: URLSearchParams): Html {
  const title = kind === "openid" ? `Sign in to ${BOT.name} with Slack` : `Add ${BOT.name} to ${TEAM.name}`;
  return drawPage(
    title,
    html`<main class="door">
      <h1>${title}</h1>
      <p>Who are you today?</p>
      <ul>
        ${SIGNERS.map((person) => {
          const isOurs = person !== STRANGER;
          const href = `?${new URLSearchParams([...asked, ["as", person.id]])}`;
          return html`<li>
            <a href="${href}">
              ${avatar(person.id)}<span><b>${person.name}</b><small>${person.title}</small></span>
              ${isOurs ? "" : html`<small class="foreign">not of ${TEAM.name}</small>`}
            </a>
          </li>`;
        })}
      </ul>
    </main>`,
  );
}

export function drawAuthorizeFault(fault: string): Html {
  return drawPage(
    "Something is wrong",
    html`<main class="not-found">
      <h1>This sign-in cannot go on: ${fault}</h1>
      <p>Check the client's id, its scopes and its redirect address.</p>
    </main>`,
  );
}
