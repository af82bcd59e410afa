import { html, raw } from "hono/html";
import type { Html } from "./html.ts";

/** A form that does something and comes back to where it stood. Works without a script. */
export function drawForm(
  action: string,
  hidden: Record<string, string>,
  inner: Html | ReturnType<typeof raw> | string,
  className = "",
): Html {
  const fields = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="${action}" ${className && raw(`class="${className}"`)}>
    ${fields}${inner}
  </form>`;
}
