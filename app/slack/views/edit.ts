import { sha256 } from "../../../webhooks/contract/digest.ts";
import { normalise } from "../../../webhooks/contract/report-text.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { correct as correctUpdate } from "../../updates/correct.ts";
import { questionBefore } from "../../updates/question-before.ts";
import { asksFirst } from "../../updates/question-words.ts";
import { save } from "../../updates/save.ts";
import { saveWorkingCopy } from "../../updates/save-working-copy.ts";
import type { Edited } from "../../updates/require-newest.ts";
import { questionForm } from "./question-form.ts";
import { openedOn, readOpened, typedText, type OpenedOn } from "../blocks/draft-edit.ts";
import { keptForm, textBelow } from "../blocks/kept-form.ts";
import type { ModalView } from "../blocks/shapes.ts";
import { escaped } from "../blocks/text.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import { editorText } from "../editor-text.ts";
import { lastWriter } from "../../updates/last-writer.ts";
import { urlOf } from "../listed.ts";
import type { Done, Submitted, ViewListeners } from "../seen.ts";
import { copyOf, draftNow } from "../seen-update.ts";

/** Saves the text as a new version. */
export const saveTyped: ViewListeners["edit"] = unlessChanged(async (deps, actor, { update_id }, edited) => {
  await draftNow(deps, actor, update_id);
  const { revision } = await save(deps, actor, update_id, edited);
  return { done: `Saved as revision ${revision}. You can close this, or go on typing.`, revision };
});

/** Approves the changed text, and changes the messages that stand in Slack. What is open about it is asked first; the text waits meanwhile. */
export const correctTyped: ViewListeners["correct"] = unlessChanged(async (deps, actor, { update_id }, edited) => {
  const question = await questionBefore(deps, actor, update_id, "correct", edited);
  if (asksFirst(question.open)) {
    await saveWorkingCopy(deps, actor, update_id, edited);
    const update = await getUpdate(deps.db, actor, update_id);
    const ref = { update_id, revision: update.revision };
    const { markdown } = edited;
    return { update: await questionForm(deps, actor, { kind: "correct_read", ref, update, markdown, question }) };
  }
  const { revision } = await correctUpdate(deps, actor, update_id, { ...edited, override_reason: null });
  return { done: `The messages become revision ${revision}. You can close this.`, revision };
});

type Work = (
  deps: SlackDeps,
  actor: Submitted["actor"],
  opened: OpenedOn,
  edited: Edited,
) => Promise<{ done: string; revision: number } | { update: ModalView }>;

/**
 * Does it on the text that the form was opened on. Where somebody saved, or typed in the browser, since then, the form stays with what
 * was typed, shows theirs below, and is about theirs from now on: sending it once more says that both were read.
 */
function unlessChanged(work: Work): ViewListeners["edit"] {
  return async (deps, { actor, view }): Promise<Done | { update: ModalView }> => {
    const opened = readOpened(view.private_metadata);
    const markdown = typedText(view.values, opened);
    const { newer, base_copy } = await newerThan(deps, actor, opened, markdown);
    const edited = { markdown, base_revision: opened.revision, base_copy };
    if (newer) {
      const { note, below, metadata } = newer;
      return { update: keptForm(view.form, { note, below, metadata }) };
    }
    const worked = await work(deps, actor, opened, edited);
    if ("update" in worked) return worked;
    const { done, revision } = worked;
    // The form does not wait for the card.
    void drawNow(deps, opened.update_id);
    const digest = sha256(normalise(edited.markdown));
    return { done, metadata: openedOn({ ...opened, revision, digest }) };
  };
}

/** What somebody saved, or typed in the browser, since the form was opened; null where it is what was typed here. `base_copy`: see `copyOf`. */
async function newerThan(deps: SlackDeps, actor: Submitted["actor"], opened: OpenedOn, typed: string) {
  const update = await getUpdate(deps.db, actor, opened.update_id);
  const text = await editorText(deps, update);
  const digest = sha256(text);
  const base_copy = copyOf(update);
  if (digest === opened.digest || text === normalise(typed)) return { newer: null, base_copy };
  const name = (await lastWriter(deps.db, update)).name;
  const is = update.revision > opened.revision ? `it is revision ${update.revision} now` : "not saved yet";
  const changed = `${name} changed the text since you opened this: ${is}.`;
  const newer = {
    note: `*${escaped(changed)}*\nWhat you typed stands here, their text below it. Press the button again and yours takes its place.`,
    below: textBelow(`${name}’s text`, text, urlOf(deps, update)),
    metadata: openedOn({ ...opened, revision: update.revision, digest }),
  };
  return { newer, base_copy };
}
