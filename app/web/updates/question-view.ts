import { messagesText, openText, questionTitle, takenOnText } from "../../updates/question-words.ts";
import type { AskedFinding, Question } from "../../updates/question.ts";

/** What somebody is asked before their text goes to everybody in a channel. */
export type QuestionView = {
  id: string;
  question: string;
  title: string;
  channel: { id: string; name: string; members: number | null };
  messages: string;
  post_at: Date | null;
  open: string;
  findings: AskedFinding[];
  /** "I have read these 3 flags", for one tick; "" where none is open. */
  read: string;
  /** It was not ticked. */
  unread: boolean;
  needs_reason: boolean;
  /** As far as it was typed. */
  reason: string;
  /** It was left out. */
  unsaid: boolean;
  correcting: boolean;
  /** They read it, and typed nothing. */
  reading: boolean;
  token: string;
  markdown: string;
  base_revision: number;
  base_copy: string;
};

type Asked = Pick<
  QuestionView,
  "markdown" | "base_revision" | "base_copy" | "reading" | "unread" | "needs_reason" | "reason" | "unsaid"
> & { members: number | null };

export function questionView(id: string, question: Question, { members, ...edited }: Asked): QuestionView {
  const { title, channel, post_at, open, findings, token, correcting = false } = question;
  return {
    id,
    title,
    token,
    correcting,
    findings,
    post_at,
    ...edited,
    question: questionTitle(question),
    messages: messagesText(question),
    open: openText(open),
    read: open.flags > 0 ? takenOnText(open.flags) : "",
    channel: { ...channel, members },
  };
}
