import { z } from "zod";
import { findOpenComments, type ShownComment } from "../../db/app/comments.ts";
import { closeNotice } from "../../db/app/notices.ts";
import type { Notice } from "../../db/app/schedule-tables.ts";
import type { Person, Update } from "../../db/app/tables.ts";
import type { Subject } from "../people/policy.ts";
import { askedOf } from "../updates/asked-of.ts";
import type { NoticedComment } from "./blocks/notice.ts";
import { approversOf } from "./cards/recipients.ts";
import type { SlackDeps } from "./deps.ts";
import { urlOf } from "./listed.ts";

const payload = z.looseObject({ comments: z.array(z.string()).default([]) });

/** What word of comments tells of by now: what was taken back or is done is not told, and nothing joins it any more. */
export async function noticedComments({ db }: SlackDeps, { id }: Notice, update: Update): Promise<ShownComment[]> {
  const { comments } = payload.parse((await closeNotice(db, id)).payload);
  return findOpenComments(db, update.id, comments);
}

/** Those of others: nobody is told what they said themselves. */
export function commentsFor(deps: SlackDeps, update: Update, comments: readonly ShownComment[], person: Person) {
  const url = urlOf(deps, update);
  return comments.flatMap(({ person_id, person_name: by, sentence, sentence_key, said }): NoticedComment[] =>
    person_id === person.id ? [] : [{ by, sentence, said, url: `${url}#s-${sentence_key}` }],
  );
}

/** Whoever wrote in the text, or asked for it where nobody did; who asked for its approval, and whom they asked. */
export function concernedBy(team: readonly Person[], subject: Subject, update: Update): Person[] {
  const { created_by, review_requested_by, review_requested_at } = update;
  const writers = subject.written_by.length > 0 ? subject.written_by : [created_by];
  const asked = review_requested_at ? approversOf(team, subject, askedOf(update)).map(({ id }) => id) : [];
  const ids = new Set([...writers, ...(review_requested_by ? [review_requested_by] : []), ...asked]);
  return team.filter(({ id, deactivated_at }) => ids.has(id) && !deactivated_at);
}
