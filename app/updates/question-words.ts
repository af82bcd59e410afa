import type { Channel } from "../../db/app/columns.ts";
import type { Checked } from "./ask-checks.ts";

/** What is named before a text goes to everybody in a channel. */
export type Going = {
  title: string;
  channel: Channel;
  /** Slack messages that it becomes. */
  messages: number;
  /** When it goes out, if not at once. */
  post_at: Date | null;
  /** A posted message gets other words. */
  correcting?: boolean;
};

/** What is still open about a text. */
export type Open = { faults: number; flags: number; checked: boolean };

/**
 * Whether a person is asked once more. In Slack always: the button stands on a card, and the text elsewhere. A page shows the text, so
 * there one click is enough, unless something about it is open.
 */
export const asksFirst = (surface: "web" | "slack", { faults, flags, checked }: Open): boolean =>
  surface === "slack" || !checked || faults + flags > 0;

/** Faults, and flags that nobody knows yet. */
export const openFindings = ({ findings }: Pick<Checked, "findings">): Checked["findings"] =>
  findings.filter(({ severity, acknowledged_by }) => severity === "fault" || !acknowledged_by);

export function openIn({ findings, checked }: Checked): Open {
  const open = openFindings({ findings });
  const faults = open.filter(({ severity }) => severity === "fault").length;
  return { faults, flags: open.length - faults, checked };
}

/** "Post to #eng-updates?" */
export const questionTitle = ({ channel, correcting }: Pick<Going, "channel" | "correcting">): string =>
  correcting ? `Change what stands in #${channel.name}?` : `Post to #${channel.name}?`;

/** "2 messages, all but the first in its thread" */
export const messagesText = ({ messages }: Pick<Going, "messages">): string =>
  messages === 1 ? "1 message" : `${messages} messages, all but the first in its thread`;

/** "1 fault and 2 flags are open."; "" where nothing is. */
export function openText({ faults, flags, checked }: Open): string {
  if (!checked) return "The text could not be checked.";
  const told = [counted(faults, "fault"), counted(flags, "flag")].filter(Boolean).join(" and ");
  return told && `${told} ${faults + flags === 1 ? "is" : "are"} open.`;
}

const counted = (count: number, word: string): string =>
  count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
