import type { types } from "@slack/bolt";
import { SLACK } from "./limits.ts";
import type { SlackBlock } from "./shapes.ts";
import { plain, shortened } from "./text.ts";

/*
 * Blocks within Slack's limits: whatever comes in, Slack does not refuse it for its length.
 * Source: docs.slack.dev, "Blocks" and "Block elements".
 */

export const header = (text: string): SlackBlock => ({
  type: "header",
  text: { type: "plain_text", text: shortened(plain(text), SLACK.header) },
});

/** @param mrkdwn Made with text.ts. */
export const section = (mrkdwn: string, accessory?: types.Button | types.Overflow): SlackBlock => ({
  type: "section",
  text: { type: "mrkdwn", text: shortened(mrkdwn, SLACK.section), verbatim: true },
  ...(accessory && { accessory }),
});

/** @param mrkdwn Made with text.ts. */
export const context = (...mrkdwn: string[]): SlackBlock => ({
  type: "context",
  elements: mrkdwn.map((text) => ({ type: "mrkdwn", text: shortened(text, SLACK.section), verbatim: true })),
});

export const divider: SlackBlock = { type: "divider" };

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
    type: "button",
    action_id,
    text: plainTextElement(text, SLACK.button),
    ...more,
    ...(label && { accessibility_label: shortened(plain(label), SLACK.button) }),
    ...(confirm && { confirm: confirmation(confirm, more.style) }),
  };
}

function confirmation({ title, text, confirm, deny }: Confirm, style?: "primary" | "danger"): types.ConfirmationDialog {
  return {
    title: plainTextElement(title, SLACK.confirm.title),
    text: plainTextElement(text, SLACK.confirm.text),
    confirm: plainTextElement(confirm, SLACK.confirm.button),
    deny: plainTextElement(deny, SLACK.confirm.button),
    ...(style && { style }),
  };
}

/** Buttons in a row; none, and there is no row. */
export const buttonRow = (...elements: types.ActionsBlock["elements"]): SlackBlock[] =>
  elements.length > 0 ? [{ type: "actions", elements }] : [];

/** What a form is called, and its buttons. */
export const modalTitle = (text: string): types.PlainTextElement => plainTextElement(text, SLACK.title);

export const plainTextElement = (text: string, max: number): types.PlainTextElement => ({
  type: "plain_text",
  text: shortened(plain(text), max) || "…",
});
