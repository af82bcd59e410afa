import type { Update } from "../../../db/app/tables.ts";
import type { Actor } from "../../deps.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { questionBefore } from "../../updates/question-before.ts";
import { readAsked, type AskedKind } from "../blocks/draft-question.ts";
import type { CardRef } from "../card-ref.ts";
import type { SlackDeps } from "../deps.ts";
import { editorText } from "../editor-text.ts";
import { requireNobodyTyping, revisionSeen, seenUpdate } from "../seen-update.ts";
import type { OpenView } from "../seen.ts";
import { questionForm } from "./question-form.ts";

type Find = (deps: SlackDeps, actor: Actor, ref: CardRef) => Promise<{ update: Update; markdown: string }>;

const FIND: Record<AskedKind, Find> = {
  // The version on the card goes out, or none.
  approve_read: async (deps, actor, ref) => {
    const update = await seenUpdate(deps, { actor }, ref);
    const { markdown } = await revisionSeen(deps, ref);
    await requireNobodyTyping(deps, actor, update, markdown);
    return { update, markdown };
  },
  // A correction's text waits as the working copy.
  correct_read: async (deps, actor, { update_id }) => {
    const update = await getUpdate(deps.db, actor, update_id);
    return { update, markdown: await editorText(deps, update) };
  },
};

/**
 * What is asked by now about a form's update. `changed`: it is something else than the form shows, so it is no answer to it; `form`
 * is the one that asks it, with everything that was typed.
 */
export async function askedNow(deps: SlackDeps, actor: Actor, kind: AskedKind, view: OpenView) {
  const { ref, typed, token } = readAsked(view.private_metadata, view.values);
  const { update, markdown, question, form } = await asked(deps, actor, kind, { ref, typed });
  const changed = question.token !== token;
  const again = changed ? "*Something changed since you opened this. Read what is open now.*" : "";
  return { ref, typed, update, markdown, question, changed, form: () => form(again) };
}

/** The same question about the newest text, which its reader has just changed. @param again Why it is asked once more; mrkdwn. */
export async function askedAnew(deps: SlackDeps, actor: Actor, kind: AskedKind, view: OpenView, again: string) {
  const { ref, typed } = readAsked(view.private_metadata, view.values);
  const { revision } = await getUpdate(deps.db, actor, ref.update_id);
  return (await asked(deps, actor, kind, { ref: { ...ref, revision }, typed })).form(again);
}

type Sent = Pick<ReturnType<typeof readAsked>, "ref" | "typed">;

async function asked(deps: SlackDeps, actor: Actor, kind: AskedKind, { ref, typed }: Sent) {
  const { update, markdown } = await FIND[kind](deps, actor, ref);
  const action = kind === "approve_read" ? "approve" : "correct";
  const question = await questionBefore(deps, actor, update.id, action, { markdown });
  const shown = { kind, ref: { ...ref, channel_id: update.channel.id }, update, markdown, question, typed };
  const form = (again: string) => questionForm(deps, actor, { ...shown, ...(again && { again }) });
  return { update, markdown, question, form };
}
