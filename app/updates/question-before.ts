import { listOpenComments } from "../../db/app/comments.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import type { Actor, Deps } from "../deps.ts";
import { mentionedIn, renderParts } from "../message/render.ts";
import { writingRefusals } from "../people/require-may.ts";
import { requireAudience } from "./require-audience.ts";
import { getUpdate, requireState } from "./change-state.ts";
import { askChecks } from "./ask-checks.ts";
import { askedFindings, type AskedFinding } from "./asked-findings.ts";
import { readMessageContext } from "./message-context.ts";
import { asksFirst, openIn, type Going, type Open } from "./question-words.ts";
import { nextSlotFor } from "./post-time.ts";
import { requireMayTo } from "./require-may.ts";
import { undoUntil } from "./undo-time.ts";

/** A question for the person: `token` stands for this text, channel and what is open, so that a yes is a yes to these alone. */
export type Question = Going & {
  token: string;
  findings: AskedFinding[];
  open: Open;
  /** How many comments nobody marked as done. */
  comments: number;
  /** There is nothing to say before, and its profile gives time to undo it: whoever can show that need not ask. */
  undoes: boolean;
  /** When its profile's schedule comes next, where it does not wait for a slot of its own. */
  next_slot: Date | null;
  time_zone: string;
};

/**
 * What a person is asked before this text goes out; where nothing is open (`asksFirst`), a surface may do without.
 *
 * @throws {Problem} as `approve` and `correct`: who may not, or comes too late, is not asked.
 */
export async function questionBefore(
  deps: Deps,
  actor: Actor,
  id: string,
  action: "approve" | "correct",
  { markdown }: { markdown: string },
): Promise<Question> {
  const update = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, update, [action === "approve" ? "in_review" : "posted"]);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, action, update));
  const seen = await askChecks(deps, update, markdown);
  const open = openIn(seen);
  // Nobody reads what is open about a text that cannot go there anyway.
  await requireAudience(deps, update);
  const { title, channel } = update;
  const parts = renderParts(markdown, await readMessageContext(deps, update));
  const mentioned = mentionedIn(parts);
  const text = normalise(markdown);
  const findings = askedFindings(text, seen);
  const said = action === "approve" ? await listOpenComments(deps.db, id) : [];
  const post_at = action === "approve" ? ((await findSlotOf(deps.db, id))?.post_at ?? null) : null;
  const isSaid = action === "correct" || asksFirst(open) || said.length > 0 || post_at !== null;
  const undoes = !isSaid && (await undoUntil(deps.db, update, deps.clock())) !== null;
  const asksWhen = action === "approve" && post_at === null;
  const next_slot = asksWhen ? await nextSlotFor(deps.db, update, deps.clock()) : null;
  // Who chose the next time meant the one that they were shown.
  const token = sha256(
    JSON.stringify([
      [sha256(text), channel.id, open, findings.map(({ key }) => key), next_slot, mentioned],
      said.map(({ id: comment }) => comment),
    ]),
  ).slice(0, 32);
  const going = {
    title,
    channel,
    messages: parts.length,
    mentions: mentioned.length,
    post_at,
    correcting: action === "correct",
  };
  const comments = said.length;
  return { ...going, token, findings, open, comments, undoes, next_slot, time_zone: update.brief.time_zone };
}
