import { insertComment, listOpenComments } from "../../db/app/comments.ts";
import { insertNotice, joinCommentNotice } from "../../db/app/notices.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { sentencesOf, type Sentence } from "../message/sentences.ts";
import { visibleLine } from "../people/names.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked, requireState } from "./change-state.ts";
import { messageContext } from "./message-context.ts";
import { requireMayTo } from "./require-may.ts";

/** So many texts back a sentence is looked for that was changed while somebody wrote about it. */
const LOOKED_BACK = 10;

/**
 * Says something of one sentence of a draft; whoever may read it may. It belongs to the sentence, not to its line: `placeComments`
 * finds it again.
 *
 * @throws {Problem} `invalid` for no words, too many, or one comment more than anybody reads; `conflict` when the update is not in review,
 *   or nobody ever saved the sentence.
 */
export async function comment(
  deps: Deps,
  actor: Actor,
  id: string,
  { sentence_key, said }: { sentence_key: string; said: string },
): Promise<string> {
  const words = wordsOf(said);
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "read", update);
    await requireState(tx, actor, update, ["in_review"]);
    await requireRoom(tx, id);
    const { key, words: sentence, prs } = await sentenceOf(tx, deps, update, sentence_key);
    const person_id = actor.id ?? update.created_by;
    const made = await insertComment(tx, {
      update_id: id,
      person_id,
      sentence_key: key,
      sentence,
      prs,
      said: words,
    });
    await audit(tx, actor, update, "comment.made", { comment_id: made.id });
    await leaveWord(tx, update, made.id);
    return made.id;
  });
}

/** In Slack; whom is decided when they are told. Several within a short time are one notice. */
async function leaveWord(tx: Tx, { id, team_id, created_by }: Update, comment_id: string): Promise<void> {
  if (await joinCommentNotice(tx, { subject_id: id, comment_id })) return;
  await insertNotice(tx, {
    team_id,
    kind: `comment.made_${comment_id}`,
    subject_id: id,
    update_id: id,
    person_id: created_by,
    payload: { comments: [comment_id] },
    wait_s: OWN_LIMITS.comments_together_s,
  });
}

function wordsOf(said: string): string {
  const most = OWN_LIMITS.comment_chars;
  const given = said.trim();
  if (given.length > most) {
    throw refused(
      `The comment is longer than ${most.toLocaleString("en")} characters.`,
      "Say it shorter, or in several.",
    );
  }
  const words = visibleLine(given);
  if (words === "") throw refused("The comment says nothing.", "Write what should be different.");
  return words;
}

async function requireRoom(tx: Tx, id: string): Promise<void> {
  const most = OWN_LIMITS.open_comments;
  if ((await listOpenComments(tx, id)).length < most) return;
  throw refused(`${most} comments are open already.`, "Mark some of them as done first.");
}

/** As it stands now; or as it stood when they began to write, where somebody changed it meanwhile. */
async function sentenceOf(tx: Tx, deps: Deps, update: Update, key: string): Promise<Sentence> {
  const revisions = (await listRevisions(tx, update.id)).slice(-LOOKED_BACK).reverse();
  const texts = [...(update.working_copy === null ? [] : [update.working_copy]), ...revisions.map(textIn)];
  for (const text of texts) {
    const found = sentencesOf(text, messageContext(deps, update, new Map())).find((one) => one.key === key);
    if (found) return found;
  }
  const message = "That sentence was changed while you wrote.";
  throw new Problem("conflict", message, "Read it as it is now, and comment on that.");
}

const textIn = ({ markdown }: { markdown: string }): string => markdown;

function refused(message: string, fix: string): Problem {
  return new Problem("invalid", message, fix, { details: [{ path: "said", code: "comment", message, fix }] });
}
