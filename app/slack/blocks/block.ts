import type { types } from "@slack/bolt";
import type { Block } from "../seen.ts";
import { plain, shortened } from "./text.ts";

/*
 * Blocks within Slack's limits: whatever comes in, Slack does not refuse it for its length.
 * Source: docs.slack.dev, "Blocks" and "Block elements".
 */

const HEADER_CHARS = 150;
const SECTION_CHARS = 3_000;
const BUTTON_CHARS = 75;
const CONFIRM_CHARS = { title: 100, text: 300, button: 30 };

export const header = (text: string): Block => ({
  type: "header",
  text: { type: "plain_text", text: shortened(plain(text), HEADER_CHARS) },
});

/** @param mrkdwn Made with text.ts. */
export const section = (mrkdwn: string, accessory?: types.Button | types.Overflow): Block => ({
  ...{ type: "section", text: { type: "mrkdwn", text: shortened(mrkdwn, SECTION_CHARS), verbatim: true } },
  ...(accessory && { accessory }),
});

/** @param mrkdwn Made with text.ts. */
export const context = (...mrkdwn: string[]): Block => ({
  type: "context",
  elements: mrkdwn.map((text) => ({ type: "mrkdwn", text: shortened(text, SECTION_CHARS), verbatim: true })),
});

export const divider: Block = { type: "divider" };

type Confirm = { title: string; text: string; confirm: string; deny: string };
type ButtonMore = {
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  /** Said instead of the label where several buttons look alike. */
  label?: string;
  confirm?: Confirm;
};

export function button(text: string, action_id: string, { label, confirm, ...more }: ButtonMore = {}): types.Button {
  return {
    ...{ type: "button", action_id, text: plainText(text, BUTTON_CHARS), ...more },
    ...(label && { accessibility_label: shortened(plain(label), BUTTON_CHARS) }),
    ...(confirm && { confirm: confirmation(confirm, more.style) }),
  };
}

function confirmation({ title, text, confirm, deny }: Confirm, style?: "primary" | "danger"): types.ConfirmationDialog {
  return {
    title: plainText(title, CONFIRM_CHARS.title),
    text: plainText(text, CONFIRM_CHARS.text),
    confirm: plainText(confirm, CONFIRM_CHARS.button),
    deny: plainText(deny, CONFIRM_CHARS.button),
    ...(style && { style }),
  };
}

/** Buttons in a row; none, and there is no row. */
export const actions = (...elements: types.ActionsBlock["elements"]): Block[] =>
  elements.length > 0 ? [{ type: "actions", elements }] : [];

export const plainText = (text: string, max: number): types.PlainTextElement => ({
  type: "plain_text",
  text: shortened(plain(text), max) || "…",
});
