import { findPersonById } from "../../db/app/people.ts";
import { findRevision } from "../../db/app/revisions.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { renderParts } from "../message/render.ts";
import { askChecks } from "../updates/ask-checks.ts";
import { messageContext } from "../updates/message-context.ts";
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
    ...messagesOf(deps, update, text),
    open: openIn(checked),
    unsaved_by: typing?.name ?? "",
    post_at: (await findSlotOf(deps.db, id))?.post_at ?? null,
  };
}

/** The Slack messages that a text becomes, or why it does not become any. */
export function messagesOf(
  deps: Pick<SlackDeps, "settings">,
  update: Update,
  text: string,
): Pick<Approvable, "messages" | "unfit" | "first"> {
  try {
    const parts = renderParts(text, messageContext(deps, update));
    // Safe: message/render.ts made these blocks for Slack; it keeps them as JSON.
    return { messages: parts.length, unfit: "", first: (parts[0]?.payload.blocks ?? []) as SlackBlock[] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { messages: 0, unfit: `${error.message} ${error.remedy}`, first: [] };
  }
}
