import type { ShownFinding } from "../../updates/ask-checks.ts";
import { messagesText, openText, questionTitle } from "../../updates/question-words.ts";
import type { Question } from "../../updates/question.ts";

/** What somebody is asked before their text goes to everybody in a channel. */
export type QuestionView = {
  id: string;
  question: string;
  title: string;
  channel: { id: string; name: string; members: number | null };
  messages: string;
  post_at: Date | null;
  open: string;
  findings: ShownFinding[];
  needs_reason: boolean;
  correcting: boolean;
  token: string;
  markdown: string;
  base_revision: number;
  base_copy: string;
};

type Asked = Pick<QuestionView, "markdown" | "base_revision" | "base_copy"> & { members: number | null };

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
    channel: { ...channel, members },
    needs_reason: open.faults > 0 || !open.checked,
  };
}
