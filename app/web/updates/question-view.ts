import {
  commentsText,
  farText,
  messagesText,
  openText,
  questionTitle,
  takenOnText,
} from "../../updates/question-words.ts";
import type { AskedFinding } from "../../updates/asked-findings.ts";
import type { Question } from "../../updates/question-before.ts";

/** What somebody is asked before their text goes to everybody in a channel. */
export type QuestionView = {
  id: string;
  question: string;
  title: string;
  channel: { id: string; name: string; members: number | null };
  messages: string;
  post_at: Date | null;
  /** When it may go out besides: at the next time of its profile's schedule. */
  next_slot: Date | null;
  /** "in 9 days", where that is more than a week away; "". */
  far: string;
  time_zone: string;
  /** What was chosen, as far as it was. */
  when: string;
  date: string;
  time: string;
  /** Why what was chosen is no time to come, or "". */
  no_time: string;
  open: string;
  /** "2 comments are open"; "". They stop nobody. */
  comments: string;
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
  | "markdown"
  | "base_revision"
  | "base_copy"
  | "reading"
  | "no_time"
  | "when"
  | "date"
  | "time"
  | "unread"
  | "needs_reason"
  | "reason"
  | "unsaid"
> & { members: number | null; now: Date };

export function questionView(id: string, question: Question, { members, now, ...edited }: Asked): QuestionView {
  const {
    title,
    channel,
    post_at,
    open,
    comments,
    findings,
    token,
    next_slot,
    time_zone,
    correcting = false,
  } = question;
  return {
    id,
    title,
    token,
    correcting,
    findings,
    post_at,
    next_slot,
    far: next_slot ? farText(next_slot, now) : "",
    time_zone: time_zone.replaceAll("_", " "),
    ...edited,
    question: questionTitle(question),
    messages: messagesText(question),
    open: openText(open),
    comments: commentsText(comments),
    read: open.flags > 0 ? takenOnText(open.flags) : "",
    channel: { ...channel, members },
  };
}
