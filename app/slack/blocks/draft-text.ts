import { mentionedIn, type RenderedPart } from "../../message/render.ts";
import type { AskedFinding } from "../../updates/asked-findings.ts";
import { messagesText, openText, type Open } from "../../updates/question-words.ts";
import { divider, modalTitle, section } from "./block.ts";
import { short } from "./card-words.ts";
import { findingBlock, MOST_FINDINGS } from "./draft-finding.ts";
import type { ModalView } from "./shapes.ts";
import { channelLink, escaped } from "./text.ts";
import { wholeText } from "./whole-text.ts";

type Shown = {
  update: {
    id: string;
    number: number;
    title: string;
    revision: number;
    channel: { id: string; name: string };
    url: string;
  };
  parts: readonly RenderedPart[];
  open: Open;
  findings: readonly AskedFinding[];
  /** Whoever reads it may take over what is offered. */
  takes: boolean;
  /** What was done, or why it was not; mrkdwn, or "". */
  note: string;
};

/** The whole text as it will be posted, and what was found in it, with what the evidence says instead. */
export function textModal({ update, parts, open, findings, takes, note }: Shown): ModalView {
  const { id, number, title, revision, channel, url } = update;
  const facts = `Revision ${revision}, for ${channelLink(channel)} · ${messagesText({ messages: parts.length, mentions: mentionedIn(parts).length })}`;
  const found = openText(open);
  return {
    type: "modal",
    callback_id: "read_all",
    title: modalTitle(`Update ${number}`),
    close: modalTitle("Close"),
    blocks: [
      ...(note ? [section(note)] : []),
      section(`*#${number} ${short(title, 150)}*\n${facts}`),
      ...wholeText(parts, url),
      ...(found ? [divider, section(`*${escaped(found)}*`)] : []),
      ...findings.slice(0, MOST_FINDINGS).map((one) => findingBlock(one, takes ? id : null)),
    ],
  };
}
