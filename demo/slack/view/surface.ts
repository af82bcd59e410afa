import { html, raw } from "hono/html";
import type { Demo } from "../demo.ts";
import type { View } from "../views.ts";
import { BOT } from "../world.ts";
import { drawBlock } from "./blocks.ts";
import { drawForm } from "./form.ts";
import { icon } from "./icon.ts";
import type { Html } from "./html.ts";

/** What lies over the page for the person who acts: the uppermost modal, and what Slack told them last. */
export function drawSurface(demo: Demo, person: string, back: string): Html {
  const view = demo.views.top(person);
  const said = demo.notices.get(person);
  const notice = said ? html`<p class="notice" role="alert">${said}</p>` : "";
  return html`<div id="surface" data-live>${view ? drawModal(demo, view, notice, back) : notice}</div>`;
}

function drawModal(demo: Demo, view: View, notice: Html | string, back: string): Html {
  const submit = view.submit?.text;
  const drawing = { channels: demo.store.channels, prefix: view.id, typed: view.typed, errors: view.errors };
  const isLower = view.previous_view_id !== null;
  // The first button of a form is the one that Enter presses: the submit button, not the first button of a block.
  const enter = submit && html`<button class="vh" name="do" value="submit" tabindex="-1" aria-hidden="true"></button>`;
  const body = view.blocks.map((block) => drawBlock(block, drawing)).join("");
  const inner = html`${enter}
    <div class="modal-head">
      <h2 id="modal-title">${view.title?.text ?? ""}</h2>
      <button class="close" name="do" value="close" aria-label="${isLower ? "Back" : "Close"}">${icon("close")}</button>
    </div>
    <div class="modal-body" tabindex="0" role="group" aria-labelledby="modal-title">${notice}${raw(body)}</div>
    <div class="modal-foot">
      <small>${BOT.name}</small>
      <button name="do" value="close">${view.close?.text ?? "Cancel"}</button>
      ${submit ? html`<button class="primary" name="do" value="submit">${submit}</button>` : ""}
    </div>`;
  return html`<div class="backdrop">
    <section class="modal" role="dialog" aria-modal="true" aria-labelledby="modal-title">
      ${drawForm("/act/view", { view_id: view.id, back }, inner, "sends")}
    </section>
  </div>`;
}
