import type { Channel } from "../../db/app/columns.ts";
import { openFaults, openFlags, type Checked, type ShownFinding } from "./ask-checks.ts";

/** What is named before a text goes to everybody in a channel. */
export type Going = {
  title: string;
  channel: Channel;
  /** Slack messages that it becomes. */
  messages: number;
  /** People whom Slack tells of it. */
  mentions: number;
  /** When it goes out, if not at once. */
  post_at: Date | null;
  /** A posted message gets other words. */
  correcting?: boolean;
};

/** What is still open about a text. */
export type Open = { faults: number; flags: number; checked: boolean };

/** Whether a person is asked about what is open before it goes out; where nothing is, one click is enough. */
export const asksFirst = ({ faults, flags, checked }: Open): boolean => !checked || faults + flags > 0;

/** Faults, and flags that nobody knows yet. */
export const openFindings = (checked: Pick<Checked, "findings">): ShownFinding[] => [
  ...openFaults(checked),
  ...openFlags(checked),
];

export const openIn = (seen: Checked): Open => ({
  faults: openFaults(seen).length,
  flags: openFlags(seen).length,
  checked: seen.checked,
});

/** What a person says of the flags that they are shown, with one act. */
export const takenOnText = (flags: number): string =>
  flags === 1 ? "I have read this flag" : `I have read these ${flags} flags`;

/** "Post to #eng-updates?" */
export const questionTitle = ({ channel, correcting }: Pick<Going, "channel" | "correcting">): string =>
  correcting ? `Change what stands in #${channel.name}?` : `Post to #${channel.name}?`;

/** "2 messages, all but the first in its thread; 3 people are mentioned" */
export function messagesText({ messages, mentions }: Pick<Going, "messages" | "mentions">): string {
  const sent = messages === 1 ? "1 message" : `${messages} messages, all but the first in its thread`;
  return [sent, mentionsText(mentions)].filter(Boolean).join("; ");
}

/** "3 people are mentioned"; "" where nobody is. */
export const mentionsText = (mentions: number): string =>
  mentions === 0 ? "" : mentions === 1 ? "1 person is mentioned" : `${mentions} people are mentioned`;

/** "1 fault and 2 flags are open."; "" where nothing is. */
export function openText({ faults, flags, checked }: Open): string {
  if (!checked) return "The text could not be checked.";
  const told = [counted(faults, "fault"), counted(flags, "flag")].filter(Boolean).join(" and ");
  return told && `${told} ${faults + flags === 1 ? "is" : "are"} open.`;
}

/** "2 comments are open"; "" where none is. */
export const commentsText = (comments: number): string =>
  comments === 0 ? "" : `${counted(comments, "comment")} ${comments === 1 ? "is" : "are"} open`;

const counted = (count: number, word: string): string =>
  count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;

const DAY_MS = 24 * 3_600_000;
const SOON_DAYS = 7;

/** "in 9 days", where that is more than a week away; "". */
export function farText(at: Date, now: Date): string {
  const days = Math.floor((at.getTime() - now.getTime()) / DAY_MS);
  return days >= SOON_DAYS ? `in ${days} days` : "";
}
