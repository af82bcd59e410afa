import type { Channel } from "../../../db/app/columns.ts";
import { mentionsText, type Open } from "../../updates/question-words.ts";
import { writeCardRef } from "../card-ref.ts";
import { buttonRow, button, context, divider, section } from "./block.ts";
import { showButton, titleLine } from "./list.ts";
import type { SlackBlock, Message } from "./shapes.ts";
import { channelLink, escaped, link, moment, shortened } from "./text.ts";

/** What would go out if somebody approved it now. */
export type Approvable = {
  id: string;
  number: number;
  revision: number;
  title: string;
  channel: Channel;
  url: string;
  /** Slack messages that the text becomes; 0: it does not fit, and `unfit` says why. */
  messages: number;
  unfit: string;
  /** People whom Slack tells of it. */
  mentions: number;
  /** The first of those messages, as it would be posted, without telling anybody. */
  first: readonly SlackBlock[];
  /** The text itself, where it does not become messages. */
  text: string;
  open: Open;
  /** Who has words in the browser that are not saved, or "". */
  unsaved_by: string;
  /** When it goes out, if not as soon as it is approved. */
  post_at: Date | null;
};

const MAX_SHOWN_CHARS = 1_200;

/** Never an approval by itself: what would go out is read first, and a button lets it. */
export function approvableMessage(update: Approvable): Message {
  const { number, title, channel, revision, text, first, messages, post_at, url } = update;
  const all = first.length > 0 ? messages === 1 : text.length <= MAX_SHOWN_CHARS;
  const facts = [
    `for ${channelLink(channel)}`,
    messagesOf(update),
    ...(update.mentions ? [mentionsText(update.mentions)] : []),
    `revision ${revision}`,
  ];
  if (post_at) facts.push(`goes out ${moment(post_at)}`);
  const notes = notesOf(update);
  return {
    text: `#${number} ${escaped(title)}, revision ${revision}, for #${escaped(channel.name)}`,
    blocks: [
      section(`${titleLine(update)}\n${facts.join(" · ")}`),
      divider,
      ...(first.length > 0 ? first : [section(escaped(shortened(text, MAX_SHOWN_CHARS)) || "…")]),
      divider,
      ...(all ? [] : [context(`This is how it begins. ${link(url, "Read all of it")}, or press Show.`)]),
      ...(notes.length > 0 ? [context(...notes)] : []),
      ...buttonRow(...(mayGoOut(update) ? [approveButton(update)] : []), showButton(update)),
    ],
  };
}

const mayGoOut = ({ messages, unsaved_by }: Approvable): boolean => messages > 0 && unsaved_by === "";

const messagesOf = ({ messages }: Approvable): string => (messages === 1 ? "1 message" : `${messages} messages`);

function notesOf({ unfit, open, unsaved_by, url }: Approvable): string[] {
  const { faults, flags, checked } = open;
  const mend = link(url, "Open in the browser");
  return [
    unfit && `${escaped(unfit)} ${mend}`,
    faults > 0 && `${faults === 1 ? "One fault stands" : `${faults} faults stand`} in the way. ${mend} to mend it.`,
    flags > 0 && `${flags === 1 ? "1 flag is" : `${flags} flags are`} open: the button shows what to read first.`,
    !checked && `The text could not be checked right now. Try again in a moment, or ${mend}.`,
    unsaved_by && `${escaped(unsaved_by)} has unsaved words. ${mend} to see them.`,
  ].flatMap((note) => note || []);
}

/** Also on the Home tab. The form that it opens asks where to, when, and about what is open. */
export function approveButton({ id, number, revision, title, channel, post_at }: ToApprove) {
  const value = writeCardRef({ update_id: id, revision, channel_id: channel.id });
  const text = post_at ? "Approve" : "Approve & post";
  const label = `${text} #${number} ${title}`;
  return button(text, `approve.${number}`, { style: "primary", value, label });
}

type ToApprove = Pick<Approvable, "id" | "number" | "revision" | "title" | "channel" | "post_at">;
