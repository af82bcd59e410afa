import { findRevision } from "../../../db/app/revisions.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { renderParts } from "../../message/render.ts";
import { askChecks } from "../../updates/ask-checks.ts";
import { askedFindings } from "../../updates/asked-findings.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { readMessageContext } from "../../updates/message-context.ts";
import { openIn } from "../../updates/question-words.ts";
import { textModal } from "../blocks/draft-text.ts";
import { urlOf } from "../listed.ts";
import type { Actions } from "../seen.ts";
import { onCard } from "./on-card.ts";

/** The newest text, whole, for whoever sees the card: of an older one the card says how it begins. */
export const readAll: Actions["read_all"] = onCard(async (deps, { actor, trigger_id }, { update_id }) => {
  const update = await getUpdate(deps.db, actor, update_id);
  const newest = await findRevision(deps.db, update_id, update.revision);
  if (!newest) throw new Problem("not_found", "This update has no text yet.", "Wait until it is written.");
  const { markdown } = newest;
  const checked = await askChecks(deps, update, markdown);
  const modal = textModal({
    update: { ...update, url: urlOf(deps, update) },
    parts: renderParts(markdown, await readMessageContext(deps, update)),
    open: openIn(checked),
    findings: askedFindings(markdown, checked),
  });
  await deps.calls.open(trigger_id, modal);
});
