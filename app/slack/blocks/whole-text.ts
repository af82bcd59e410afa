import { formed } from "../../message/forms.ts";
import type { RenderedPart } from "../../message/render.ts";
import { divider, section } from "./block.ts";
import type { SlackBlock } from "./shapes.ts";
import { link } from "./text.ts";

/** A form holds 100 blocks, and 250 KB. Source: docs.slack.dev, "Views", and `view_too_large` of views.open. */
const MOST_BLOCKS = 45;
const MOST_BYTES = 150_000;

/** The messages that a text becomes, for a form, which takes no `markdown` block; of a very long one how it begins, and where the rest is. */
export function wholeText(parts: readonly RenderedPart[], url: string): SlackBlock[] {
  const blocks = parts.flatMap(({ payload }, index) => {
    const shape = { form: "sections", from: 0, to: Infinity, marked: false } as const;
    // Safe: message/forms.ts made these blocks for Slack; it keeps them as JSON.
    return [divider, ...(formed(payload, shape, index === 0).blocks as SlackBlock[])];
  });
  let bytes = 0;
  const end = blocks.findIndex((block, index) => {
    bytes += Buffer.byteLength(JSON.stringify(block));
    return index >= MOST_BLOCKS || bytes > MOST_BYTES;
  });
  if (end < 0) return blocks;
  return [...blocks.slice(0, end), section(`This is how it begins. ${link(url, "Read all of it in the browser")}`)];
}
