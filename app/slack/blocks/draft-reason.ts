import { REASONS } from "../../words.ts";
import { readCardRef, writeCardRef, type CardRef } from "../card-ref.ts";
import type { Block, ModalView, Values } from "../seen.ts";
import { plainText, section } from "./block.ts";
import { short } from "./card-words.ts";

export type Asking = "request_changes" | "reject" | "retract";

/** As long as `feedback` takes (webhooks/contract/parameters.ts), and the reasons of the other two. */
const MAX_REASON_CHARS = 2_000;

type Words = { title: string; submit: string; label: string; hint: string };

const WORDS: Record<Asking, Words> = {
  request_changes: {
    ...{ title: "Request changes", submit: "Rewrite it", label: "What should change?" },
    hint: "The next draft is written with this. The card shows it when it is there.",
  },
  reject: {
    ...{ title: "Reject the update", submit: "Reject", label: "Why should it not go out?" },
    hint: "The draft is kept and can be opened again.",
  },
  retract: {
    ...{ title: "Retract the update", submit: "Retract", label: "Why is it taken back?" },
    hint: "Its messages are deleted in Slack. This cannot be undone.",
  },
};

/** Asks why: nothing is said no to without a reason. */
export function reasonModal(kind: Asking, ref: CardRef, update: { number: number; title: string }): ModalView {
  const { title, submit, label, hint } = WORDS[kind];
  return {
    ...{ type: "modal", callback_id: kind, title: plainText(title, 24), submit: plainText(submit, 24) },
    ...{ close: plainText("Cancel", 24), private_metadata: writeCardRef(ref) },
    blocks: [
      section(`*#${update.number} ${short(update.title, 150)}*`),
      ...(kind === "request_changes" ? [chips()] : []),
      reasonInput(label, hint),
    ],
  };
}

const chips = (): Block => ({
  ...{ type: "input", block_id: "reasons", optional: true, label: plainText("In short", 150) },
  element: {
    ...{ type: "checkboxes", action_id: "reasons" },
    options: REASONS.map(({ value, label }) => ({ text: plainText(label, 75), value })),
  },
});

const reasonInput = (label: string, hint: string): Block => ({
  ...{ type: "input", block_id: "reason", label: plainText(label, 150), hint: plainText(hint, 150) },
  element: { type: "plain_text_input", action_id: "reason", multiline: true, max_length: MAX_REASON_CHARS },
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
