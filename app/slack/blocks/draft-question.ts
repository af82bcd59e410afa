import { OWN_LIMITS } from "../../limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { messagesText, openText, questionTitle, takenOnText } from "../../updates/question-words.ts";
import type { Question } from "../../updates/question-before.ts";
import { readCardRef, writeCardRef, type CardRef } from "../card-ref.ts";
import { context, modalTitle, plainTextElement, section } from "./block.ts";
import { short } from "./card-words.ts";
import { findingBlock, MOST_FINDINGS } from "./draft-finding.ts";
import { SLACK } from "./limits.ts";
import type { ModalView, SlackBlock, Values } from "./shapes.ts";
import { escaped, link, moment } from "./text.ts";

export type AskedKind = "approve_read" | "correct_read";

type Modal = {
  kind: AskedKind;
  ref: CardRef;
  /** The update's number, and its page. */
  update: { number: number; url: string };
  question: Question;
  /** Who is asked. */
  name: string;
  /** Why it is asked once more; absent: it is the first time. */
  again?: string;
  reason?: string;
};

const WORDS = {
  approve_read: { title: "Approve", submit: "Approve" },
  correct_read: { title: "Correct what is posted", submit: "Correct it" },
} as const;

/** What is open about a text, each finding at its words, before it goes out: one button takes all flags on, a fault takes a reason. */
export function questionModal({ kind, ref, update, question, name, again, reason }: Modal): ModalView {
  const { open, findings, token, title, post_at } = question;
  const { submit } = WORDS[kind];
  const more = findings.length > MOST_FINDINGS;
  const when = kind === "correct_read" ? "It changes for everyone at once." : goesOut(post_at);
  const head = `*${escaped(questionTitle(question))}*\n#${update.number} ${short(title, 150)} · ${messagesText(question)}`;
  const reads = `“${takenOnText(open.flags)}”, says *${submit}*, and keeps it with your name: ${short(name, 80)}.`;
  return {
    type: "modal",
    callback_id: kind,
    title: modalTitle(WORDS[kind].title),
    ...(!more && { submit: modalTitle(submit) }),
    close: modalTitle("Not yet"),
    private_metadata: `${token}:${writeCardRef(ref)}`,
    blocks: [
      ...(again ? [section(`*${escaped(again)}*`)] : []),
      section(`${head}\n${when}`),
      section(`*${escaped(openText(open))}*`),
      ...findings.slice(0, MOST_FINDINGS).map(findingBlock),
      ...(more
        ? [section(`There are more than a form holds. ${link(update.url, "Read all of it in the browser")}`)]
        : []),
      ...(!more && (open.faults > 0 || !open.checked) ? [reasonInput(reason)] : []),
      ...(!more && open.flags > 0 ? [context(reads)] : []),
      context(`To mend it instead: Edit on its card, or ${link(update.url, "the browser")}.`),
    ],
  };
}

const goesOut = (post_at: Date | null): string =>
  post_at ? `It goes out ${moment(post_at)}.` : "It goes out at once.";

const reasonInput = (reason = ""): SlackBlock => ({
  type: "input",
  block_id: "reason",
  label: plainTextElement("Why it goes out all the same", SLACK.label),
  hint: plainTextElement("Kept with the approval, with your name.", SLACK.hint),
  element: {
    type: "plain_text_input",
    action_id: "reason",
    multiline: true,
    max_length: OWN_LIMITS.reason_chars,
    ...(reason && { initial_value: reason }),
  },
});

/** @throws {Problem} `invalid` for what we never wrote. */
export function readAsked(metadata: string, values: Values) {
  const [, token, ref] = /^([0-9a-f]{32}):(.*)$/.exec(metadata) ?? [];
  if (!token || !ref) throw new Problem("invalid", "This form is from another time.", "Press the button again.");
  return { token, ref: readCardRef(ref), reason: String(values["reason"] ?? "").trim() };
}
