import { checkBlocks, textChars } from "./block-shapes.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import type { Block, Metadata } from "./store.ts";

/** `text` is cut here by chat.postMessage, refused by the others. Source: docs.slack.dev, chat.postMessage, "Truncating". */
export const MAX_TEXT_CHARS = 40_000;
/** Source: docs.slack.dev, "Blocks"; a modal or a Home tab may hold 100. */
const MAX_BLOCKS = 50;
/** All markdown blocks of one message together. Source: docs.slack.dev, "Markdown block". */
export const MAX_MARKDOWN_CHARS = 12_000;
/** Undocumented; `msg_blocks_too_long` was seen from about here. Source: slackapi/bolt-js issue 2509. */
const MAX_BLOCK_TEXT_CHARS = 13_200;
/** Slack documents `metadata_too_large` without a number: this one is ours, and cautious. */
const MAX_METADATA_CHARS = 8_000;
/** Source: slackapi/manifest-schema, metadata event names. */
const MAX_EVENT_TYPE_CHARS = 50;

export type Content = { text?: string; blocks?: Block[]; attachments?: Record<string, unknown>[] };

/** @throws {SlackRefusal} `no_text`, `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`. */
export function checkContent({ text, blocks, attachments }: Content): void {
  if (!text && !blocks?.length && !attachments?.length) throw new SlackRefusal("no_text");
  if (!blocks?.length) return;

  if (blocks.length > MAX_BLOCKS) {
    throw invalidBlocks([`no more than ${MAX_BLOCKS} items allowed [json-pointer:/blocks]`]);
  }
  const faults = checkBlocks(blocks);
  if (faults.length > 0) throw invalidBlocks(faults);

  const markdown = blocks.filter((block) => block.type === "markdown").reduce((sum, b) => sum + textChars(b), 0);
  if (markdown > MAX_MARKDOWN_CHARS) {
    throw invalidBlocks([`markdown must be less than ${MAX_MARKDOWN_CHARS + 1} characters [json-pointer:/blocks]`]);
  }
  if (textChars(blocks) > MAX_BLOCK_TEXT_CHARS) throw new SlackRefusal("msg_blocks_too_long");
}

function invalidBlocks(faults: string[]): SlackRefusal {
  const messages = faults.map((fault) => `[ERROR] ${fault}`);
  return new SlackRefusal("invalid_blocks", { errors: faults, response_metadata: { messages } });
}

/**
 * @returns undefined for `{}`, which takes metadata away.
 * @throws {SlackRefusal} `invalid_metadata_format`, `metadata_too_large`. Source: docs.slack.dev, "Message metadata".
 */
export function checkMetadata(metadata: unknown): Metadata | undefined {
  if (!isRecord(metadata)) throw new SlackRefusal("invalid_metadata_format");
  if (Object.keys(metadata).length === 0) return undefined;

  const { event_type, event_payload } = metadata;
  const named = typeof event_type === "string" && event_type !== "" && event_type.length <= MAX_EVENT_TYPE_CHARS;
  if (!named || !isRecord(event_payload)) throw new SlackRefusal("invalid_metadata_format");
  if (JSON.stringify(metadata).length > MAX_METADATA_CHARS) throw new SlackRefusal("metadata_too_large");
  return { event_type, event_payload };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
