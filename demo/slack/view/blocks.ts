import type { Block, Message } from "../store.ts";
import { drawElement, drawInput, type Drawing } from "./elements.ts";
import { escape } from "./escape.ts";
import { markdown } from "./markdown.ts";
import { mrkdwn, plain } from "./mrkdwn.ts";
import { richText } from "./rich-text.ts";
import { link } from "./slack-token.ts";

type Part = Record<string, unknown>;

/** What a message says, as HTML: its blocks, or its text when there are none. All of it is escaped here. */
export function drawContent({ text, blocks, attachments }: Message, drawing: Drawing): string {
  const said = blocks?.length ? blocks.map((block) => drawBlock(block, drawing)).join("") : drawText(text, drawing);
  return said + (attachments ?? []).map((attachment) => drawAttachment(attachment, drawing)).join("");
}

function drawText(text: string, drawing: Drawing): string {
  return text && `<div class="text">${mrkdwn(text, drawing.channels)}</div>`;
}

export function drawBlock(block: Block, drawing: Drawing): string {
  switch (block.type) {
    case "markdown":
      return `<div class="text">${markdown(stringOf(block.text), drawing.channels)}</div>`;
    case "section":
      return drawSection(block, drawing);
    case "header":
      return `<p class="block-header">${textObject(block.text, drawing)}</p>`;
    case "context":
      return `<div class="context">${partsOf(block.elements)
        .map((each) => (each.type === "image" ? imageLink(each) : `<span>${textObject(each, drawing)}</span>`))
        .join("")}</div>`;
    case "divider":
      return `<hr>`;
    case "actions":
      return `<div class="actions">${partsOf(block.elements)
        .map((each) => drawElement(each, stringOf(block.block_id), drawing))
        .join("")}</div>`;
    case "input":
      return drawInput(block, drawing);
    case "alert":
      return `<div class="alert ${escape(stringOf(block.level))}" role="note">${textObject(block.text, drawing)}</div>`;
    case "image":
      return `<p>${imageLink(block)}</p>`;
    case "rich_text":
      return `<div class="text">${richText(block.elements, drawing.channels)}</div>`;
    case "table":
      return drawTable(block, drawing);
    default:
      return `<p class="unknown">${escape(block.type)} block: demo Slack does not draw these</p>`;
  }
}

function drawSection({ block_id, text, fields, accessory }: Part, drawing: Drawing): string {
  const words = text ? `<div class="text">${textObject(text, drawing)}</div>` : "";
  const pairs = partsOf(fields).map((field) => `<div class="text">${textObject(field, drawing)}</div>`);
  const beside = partsOf([accessory]).map((part) =>
    part.type === "image" ? imageLink(part) : drawElement(part, stringOf(block_id), drawing),
  );
  return `<div class="section"><div>${words}${pairs.length ? `<div class="fields">${pairs.join("")}</div>` : ""}</div>${beside.join("")}</div>`;
}

function drawTable({ rows }: Part, drawing: Drawing): string {
  const cell = (part: Part) =>
    part.type === "rich_text" ? richText(part.elements, drawing.channels) : plain(stringOf(part.text ?? part.value));
  const [head = [], ...body] = (Array.isArray(rows) ? rows : []).map(partsOf);
  const headRow = `<tr>${head.map((part) => `<th scope="col">${cell(part)}</th>`).join("")}</tr>`;
  const bodyRows = body.map((row) => `<tr>${row.map((part) => `<td>${cell(part)}</td>`).join("")}</tr>`).join("");
  return `<div class="table" role="group" aria-label="Table" tabindex="0"><table>${headRow}${bodyRows}</table></div>`;
}

function drawAttachment({ blocks, text, fallback }: Part, drawing: Drawing): string {
  const inner = Array.isArray(blocks)
    ? // Safe: drawBlock reads only what is of the type it expects.
      partsOf(blocks)
        .map((block) => drawBlock(block as Block, drawing))
        .join("")
    : drawText(stringOf(text) || stringOf(fallback), drawing);
  return `<div class="attachment">${inner}</div>`;
}

function textObject(value: unknown, drawing: Drawing): string {
  const { type, text } = partsOf([value])[0] ?? {};
  return type === "mrkdwn" ? mrkdwn(stringOf(text), drawing.channels) : plain(stringOf(text));
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
