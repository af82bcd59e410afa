import { findPersonById } from "../../../db/app/people.ts";
import type { Update } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { writingRefusals } from "../../people/require-may.ts";
import { approve as approveUpdate } from "../../updates/approve.ts";
import { requireMayTo } from "../../updates/require-may.ts";
import type { SlackDeps } from "../deps.ts";
import type { Actions } from "../seen.ts";
import { onCard, revisionSeen, seenUpdate } from "./on-card.ts";

/** Approves the very text that the person saw, or nothing. */
export const approveShown: Actions["approve"] = onCard(async (deps, clicked, ref) => {
  const { actor } = clicked;
  const update = await seenUpdate(deps, clicked, ref);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "approve", update));
  const { markdown } = await revisionSeen(deps, ref);
  await requireNobodyTyping(deps, update, markdown);
  const approval = { markdown, base_revision: ref.revision, override_reason: null, channel_id: ref.channel_id };
  await approveUpdate(deps, actor, update.id, approval);
  return `Approved: update ${update.number}, version ${ref.revision}, for #${update.channel.name}.`;
});

/** An approval ends what is being typed, and nobody's words are dropped from here. */
async function requireNobodyTyping({ db }: SlackDeps, update: Update, markdown: string): Promise<void> {
  const { state, working_copy, working_copy_by } = update;
  if (state !== "in_review" || working_copy === null || working_copy === markdown) return;
  const person = working_copy_by ? await findPersonById(db, working_copy_by) : undefined;
  throw new Problem(
    "conflict",
    `${person?.name ?? "Somebody"} has unsaved words in the browser.`,
    "Approve it there, or press Edit: it shows those words, and saving makes them a version.",
  );
}
