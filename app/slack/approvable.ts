import { findPersonById } from "../../db/app/people.ts";
import { findRevision } from "../../db/app/revisions.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { unmentioned } from "../message/mention.ts";
import { mentionedIn, renderParts } from "../message/render.ts";
import { askChecks } from "../updates/ask-checks.ts";
import { readMessageContext } from "../updates/message-context.ts";
import { openIn } from "../updates/question-words.ts";
import type { Approvable } from "./blocks/list-approve.ts";
import type { SlackBlock } from "./blocks/shapes.ts";
import type { SlackDeps } from "./deps.ts";
import { urlOf } from "./listed.ts";

/** What somebody sees before they approve. */
export async function approvableOf(deps: SlackDeps, update: Update): Promise<Approvable> {
  const { id, number, revision, title, channel, working_copy_by } = update;
  const text = (await findRevision(deps.db, id, revision))?.markdown ?? "";
  const checked = await askChecks(deps, update, text);
  const typing = working_copy_by ? await findPersonById(deps.db, working_copy_by) : undefined;
  return {
    id,
    number,
    revision,
    title,
    channel,
    text,
    url: urlOf(deps, update),
    ...(await messagesOf(deps, update, text)),
    open: openIn(checked),
    unsaved_by: typing?.name ?? "",
    post_at: (await findSlotOf(deps.db, id))?.post_at ?? null,
  };
}

/** The Slack messages that a text becomes, or why it does not become any. */
export async function messagesOf(
  deps: Pick<SlackDeps, "db" | "settings">,
  update: Update,
  text: string,
): Promise<Pick<Approvable, "messages" | "mentions" | "unfit" | "first">> {
  try {
    const context = await readMessageContext(deps, update);
    const parts = renderParts(text, context);
    // It is looked at: nobody is told yet.
    const [shown] = renderParts(text, { ...context, people: unmentioned(context.people) });
    // Safe: message/render.ts made these blocks for Slack; it keeps them as JSON.
    const first = (shown?.payload.blocks ?? []) as SlackBlock[];
    return { messages: parts.length, mentions: mentionedIn(parts).length, unfit: "", first };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { messages: 0, mentions: 0, unfit: `${error.message} ${error.remedy}`, first: [] };
  }
}
