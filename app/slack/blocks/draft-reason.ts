import { OWN_LIMITS } from "../../limits.ts";
import { REASONS } from "../../words.ts";
import { readCardRef, writeCardRef, type CardRef } from "../card-ref.ts";
import { modalTitle, plainTextElement, section } from "./block.ts";
import { short } from "./card-words.ts";
import { SLACK } from "./limits.ts";
import type { SlackBlock, ModalView, Values } from "./shapes.ts";

export type Asking = "request_changes" | "reject" | "retract";

type Words = { title: string; submit: string; label: string; hint: string };

const WORDS: Record<Asking, Words> = {
  request_changes: {
    title: "Request changes",
    submit: "Rewrite it",
    label: "What should change?",
    hint: "The next draft is written with this. The card shows it when it is there.",
  },
  reject: {
    title: "Reject the update",
    submit: "Reject",
    label: "Why should it not go out?",
    hint: "The draft is kept and can be opened again.",
  },
  retract: {
    title: "Retract the update",
    submit: "Retract",
    label: "Why is it taken back?",
    hint: "Its messages are deleted in Slack. This cannot be undone.",
  },
};

/** Asks why: nothing is said no to without a reason. */
export function reasonModal(kind: Asking, ref: CardRef, update: { number: number; title: string }): ModalView {
  const { title, submit, label, hint } = WORDS[kind];
  return {
    type: "modal",
    callback_id: kind,
    title: modalTitle(title),
    submit: modalTitle(submit),
    close: modalTitle("Cancel"),
    private_metadata: writeCardRef(ref),
    blocks: [
      section(`*#${update.number} ${short(update.title, 150)}*`),
      ...(kind === "request_changes" ? [chips()] : []),
      { ...reasonInput(label, hint), ...(kind === "request_changes" && { optional: true }) },
    ],
  };
}

const chips = (): SlackBlock => ({
  type: "input",
  block_id: "reasons",
  optional: true,
  label: plainTextElement("In short", SLACK.label),
  element: {
    type: "checkboxes",
    action_id: "reasons",
    options: REASONS.map(({ value, label }) => ({ text: plainTextElement(label, SLACK.option), value })),
  },
});

const reasonInput = (label: string, hint: string): SlackBlock => ({
  type: "input",
  block_id: "reason",
  label: plainTextElement(label, SLACK.label),
  hint: plainTextElement(hint, SLACK.label),
  element: { type: "plain_text_input", action_id: "reason", multiline: true, max_length: OWN_LIMITS.reason_chars },
});

/** @throws {Problem} `invalid` for what we never wrote. */
export function readReason(metadata: string, values: Values) {
  const reasons = [values["reasons"] ?? []].flat();
  return {
    ref: readCardRef(metadata),
    text: String(values["reason"] ?? "").trim(),
    reasons: REASONS.flatMap(({ value }) => (reasons.includes(value) ? [value] : [])),
  };
}
