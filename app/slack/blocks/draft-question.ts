import { OWN_LIMITS } from "../../limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { RenderedPart } from "../../message/render.ts";
import type { WhenForm } from "../../updates/chosen-time.ts";
import { commentsText, messagesText, openText, questionTitle, takenOnText } from "../../updates/question-words.ts";
import type { Question } from "../../updates/question-before.ts";
import { readCardRef, writeCardRef, type CardRef } from "../card-ref.ts";
import { context, modalTitle, plainTextElement, section } from "./block.ts";
import { short } from "./card-words.ts";
import { findingBlock, MOST_FINDINGS } from "./draft-finding.ts";
import { SLACK } from "./limits.ts";
import type { ModalView, SlackBlock, Values } from "./shapes.ts";
import { escaped, link } from "./text.ts";
import { readWhen, whenInputs } from "./when-inputs.ts";
import { wholeText } from "./whole-text.ts";

export type AskedKind = "approve_read" | "correct_read";

type Modal = {
  kind: AskedKind;
  ref: CardRef;
  /** The update's number, and its page. */
  update: { number: number; url: string };
  question: Question;
  /** The messages that go out. */
  parts: readonly RenderedPart[];
  /** How many read the channel; null where Slack does not say. */
  members: number | null;
  /** Who is asked. */
  name: string;
  /** They may take over what is offered. */
  takes: boolean;
  now: Date;
  /** Why it is asked once more, mrkdwn; absent: it is the first time. */
  again?: string;
  typed?: Typed;
};

/** What stands in the form beside its buttons. */
type Typed = WhenForm & { reason: string };
const NOTHING_TYPED: Typed = { when: "", date: "", time: "", reason: "" };

const WORDS = {
  approve_read: { title: "Approve", submit: "Approve" },
  correct_read: { title: "Correct what is posted", submit: "Correct it" },
} as const;

/**
 * What is asked before a text goes out: where to, when, and what is open about it, each finding at its words, with the text itself below.
 * One button takes all flags on, a fault takes a reason.
 */
export function questionModal(modal: Modal): ModalView {
  const { kind, ref, update, question, parts, name, again, takes, typed = NOTHING_TYPED } = modal;
  const { open, findings, token } = question;
  const submit = submitOf(modal);
  const more = findings.length > MOST_FINDINGS;
  const reads = `“${takenOnText(open.flags)}”, says *${escaped(submit)}*, and keeps it with your name: ${short(name, 80)}.`;
  const isOpen = openText(open);
  return {
    type: "modal",
    callback_id: kind,
    title: modalTitle(WORDS[kind].title),
    ...(!more && { submit: modalTitle(submit) }),
    close: modalTitle("Not yet"),
    private_metadata: `${token}:${writeCardRef(ref)}`,
    blocks: [
      ...(again ? [section(again)] : []),
      section(headOf(modal)),
      ...(!more && kind === "approve_read" ? whenInputs(question, typed, modal.now) : []),
      section(`*${escaped(isOpen || "Nothing is open about it.")}*`),
      ...commentLine(modal),
      ...findings.slice(0, MOST_FINDINGS).map((one) => findingBlock(one, takes ? ref.update_id : null)),
      ...(more
        ? [section(`There are more than a form holds. ${link(update.url, "Read all of it in the browser")}`)]
        : []),
      ...(!more && (open.faults > 0 || !open.checked) ? [reasonInput(typed.reason)] : []),
      ...(!more && open.flags > 0 ? [context(reads)] : []),
      ...(isOpen ? [context(`To mend it instead: Edit on its card, or ${link(update.url, "the browser")}.`)] : []),
      ...wholeText(parts, update.url),
    ],
  };
}

const submitOf = ({ kind, question }: Modal): string =>
  kind === "approve_read" && !question.post_at ? "Approve & post" : WORDS[kind].submit;

/** Where it goes, what it is, how many read it, and how many messages it becomes. */
function headOf({ kind, update, question, members }: Modal): string {
  const facts = [
    `#${update.number} ${short(question.title, 150)}`,
    ...(members === null ? [] : [members === 1 ? "1 member" : `${members} members`]),
    messagesText(question),
  ];
  const lines = [`*${escaped(questionTitle(question))}*`, facts.join(" · ")];
  return [...lines, ...(kind === "correct_read" ? ["It changes for everyone at once."] : [])].join("\n");
}

/** They stop nobody. */
function commentLine({ question, update }: Modal): SlackBlock[] {
  const said = commentsText(question.comments);
  return said ? [section(`${escaped(said)}: ${link(update.url, "read what people say")}`)] : [];
}

const reasonInput = (reason: string): SlackBlock => ({
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
  return {
    token,
    ref: readCardRef(ref),
    typed: { ...readWhen(values), reason: String(values["reason"] ?? "").trim() },
  };
}
