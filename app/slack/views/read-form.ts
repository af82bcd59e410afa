import { listDecisions } from "../../../db/app/decisions.ts";
import { listRevisions } from "../../../db/app/revisions.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { renderParts } from "../../message/render.ts";
import { postedRevision } from "../../updates/as-posted.ts";
import { askChecks } from "../../updates/ask-checks.ts";
import { askedFindings } from "../../updates/asked-findings.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { readMessageContext } from "../../updates/message-context.ts";
import { openIn } from "../../updates/question-words.ts";
import { textModal } from "../blocks/draft-text.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { urlOf } from "../listed.ts";
import { mayTake } from "./may-take.ts";

/** The newest text, or the one that was posted, whole, with what was found in it. `note`: what was just done, mrkdwn. */
export async function readForm(deps: SlackDeps, actor: Actor, update_id: string, note = ""): Promise<ModalView> {
  const update = await getUpdate(deps.db, actor, update_id);
  const [decisions, revisions] = [await listDecisions(deps.db, update_id), await listRevisions(deps.db, update_id)];
  const shown = postedRevision({ update, decisions, revisions }) ?? revisions.at(-1);
  if (!shown) throw new Problem("not_found", "This update has no text yet.", "Wait until it is written.");
  const { markdown, number: revision } = shown;
  const checked = await askChecks(deps, update, markdown);
  return textModal({
    update: { ...update, revision, url: urlOf(deps, update) },
    parts: renderParts(markdown, await readMessageContext(deps, update)),
    open: openIn(checked),
    findings: askedFindings(markdown, checked),
    takes: update.state === "in_review" && (await mayTake(deps, actor)),
    note,
  });
}
