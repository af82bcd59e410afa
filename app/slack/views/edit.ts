import { findPersonById } from "../../../db/app/people.ts";
import { findRevision } from "../../../db/app/revisions.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { correct as correctUpdate } from "../../updates/correct.ts";
import { save } from "../../updates/save.ts";
import { textOf } from "../actions/ask.ts";
import { readOpened, typedText, type OpenedOn } from "../blocks/draft-edit.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps, Submitted, Views } from "../seen.ts";

/** Saves the text as a new version. What does not work stands in the form, and what was typed stays there. */
export const edit: Views["edit"] = async (deps, submitted) => {
  const { opened, edited } = await read(deps, submitted);
  await save(deps, submitted.actor, opened.update_id, edited);
  // The form does not wait for the card.
  void drawNow(deps, opened.update_id);
  return undefined;
};

/** Approves the changed text, and changes the messages that stand in Slack. */
export const correct: Views["correct"] = async (deps, submitted) => {
  const { opened, edited } = await read(deps, submitted);
  await correctUpdate(deps, submitted.actor, opened.update_id, { ...edited, override_reason: null });
  void drawNow(deps, opened.update_id);
  return undefined;
};

async function read(deps: SlackDeps, { actor, view }: Submitted) {
  const opened = readOpened(view.private_metadata);
  await requireUnchanged(deps, actor, opened);
  const edited = { markdown: typedText(view.values, opened), base_revision: opened.revision };
  return { opened, edited };
}

/** @throws {Problem} `conflict` when somebody saved, or typed in the browser, since the form was opened. */
async function requireUnchanged(
  deps: SlackDeps,
  actor: Submitted["actor"],
  { update_id, revision, digest }: OpenedOn,
): Promise<void> {
  const update = await getUpdate(deps.db, actor, update_id);
  if (sha256(await textOf(deps, update)) === digest) return;
  const newest = await findRevision(deps.db, update_id, update.revision);
  const by = update.working_copy === null ? newest?.written_by : update.working_copy_by;
  const name = by ? (await findPersonById(deps.db, by))?.name : "Pulse";
  const what = update.revision > revision ? `it is version ${update.revision} now` : "not saved yet";
  throw new Problem(
    "conflict",
    `${name ?? "Somebody"} changed the text since you opened this: ${what}.`,
    "Copy what you typed, close this form, and press Edit again.",
  );
}
