import { asksFirst } from "../../updates/question-words.ts";
import { chosenTime } from "../../updates/chosen-time.ts";
import { questionBefore, type Question } from "../../updates/question-before.ts";
import type { Edited } from "../../updates/require-newest.ts";
import { saveWorkingCopy } from "../../updates/save-working-copy.ts";
import { field, idOf, type Fields, type Web } from "../page/context.ts";
import { page, type WebDeps } from "../page/page.ts";
import { questionView, type QuestionView } from "./question-view.ts";

export type QuestionPages = { "updates/question": QuestionView };

/** What a person says to what is open about their text: a reason for its faults, and that they have read its flags. */
export type QuestionAnswer = { override_reason: string | null; acknowledged: readonly string[]; post_at?: Date | null };
export const NOTHING_ASKED: QuestionAnswer = { override_reason: null, acknowledged: [] };

/** The answer that a form brings; or the question, on a page of its own, where it was not asked yet or is not answered. */
export async function answerIn(
  c: Web,
  deps: WebDeps<QuestionPages>,
  fields: Fields,
  edited: Edited,
  posts: "approve" | "correct",
): Promise<QuestionAnswer | Response> {
  const reason = field(fields, "override_reason");
  const override_reason = reason.trim() || null;
  // Whoever was asked has answered, also where nothing is open any more.
  const answered = field(fields, "asked") !== "";
  const question = await questionBefore(deps, c.var.actor, idOf(c), posts, edited);
  const wants = answered || (field(fields, "ask") !== "" && !question.undoes);
  if (!wants && !asksFirst(question.open)) return { ...NOTHING_ASKED, override_reason };
  const again = field(fields, "asked") === question.token;
  const unread = question.open.flags > 0 && field(fields, "read") === "";
  const unsaid = needsReason(question) && override_reason === null;
  const chosen = chosenTime(typedTime(fields), question, deps.clock());
  if (!again || unread || unsaid || !chosen.ok) {
    const reading = field(fields, "from") === "reading";
    const no_time = again && !chosen.ok ? chosen.why : "";
    const missing = { unread: again && unread, unsaid: again && unsaid, no_time, reason, reading };
    return ask(c, deps, question, edited, { ...missing, ...typedTime(fields) });
  }
  const { ok: _, ...post_at } = chosen;
  return { override_reason, acknowledged: question.findings.map(({ key }) => key), ...post_at };
}

const typedTime = (fields: Fields) => ({
  when: field(fields, "when"),
  date: field(fields, "date"),
  time: field(fields, "time"),
});

const needsReason = ({ open }: Question): boolean => open.faults > 0 || !open.checked;

/** What was typed is kept first: whoever goes back finds it. */
async function ask(
  c: Web,
  deps: WebDeps<QuestionPages>,
  question: Question,
  edited: Edited,
  missing: Pick<QuestionView, "unread" | "unsaid" | "no_time" | "reason" | "reading" | "when" | "date" | "time">,
): Promise<Response> {
  const kept = missing.reading ? null : await saveWorkingCopy(deps, c.var.actor, idOf(c), edited);
  const channels = await deps.pickers.channels();
  const view = questionView(idOf(c), question, {
    ...missing,
    markdown: edited.markdown,
    base_revision: edited.base_revision,
    base_copy: kept?.saved_at.toISOString() ?? edited.base_copy ?? "",
    members: channels?.find(({ id }) => id === question.channel.id)?.num_members ?? null,
    needs_reason: needsReason(question),
    now: deps.clock(),
  });
  const status = view.needs_reason || view.unread || view.no_time !== "" ? 422 : 200;
  return page(c, deps, "updates/question", view, { title: view.question, current: "/updates", status });
}
