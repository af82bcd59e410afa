import { findUpdateOfMessage, listUpdatesThatRead } from "../../db/app/lineage.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { LineageFound } from "../../webhooks/contract/message-lineage.ts";
import type { Actor, Deps } from "../deps.ts";
import { getUpdate } from "./change-state.ts";
import { lineageOf } from "./lineage.ts";
import { readLink } from "./read-link.ts";

/** Of a pull request: the newest so many updates. */
const MOST_UPDATES = 10;

/**
 * Follows a link: from a Slack message to what it was made of, or from a pull request to every message that used it.
 *
 * @throws {Problem} `invalid` where it is no such link; `not_found` where Pulse knows nothing of it.
 */
export async function findLineage(deps: Deps, actor: Actor, from: string): Promise<LineageFound> {
  const link = readLink(from);
  if (!link) {
    const message = "That is no link to a Slack message, a pull request or an update.";
    throw new Problem("invalid", message, "Copy the link of a message in Slack, or of a pull request on GitHub.");
  }
  const { db } = deps;
  const told = { kind: link.kind, text: from.trim() };
  if (link.kind === "pull_request") {
    const updates = await listUpdatesThatRead(db, actor.team_id, link.pr, MOST_UPDATES);
    if (updates.length === 0) {
      throw new Problem("not_found", `No update has read ${link.pr}.`, "Look whether its repository is written so.");
    }
    const shown = updates.slice(0, MOST_UPDATES);
    const found = await Promise.all(shown.map((update) => lineageOf(deps, update, [link.pr])));
    return { from: told, found, more: updates.length > MOST_UPDATES };
  }
  const update =
    link.kind === "update" ? await getUpdate(db, actor, link.id) : await findUpdateOfMessage(db, actor.team_id, link);
  if (!update) {
    const message = "Pulse has not posted that message, or its update was deleted.";
    throw new Problem("not_found", message, "Copy the link of the message itself, not of a reply to it.");
  }
  return { from: told, found: [await lineageOf(deps, update)], more: false };
}
