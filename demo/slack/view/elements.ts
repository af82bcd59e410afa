import { initialOf, keyOf, optionsOf, type Element, type Option } from "../elements.ts";
import type { Block } from "../store.ts";
import type { Typed } from "../views.ts";
import { PEOPLE, type Channel } from "../world.ts";
import { escape } from "./escape.ts";
import { iconText } from "./icon.ts";
import { mrkdwn, plain } from "./mrkdwn.ts";

/** What surrounds an element: names that are its own on the page, and what was typed and found wrong before. */
export type Drawing = {
  channels: readonly Channel[];
  /** Begins every id; a message may stand on the page twice. */
  prefix: string;
  typed?: Typed;
  errors?: Readonly<Record<string, string>>;
};

type Part = Record<string, unknown>;
type Choice = { value: string; label: string; more?: string };

const WRITTEN: Readonly<Record<string, string>> = {
  plain_text_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

/** A button, a menu or a field in a row of actions or beside a section. All of them stand inside one form. */
export function drawElement(part: Part, block_id: string, drawing: Drawing): string {
  // Safe: block-ids.ts gave an action id to every element that is kept; limits.ts judged the rest.
  const element = part as Element;
  const key = keyOf({ block_id, element, block: { type: "actions" } });
  if (element.type === "button") return drawButton(element, key, drawing);
  if (element.type === "overflow") return drawOverflow(element, key, drawing);
  const name = wordsOf(element.placeholder) || element.type.replaceAll("_", " ");
  const send = `<button name="which" value="${escape(key)}" class="choose" data-sends="${escape(key)}">Choose</button>`;
  return `<span class="choice">${drawField(element, key, drawing, `aria-label="${escape(name)}"`)}${send}</span>`;
}

function drawButton(element: Element, key: string, drawing: Drawing): string {
  const label = plain(wordsOf(element.text));
  const address = typeof element.url === "string" ? element.url : "";
  const spoken = typeof element.accessibility_label === "string" ? element.accessibility_label : "";
  const style = element.style === "primary" || element.style === "danger" ? element.style : "";
  const more = spoken ? ` aria-label="${escape(spoken)}"` : "";
  // A button with an address opens it and tells the app, too; the app's part is done by the script, where there is one.
  if (/^https?:\/\//i.test(address)) {
    const tells = `data-tells="${escape(key)}"`;
    return `<a role="button" href="${escape(address)}" target="_blank" rel="noreferrer" ${tells}${more}>${label}</a>`;
  }
  const { button, dialog } = askedFirst(element.confirm, { value: key, label, style, more }, drawing);
  return button + dialog;
}

function drawOverflow(element: Element, key: string, drawing: Drawing): string {
  const id = idOf(drawing, key, "menu");
  const parts = optionsOf(element).map(({ text, value = "" }) =>
    askedFirst(element.confirm, { value: `${key}=${value}`, label: plain(text.text), style: "", more: "" }, drawing),
  );
  const opener = `<button type="button" class="more" popovertarget="${id}" aria-label="More actions">${iconText("more")}</button>`;
  const menu = `<span class="menu" id="${id}" popover>${parts.map(({ button }) => button).join("")}</span>`;
  return opener + menu + parts.map(({ dialog }) => dialog).join("");
}

type Sender = { value: string; label: string; style: string; more: string };

/** A button that sends the form, or, with a `confirm`, one that opens the dialog in which that button stands. */
function askedFirst(confirm: unknown, { value, label, style, more }: Sender, drawing: Drawing) {
  const sends = (words: string, kind: string, extra = "") =>
    `<button name="which" value="${escape(value)}"${kind && ` class="${kind}"`}${extra}>${words}</button>`;
  if (!confirm) return { button: sends(label, style, more), dialog: "" };

  const { title, text, confirm: yes, deny: no, style: danger } = confirm as Part;
  const id = idOf(drawing, value, "confirm");
  const opens = `type="button" commandfor="${id}" command="show-modal"`;
  const closes = `type="button" commandfor="${id}" command="close"`;
  const words = (text as Part).type === "mrkdwn" ? mrkdwn(wordsOf(text), drawing.channels) : plain(wordsOf(text));
  const dialog = `<dialog class="confirm" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${plain(wordsOf(title))}</h2><p>${words}</p>
    <p class="answers"><button ${closes}>${plain(wordsOf(no))}</button>${sends(
      plain(wordsOf(yes)),
      danger === "danger" ? "danger" : "primary",
    )}</p></dialog>`;
  return { button: `<button ${opens}${style && ` class="${style}"`}${more}>${label}</button>`, dialog };
}

/** One input block: its label, its field, its hint, and what is wrong with it. */
export function drawInput(block: Block, drawing: Drawing): string {
  // Safe: block-shapes.ts has judged both.
  const element = block.element as Element;
  const block_id = String(block.block_id);
  const key = keyOf({ block_id, element, block });
  const id = idOf(drawing, key, "field");
  const error = drawing.errors?.[block_id];
  const notes = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(" ");
  const more = `id="${id}"${notes && ` aria-describedby="${notes}"`}${error ? ` aria-invalid="true"` : ""}`;
  const label = `${plain(wordsOf(block.label))}${block.optional ? ` <small>(optional)</small>` : ""}`;
  const isGroup = ["checkboxes", "radio_buttons"].includes(element.type) || element.type.startsWith("multi_");
  const field = drawField(element, key, drawing, isGroup ? "" : more);
  const dispatches = block.dispatch_action === true;
  const below = [
    error && `<p class="error" id="${id}-error">${plain(error)}</p>`,
    block.hint && `<p class="hint" id="${id}-hint">${plain(wordsOf(block.hint))}</p>`,
    dispatches && `<button name="which" value="${escape(key)}" class="choose">Apply</button>`,
  ];
  const inner = field + below.filter(Boolean).join("");
  // What is typed is sent with a key, which a button stands for; what is chosen, when it is.
  const kind = dispatches && !WRITTEN[element.type] ? "field dispatches" : "field";
  if (isGroup) return `<fieldset class="${kind}" ${more}><legend>${label}</legend>${inner}</fieldset>`;
  return `<div class="${kind}"><label for="${id}">${label}</label>${inner}</div>`;
}

function drawField(element: Element, key: string, drawing: Drawing, more: string): string {
  const given = drawing.typed?.[key] ?? initialOf(element);
  const name = `name="v:${escape(key)}"`;
  const type = WRITTEN[element.type];
  if (type) return drawWritten(element, type, name, given[0] ?? "", more);
  const choices = choicesOf(element, drawing.channels);
  const isMany = element.type === "checkboxes" || element.type.startsWith("multi_");
  if (isMany || element.type === "radio_buttons") return drawTicks(choices, isMany, name, given);
  if (choices.length === 0) return `<p class="unknown">${escape(element.type)}: demo Slack does not draw these</p>`;
  const options = choices.map(({ value, label }) => {
    const chosen = given.includes(value) ? " selected" : "";
    return `<option value="${escape(value)}"${chosen}>${escape(label)}</option>`;
  });
  const none = `<option value="">${escape(wordsOf(element.placeholder) || "Choose")}</option>`;
  return `<select ${name} ${more}>${none}${options.join("")}</select>`;
}

function drawWritten(element: Element, type: string, name: string, value: string, more: string): string {
  const placeholder = wordsOf(element.placeholder);
  const max = typeof element.max_length === "number" ? element.max_length : 3_000;
  const common = `${name} ${more} ${placeholder && `placeholder="${escape(placeholder)}"`}`;
  if (element.multiline === true) {
    return `<textarea ${common} rows="6" maxlength="${max}">\n${escape(value)}</textarea>`;
  }
  const shown = type === "datetime-local" && value ? new Date(Number(value) * 1_000).toISOString().slice(0, 16) : value;
  const step = type === "number" ? ` step="any"` : "";
  return `<input type="${type}" ${common} value="${escape(shown)}"${type === "text" ? ` maxlength="${max}"` : step}>`;
}

function drawTicks(choices: readonly Choice[], isMany: boolean, name: string, given: readonly string[]): string {
  return choices
    .map(({ value, label, more }) => {
      const checked = given.includes(value) ? " checked" : "";
      const tick = `<input type="${isMany ? "checkbox" : "radio"}" ${name} value="${escape(value)}"${checked}>`;
      return `<label class="tick">${tick}<span>${plain(label)}${more ? `<small>${plain(more)}</small>` : ""}</span></label>`;
    })
    .join("");
}

function choicesOf(element: Element, channels: readonly Channel[]): Choice[] {
  const people = PEOPLE.map(({ id, name }) => ({ value: id, label: name }));
  const rooms = channels.filter(({ kind, archived }) => kind !== "dm" && !archived);
  const named = rooms.map(({ id, name }) => ({ value: id, label: `#${name}` }));
  if (element.type.endsWith("users_select")) return people;
  if (element.type.endsWith("channels_select")) return named;
  if (element.type.endsWith("conversations_select")) return [...named, ...people];
  return optionsOf(element).map(choiceOf);
}

function choiceOf({ text, value = "", description }: Option): Choice {
  return { value, label: text.text, more: description?.text };
}

function wordsOf(value: unknown): string {
  const text = (value as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? text : "";
}

/** Ids of blocks and actions may hold anything; ids on the page may not. */
function idOf({ prefix }: Drawing, key: string, what: string): string {
  return `${prefix}-${what}-${Buffer.from(key).toString("base64url")}`;
}
