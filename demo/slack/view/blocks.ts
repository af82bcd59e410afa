import type { Block, Message } from "../store.ts";
import type { Channel } from "../world.ts";
import { escape } from "./escape.ts";
import { markdown } from "./markdown.ts";
import { mrkdwn, plain } from "./mrkdwn.ts";
import { richText } from "./rich-text.ts";
import { link } from "./slack-token.ts";

type Part = Record<string, unknown>;

/** What a message says, as HTML: its blocks, or its text when there are none. All of it is escaped here. */
export function drawContent({ text, blocks, attachments }: Message, channels: readonly Channel[]): string {
  const said = blocks?.length ? blocks.map((block) => drawBlock(block, channels)).join("") : drawText(text, channels);
  return said + (attachments ?? []).map((attachment) => drawAttachment(attachment, channels)).join("");
}

function drawText(text: string, channels: readonly Channel[]): string {
  return text && `<div class="text">${mrkdwn(text, channels)}</div>`;
}

function drawBlock(block: Block, channels: readonly Channel[]): string {
  switch (block.type) {
    case "markdown":
      return `<div class="text">${markdown(stringOf(block.text), channels)}</div>`;
    case "section":
      return drawSection(block, channels);
    case "header":
      return `<p class="block-header">${textObject(block.text, channels)}</p>`;
    case "context":
      return `<div class="context">${partsOf(block.elements)
        .map((each) => (each.type === "image" ? imageLink(each) : `<span>${textObject(each, channels)}</span>`))
        .join("")}</div>`;
    case "divider":
      return `<hr>`;
    case "actions":
      return `<div class="actions">${partsOf(block.elements).map(drawElement).join("")}</div>`;
    case "image":
      return `<p>${imageLink(block)}</p>`;
    case "rich_text":
      return `<div class="text">${richText(block.elements, channels)}</div>`;
    case "table":
      return drawTable(block, channels);
    default:
      return `<p class="unknown">${escape(block.type)} block: demo Slack does not draw these</p>`;
  }
}

function drawSection({ text, fields, accessory }: Part, channels: readonly Channel[]): string {
  const words = text ? `<div class="text">${textObject(text, channels)}</div>` : "";
  const pairs = partsOf(fields).map((field) => `<div class="text">${textObject(field, channels)}</div>`);
  const beside = partsOf([accessory]).map((part) => (part.type === "image" ? imageLink(part) : drawElement(part)));
  return `<div class="section"><div>${words}${pairs.length ? `<div class="fields">${pairs.join("")}</div>` : ""}</div>${beside.join("")}</div>`;
}

/** Later these will do something; until then they look as if they could, and say that they cannot. */
function drawElement(element: Part): string {
  if (element.type !== "button") return `<button type="button" disabled>${escape(stringOf(element.type))}</button>`;
  const label = plain(stringOf(partsOf([element.text])[0]?.text));
  const style = element.style === "primary" || element.style === "danger" ? ` class="${element.style}"` : "";
  const address = stringOf(element.url);
  if (/^https?:\/\//i.test(address)) return `<a role="button" href="${escape(address)}" rel="noreferrer">${label}</a>`;
  return `<button type="button" disabled${style}>${label}</button>`;
}

function drawTable({ rows }: Part, channels: readonly Channel[]): string {
  const cell = (part: Part) =>
    part.type === "rich_text" ? richText(part.elements, channels) : plain(stringOf(part.text ?? part.value));
  const [head = [], ...body] = (Array.isArray(rows) ? rows : []).map(partsOf);
  const headRow = `<tr>${head.map((part) => `<th scope="col">${cell(part)}</th>`).join("")}</tr>`;
  const bodyRows = body.map((row) => `<tr>${row.map((part) => `<td>${cell(part)}</td>`).join("")}</tr>`).join("");
  return `<div class="table" role="group" aria-label="Table" tabindex="0"><table>${headRow}${bodyRows}</table></div>`;
}

function drawAttachment({ blocks, text, fallback }: Part, channels: readonly Channel[]): string {
  const inner = Array.isArray(blocks)
    ? // Safe: drawBlock reads only what is of the type it expects.
      partsOf(blocks)
        .map((block) => drawBlock(block as Block, channels))
        .join("")
    : drawText(stringOf(text) || stringOf(fallback), channels);
  return `<div class="attachment">${inner}</div>`;
}

function textObject(value: unknown, channels: readonly Channel[]): string {
  const { type, text } = partsOf([value])[0] ?? {};
  return type === "mrkdwn" ? mrkdwn(stringOf(text), channels) : plain(stringOf(text));
}

function imageLink({ image_url, alt_text }: Part): string {
  const address = stringOf(image_url);
  return /^https?:\/\//i.test(address) ? link(address, stringOf(alt_text) || "image") : escape(stringOf(alt_text));
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function partsOf(value: unknown): Part[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "object" && each !== null) : [];
}
